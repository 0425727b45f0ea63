#!/usr/bin/env python3
"""Writes tests/GroupConv.Tests/Fixtures/pytorch-conv2d.json: 40 random geometries and what PyTorch's conv2d gives for them.

Only the outputs are stored; inputs, weights and biases follow from a formula that the test repeats. Needs PyTorch.
Run from anywhere: python3 tests/peers/make_pytorch_fixture.py
"""
import json
import pathlib
import random

import torch
import torch.nn.functional as F


def numbers(count, salt):
    """Pseudo-random floats in [-0.5, 0.5), exact in float32."""
    return torch.tensor([(((i + salt) * 2654435761 & 0xFFFFFFFF) >> 16) / 65536 - 0.5 for i in range(count)], dtype=torch.float32)


def draw(rng, index):
    groups = rng.choice([1, 2, 3, 4, 8])
    depthwise = index % 4 == 3
    cin_g, cout_g = (1, rng.choice([1, 2])) if depthwise else (rng.randint(1, 5), rng.randint(1, 6))
    return {
        "n": rng.randint(1, 3), "c_in": groups * cin_g, "h": rng.randint(5, 13), "w": rng.randint(5, 13), "c_out": groups * cout_g,
        "kernel": [rng.randint(1, 4), rng.randint(1, 4)], "stride": [rng.randint(1, 3), rng.randint(1, 3)],
        "padding": [rng.randint(0, 4) for _ in range(4)], "dilation": [rng.randint(1, 2), rng.randint(1, 2)], "groups": groups,
        "bias": rng.random() < 0.7, "mode": ["zeros", "reflect", "replicate", "circular"][index // 25 * rng.randint(0, 3)],
    }


def run(case):
    k, (top, left, bottom, right) = case["kernel"], case["padding"]
    x = numbers(case["n"] * case["c_in"] * case["h"] * case["w"], 1).reshape(case["n"], case["c_in"], case["h"], case["w"])
    w = numbers(case["c_out"] * (case["c_in"] // case["groups"]) * k[0] * k[1], 2).reshape(case["c_out"], -1, k[0], k[1])
    b = numbers(case["c_out"], 3) if case["bias"] else None
    mode = "constant" if case["mode"] == "zeros" else case["mode"]
    y = F.conv2d(F.pad(x, (left, right, top, bottom), mode=mode), w, b, case["stride"], 0, case["dilation"], case["groups"])
    return list(y.shape), [float(f"{v:.7g}") for v in y.flatten().tolist()]


def main():
    rng, cases = random.Random(7), []
    while len(cases) < 40:
        case = draw(rng, len(cases))
        span = [(case["kernel"][a] - 1) * case["dilation"][a] + 1 for a in (0, 1)]
        if case["h"] + case["padding"][0] + case["padding"][2] < span[0] or case["w"] + case["padding"][1] + case["padding"][3] < span[1]:
            continue
        case["shape"], case["output"] = run(case)
        if len(case["output"]) <= 1500:
            cases.append(case)
    path = pathlib.Path(__file__).parent.parent / "GroupConv.Tests" / "Fixtures" / "pytorch-conv2d.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
    print(f"{len(cases)} cases by PyTorch {torch.__version__}, {path.stat().st_size} bytes")


main()
