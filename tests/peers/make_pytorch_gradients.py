#!/usr/bin/env python3
"""Writes tests/GroupConv.Tests/Fixtures/pytorch-gradients.json: random geometries and what PyTorch's autograd gives for them.

30 convolutions with the gradients of input, weights and bias, and 15 transposed convolutions with their outputs and gradients. Only results
are stored; inputs, weights, biases and output gradients follow from a formula that the test repeats. Needs PyTorch.
Run from anywhere: python3 tests/peers/make_pytorch_gradients.py
"""
import json
import pathlib
import random

import torch
import torch.nn.functional as F

MOST_NUMBERS = 700  # of a case's input, weights or output, so that the file stays small


def numbers(shape, salt):
    """Pseudo-random floats in [-0.5, 0.5), exact in float32."""
    count = torch.Size(shape).numel()
    values = [(((i + salt) * 2654435761 & 0xFFFFFFFF) >> 16) / 65536 - 0.5 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()


def draw(rng, index, transposed):
    groups = rng.choice([1, 2, 3, 4])
    depthwise = index % 4 == 3
    cin_g, cout_g = (1, rng.choice([1, 2])) if depthwise else (rng.randint(1, 4), rng.randint(1, 4))
    stride, dilation = [rng.randint(1, 3), rng.randint(1, 3)], [rng.randint(1, 2), rng.randint(1, 2)]
    side = 6 if transposed else 11
    case = {
        "n": rng.randint(1, 2), "c_in": groups * cin_g, "h": rng.randint(3, side), "w": rng.randint(3, side), "c_out": groups * cout_g,
        "kernel": [rng.randint(1, 4), rng.randint(1, 4)], "stride": stride, "dilation": dilation, "groups": groups,
        "padding": [rng.randint(0, 3) for _ in range(4)],
        "output_padding": [rng.randrange(max(s, d)) for s, d in zip(stride, dilation)] if transposed else [0, 0],
        "mode": "zeros" if transposed else ["zeros", "reflect", "replicate", "circular"][index // 15 * rng.randint(0, 3)],
        "transposed": transposed,
    }
    if transposed:  # PyTorch has one amount for both ends
        vertical, horizontal = rng.randint(0, 2), rng.randint(0, 2)
        case["padding"] = [vertical, horizontal, vertical, horizontal]
    return case


def run(case):
    k, g, (top, left, bottom, right) = case["kernel"], case["groups"], case["padding"]
    x = numbers([case["n"], case["c_in"], case["h"], case["w"]], 1)
    if case["transposed"]:
        w, b = numbers([case["c_in"], case["c_out"] // g, *k], 2), numbers([case["c_out"]], 3)
        y = F.conv_transpose2d(x, w, b, case["stride"], (top, left), case["output_padding"], g, case["dilation"])
    else:
        w, b = numbers([case["c_out"], case["c_in"] // g, *k], 2), numbers([case["c_out"]], 3)
        mode = "constant" if case["mode"] == "zeros" else case["mode"]
        y = F.conv2d(F.pad(x, (left, right, top, bottom), mode=mode), w, b, case["stride"], 0, case["dilation"], g)
    y.backward(numbers(list(y.shape), 4).detach())
    results = {"output": y, "input_gradient": x.grad, "weight_gradient": w.grad, "bias_gradient": b.grad}
    return list(y.shape), {name: [float(f"{v:.7g}") for v in t.flatten().tolist()] for name, t in results.items()}


def cases(rng, count, transposed):
    made = []
    while len(made) < count:
        case = draw(rng, len(made), transposed)
        try:
            case["shape"], results = run(case)
        except RuntimeError:  # a kernel larger than the padded input, padding wider than the input, or nothing left of the output
            continue
        if max(len(values) for values in results.values()) <= MOST_NUMBERS:
            made.append({**case, **results})
    return made


def main():
    rng = random.Random(11)
    made = cases(rng, 30, False) + cases(rng, 15, True)
    path = pathlib.Path(__file__).parent.parent / "GroupConv.Tests" / "Fixtures" / "pytorch-gradients.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in made) + "\n]\n")
    print(f"{len(made)} cases by PyTorch {torch.__version__}, {path.stat().st_size} bytes")


main()
