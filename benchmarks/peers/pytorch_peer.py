#!/usr/bin/env python3
"""The process in which the command `peers` of the benchmarks times PyTorch.

Usage: pytorch_peer.py THREADS

It says hello with its version, then answers each line of JSON on standard input with a line on standard output:

    {"prepare": {sizes and files}}                                   -> {"layers": [{"id": 0, "variant": "contiguous"}, ...]}
    {"burst": {"id": 0, "warm_up": 2, "samples": 9, "calls": 1}}     -> {"seconds": [of each sample, for one call]}
    {"output": {"id": 0, "file": "y.f32"}}                           -> {}, the last call's output as raw float32, NCHW
    {"drop": {"id": 0}}                                              -> {}

What fails is answered with {"error": "..."}. It ends with its standard input.
"""
import copy
import gc
import itertools
import json
import sys
import time


def answer(reply):
    print(json.dumps(reply), flush=True)


try:
    import numpy as np
    import torch
except ImportError as error:
    answer({"error": f"{sys.executable}: {error}"})
    sys.exit(0)


def read(file, shape):
    return torch.from_numpy(np.fromfile(file, "<f4").reshape(shape))


class Layer:
    """A convolution and its input, both in one memory format."""

    def __init__(self, variant, module, x):
        self.variant = variant
        self.module = module
        self.x = x
        self.y = None

    def burst(self, warm_up, samples, calls):
        module, x, now = self.module, self.x, time.perf_counter_ns
        seconds = []
        for _ in range(warm_up):
            self.y = module(x)
        for _ in range(samples):
            began = now()
            for _ in range(calls):
                self.y = module(x)
            seconds.append((now() - began) / 1e9 / calls)
        return seconds


def prepare(sizes):
    """The layer in both memory formats: which one is faster depends on the layer."""
    top, left, bottom, right = sizes["padding"]
    same = top == bottom and left == right
    conv = torch.nn.Conv2d(sizes["c_in"], sizes["c_out"], sizes["kernel"], stride=sizes["stride"], dilation=sizes["dilation"],
                           groups=sizes["groups"], padding=(top, left) if same else 0)
    conv.weight.copy_(read(sizes["weights"], conv.weight.shape))
    conv.bias.copy_(read(sizes["bias"], conv.bias.shape))
    # Conv2d has one padding for both ends; this is what a user writes where they differ, and waits for.
    module = (conv if same else torch.nn.Sequential(torch.nn.ZeroPad2d((left, right, top, bottom)), conv)).eval()
    x = read(sizes["input"], [sizes["n"], sizes["c_in"], sizes["h"], sizes["w"]])
    yield Layer("contiguous", module, x)
    last = torch.channels_last
    # A copy: .to() changes the module itself.
    yield Layer("channels_last", copy.deepcopy(module).to(memory_format=last), x.contiguous(memory_format=last))


def main():
    torch.set_num_threads(int(sys.argv[1]))
    gc.disable()
    answer({"version": f"{torch.__version__}, {torch.get_num_threads()} threads"})
    layers = {}
    ids = itertools.count()
    for line in sys.stdin:
        (what, request), = json.loads(line).items()
        try:
            if what == "prepare":
                made = {next(ids): layer for layer in prepare(request)}
                layers.update(made)
                answer({"layers": [{"id": i, "variant": layer.variant} for i, layer in made.items()]})
            elif what == "burst":
                answer({"seconds": layers[request["id"]].burst(request["warm_up"], request["samples"], request["calls"])})
            elif what == "output":
                layers[request["id"]].y.contiguous().numpy().astype("<f4").tofile(request["file"])
                answer({})
            elif what == "drop":
                del layers[request["id"]]
                answer({})
            else:
                answer({"error": f"unknown request {what}"})
        except (RuntimeError, ValueError, KeyError) as error:
            answer({"error": str(error)})


with torch.inference_mode():
    main()
