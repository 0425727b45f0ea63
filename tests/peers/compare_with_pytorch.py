#!/usr/bin/env python3
"""Compares `groupconv conv` with torch.nn.functional.conv2d.

Draws random grouped, strided, dilated, asymmetrically padded convolutions, writes them as .npy files, runs the command on them and
compares the result with PyTorch's. With --picture it also runs a depthwise convolution over a photograph (.ppm).

    python3 tests/peers/compare_with_pytorch.py src/GroupConv.Cli/bin/Release/net10.0/GroupConv.Cli.dll --cases 30 --seed 1

Needs numpy and torch. Exit code 1 if any case is over the tolerance.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

# Largest error allowed, as a part of the largest output: both sides sum in float32, each in its own order.
TOLERANCE = 1e-5


def command_of(path):
    return ["dotnet", path] if path.endswith(".dll") else [path]


def draw(rng):
    """One convolution that has an output."""
    while True:
        groups = int(rng.choice([1, 1, 2, 3, 4, 8, 32]))
        per_group = 1 if rng.random() < 0.3 else int(rng.integers(1, 13))
        case = {
            "n": int(rng.integers(1, 4)),
            "groups": groups,
            "c_in": groups * per_group,
            "c_out": groups * int(rng.integers(1, 13)),
            "size": [int(x) for x in rng.integers(1, 33, 2)],
            "kernel": [int(x) for x in rng.integers(1, 8, 2)],
            "stride": [int(x) for x in rng.integers(1, 4, 2)],
            "dilation": [int(x) for x in rng.integers(1, 4, 2)],
            "padding": [int(x) for x in rng.integers(0, 6, 4)],  # top, left, bottom, right
            "bias": bool(rng.random() < 0.5),
        }
        top, left, bottom, right = case["padding"]
        rows = case["size"][0] + top + bottom - (case["kernel"][0] - 1) * case["dilation"][0]
        columns = case["size"][1] + left + right - (case["kernel"][1] - 1) * case["dilation"][1]
        if rows >= 1 and columns >= 1:
            return case


def expected_of(x, w, b, case):
    top, left, bottom, right = case["padding"]
    padded = F.pad(torch.from_numpy(x), (left, right, top, bottom))
    return F.conv2d(padded, torch.from_numpy(w), None if b is None else torch.from_numpy(b), stride=case["stride"],
                    dilation=case["dilation"], groups=case["groups"]).numpy()


def run(command, folder, input_path, w, b, case):
    np.save(folder / "w.npy", w)
    arguments = ["conv", "--input", str(input_path), "--weight", str(folder / "w.npy"), "--output", str(folder / "y.npy"),
                 "--groups", str(case["groups"])]
    for option in ("stride", "padding", "dilation"):
        arguments += [f"--{option}", ",".join(str(x) for x in case[option])]
    if b is not None:
        np.save(folder / "b.npy", b)
        arguments += ["--bias", str(folder / "b.npy")]
    done = subprocess.run(command + arguments, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    return np.load(folder / "y.npy")


def compare(name, actual, expected, case):
    """Prints a line; true if the two agree."""
    if actual.shape != expected.shape:
        print(f"FAIL {name}: shape {actual.shape}, expected {expected.shape}; {case}")
        return False
    error = float(np.abs(actual - expected).max() / max(np.abs(expected).max(), 1e-30))
    good = error <= TOLERANCE
    print(f"{'ok  ' if good else 'FAIL'} {name}: relative error {error:.1e}, output {list(actual.shape)}; {case}")
    return good


def random_case(command, folder, rng, name):
    case = draw(rng)
    x = rng.standard_normal((case["n"], case["c_in"], *case["size"])).astype("<f4")
    w = rng.standard_normal((case["c_out"], case["c_in"] // case["groups"], *case["kernel"])).astype("<f4")
    b = rng.standard_normal(case["c_out"]).astype("<f4") if case["bias"] else None
    np.save(folder / "x.npy", x)
    return compare(name, run(command, folder, folder / "x.npy", w, b, case), expected_of(x, w, b, case), case)


def read_ppm(path):
    """A binary PPM of 8 bits, read apart from the reader under test."""
    data = pathlib.Path(path).read_bytes()
    fields, at = [], 0
    while len(fields) < 4:
        while data[at:at + 1].isspace():
            at += 1
        if data[at:at + 1] == b"#":
            at = data.index(b"\n", at)
            continue
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        fields.append(data[at:end])
        at = end
    if fields[0] != b"P6" or fields[3] != b"255":
        raise ValueError(f"{path} is not a PPM of 8 bits")
    width, height = int(fields[1]), int(fields[2])
    pixels = np.frombuffer(data, np.uint8, width * height * 3, at + 1).reshape(1, height, width, 3)
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)).astype("<f4") / np.float32(255)


def picture_case(command, folder, path):
    """Sobel's horizontal gradient of each colour: three groups of one channel."""
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "<f4")
    w = np.ascontiguousarray(np.broadcast_to(sobel, (3, 1, 3, 3)))
    case = {"groups": 3, "stride": [1, 1], "dilation": [1, 1], "padding": [1, 1, 1, 1]}
    return compare(pathlib.Path(path).name, run(command, folder, path, w, None, case), expected_of(read_ppm(path), w, None, case), case)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", help="GroupConv.Cli.dll, or the installed groupconv command")
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--picture", help="a photograph, .ppm")
    arguments = parser.parse_args()

    command = command_of(arguments.command)
    rng = np.random.default_rng(arguments.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        results = [random_case(command, folder, rng, f"case {i}") for i in range(arguments.cases)]
        if arguments.picture:
            results.append(picture_case(command, folder, arguments.picture))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
