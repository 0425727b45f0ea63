#!/usr/bin/env python3
"""Writes tests/GroupConv.Tests/Fixtures/torchvision-state-dicts.txt: what torchvision's models are made of, one line a model.

    name  tensors  params  macs  sha256

The hash is of the sorted lines "name [shape]" of all tensors but the counters of batch norms; params are those that are trained; macs
are the multiply-adds of all convolutions and linear layers on one image of 224x224, biases not counted. A test compares the networks of
GroupConv.Networks with these, so that a state dict loads by name, and needs no PyTorch. Needs torch and torchvision; the file was
written with 1.13 and 0.14.
Run from anywhere: python3 tests/peers/make_torchvision_fixture.py
With a model's name it prints that model's lines, to find a difference.
"""
import hashlib
import pathlib
import sys

import torch
import torchvision

MODELS = [
    "alexnet", "squeezenet1_0", "squeezenet1_1", "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "mobilenet_v2",
    "mobilenet_v2_0.25", "mobilenet_v2_1.4", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0",
]


def model_of(name):
    if name.startswith("mobilenet_v2_"):
        return torchvision.models.mobilenet_v2(width_mult=float(name.removeprefix("mobilenet_v2_"))).eval()
    return torchvision.models.get_model(name).eval()


def lines_of(model):
    tensors = model.state_dict().items()
    return sorted(f"{name} {list(tensor.shape)}" for name, tensor in tensors if not name.endswith("num_batches_tracked"))


def macs_of(model):
    counts = []

    def count(layer, _, output):
        per_output = layer.weight[0].numel()
        counts.append(output.numel() * per_output)

    for layer in model.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.register_forward_hook(count)
    with torch.no_grad():
        model(torch.zeros(1, 3, 224, 224))
    return sum(counts)


def summary_of(name):
    model = model_of(name)
    lines = lines_of(model)
    params = sum(parameter.numel() for parameter in model.parameters())
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{name} {len(lines)} {params} {macs_of(model)} {digest}"


def main():
    if len(sys.argv) > 1:
        print("\n".join(lines_of(model_of(sys.argv[1]))))
        return
    path = pathlib.Path(__file__).parent.parent / "GroupConv.Tests" / "Fixtures" / "torchvision-state-dicts.txt"
    path.write_text("".join(summary_of(name) + "\n" for name in MODELS))
    print(f"{len(MODELS)} models of torchvision {torchvision.__version__}")


main()
