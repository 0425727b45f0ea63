#!/usr/bin/env python3
"""Writes torchvision's models with random weights, an input each and PyTorch's output, for tests of GroupConv.Networks.

    export_torchvision_weights.py FOLDER [MODEL...]

For each model NAME.safetensors, NAME.input.npy and NAME.output.npy, computed in double; all of them take 1.2 GB. The tests find the folder
by the environment variable GROUPCONV_TORCHVISION_WEIGHTS. Needs torch, torchvision and numpy, and no package for safetensors, so that the
reader is tested with files that another program wrote.
"""
import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision

MODELS = [
    "alexnet", "squeezenet1_0", "squeezenet1_1", "resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "mobilenet_v2",
    "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0",
]
TYPES = {torch.float32: "F32", torch.int64: "I64"}


def seeded(name):
    """Random weights, and batch norms that have seen pictures: without that little of the input would reach the output."""
    torch.manual_seed(7)
    model = torchvision.models.get_model(name).train()
    for module, layer in model.named_modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = None  # the mean of all batches, of which there is one
            # As trained networks have them: a residual block adds a part of what is there already. With more, a hundred random layers
            # magnify the rounding of the first until even PyTorch is off by 1e-4.
            torch.nn.init.uniform_(layer.weight, *((0.1, 0.4) if module.endswith("bn3") else (0.5, 1)))
            torch.nn.init.uniform_(layer.bias, -0.2, 0.2)
    with torch.no_grad():
        model(torch.randn(4, 3, 224, 224))
    return model.eval()


def save(path, tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or MODELS:
        model = seeded(name)
        x = torch.randn(1, 3, 224, 224)
        save(folder / f"{name}.safetensors", model.state_dict())
        numpy.save(folder / f"{name}.input.npy", x.numpy())
        with torch.no_grad():
            y, other = (model.double()(picture.double()) for picture in (x, torch.randn(1, 3, 224, 224)))
        numpy.save(folder / f"{name}.output.npy", y.float().numpy())
        print(f"{name}: outputs within +-{y.abs().max():.3g}, for another input {(y - other).abs().max():.3g} away", flush=True)


main()
