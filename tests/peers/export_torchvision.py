#!/usr/bin/env python3
"""Writes torchvision's networks for the tests: NAME.safetensors, NAME.input.npy, NAME.output.npy, and of some NAME.onnx.

    python3 tests/peers/export_torchvision.py DIR [--opset 13] [--only NAME ...]
    GROUPCONV_TORCHVISION=DIR dotnet test -c Release --filter Torchvision

Weights, running statistics and inputs are random, from fixed seeds; outputs are computed in double. All of them take 1.7 GB. Needs torch,
torchvision and numpy, and no package for safetensors, so that the reader is tested with files that another program wrote. Nothing is downloaded.
"""
import argparse
import json
import pathlib
import struct

import numpy
import torch
import torchvision

EXPORTED = [
    "resnext50_32x4d", "mobilenet_v2", "shufflenet_v2_x1_0", "alexnet", "squeezenet1_1", "regnet_x_800mf", "efficientnet_b0", "mnasnet1_0",
    "densenet121",
]
WEIGHTS_ONLY = [
    "squeezenet1_0", "resnext101_32x8d", "resnext101_64x4d", "shufflenet_v2_x0_5", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0",
]
SAFETENSORS_TYPES = {torch.float32: "F32", torch.int64: "I64"}


def make(name):
    """A network in inference mode. Its batch norms have seen pictures: without that little of the input reaches the output."""
    torch.manual_seed(7)
    network = getattr(torchvision.models, name)(weights=None).train()
    for path, module in network.named_modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # the mean of all batches, of which there is one
            # As trained networks have them: a residual block adds a part of what is there already. With more, a hundred random layers
            # magnify the rounding of the first until even PyTorch is off by 1e-4.
            torch.nn.init.uniform_(module.weight, *((0.1, 0.4) if path.endswith("bn3") else (0.5, 1)))
            torch.nn.init.uniform_(module.bias, -0.2, 0.2)
    with torch.no_grad():
        network(torch.randn(4, 3, 224, 224))
    return network.eval()


def write_safetensors(path, tensors):
    """The format (Hugging Face, 2022): the header's length in 8 bytes, the header in JSON, the values of all tensors."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.numel() * tensor.element_size()
        header[name] = {"dtype": SAFETENSORS_TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the values begin at a multiple of 8
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().numpy().tobytes())


def export(name, folder, opset):
    network = make(name)
    image, other = torch.randn(2, 1, 3, 224, 224)
    if name in EXPORTED:
        torch.onnx.export(network, image, str(folder / f"{name}.onnx"), opset_version=opset, input_names=["input"], output_names=["output"])
    write_safetensors(folder / f"{name}.safetensors", network.state_dict())
    with torch.no_grad():
        rounded = network(image)
        network.double()
        output, of_other = network(image.double()), network(other.double())
    numpy.save(folder / f"{name}.input.npy", image.numpy())
    numpy.save(folder / f"{name}.output.npy", output.float().numpy())
    scale = output.abs().max()
    print(f"{name}: outputs up to {scale:.3g}; of another input {(output - of_other).abs().max() / scale:.2g} of that away, with floats"
          f" {(output - rounded).abs().max() / scale:.1g}", flush=True)


def main():
    names = EXPORTED + WEIGHTS_ONLY
    parser = argparse.ArgumentParser(description="Writes torchvision's networks for the tests.")
    parser.add_argument("folder", type=pathlib.Path, help="where to; made if it is not there")
    parser.add_argument("--opset", type=int, default=13, help="version of ONNX's operators (13)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help="these networks and no others")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        export(name, arguments.folder, arguments.opset)


if __name__ == "__main__":
    main()
