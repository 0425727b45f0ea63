#!/usr/bin/env python3
"""The network of `groupconv train har` in PyTorch, to be compared with.

Usage: pytorch_har.py train DATA [--epochs 15 --batch 64 --lr 1e-3 --groups 32 --blocks 1 --seed 0 --threads 2]
       pytorch_har.py serve --threads N --batch N --groups G --blocks B

`train` trains on a folder in the layout of UCI-HAR (AdamW, cosine decay by step, smoothed labels, signals standardized by the training part) and prints
accuracy and time of each epoch. `serve` is what the command `training` of the benchmarks times: it says hello with its version, then
answers each line of JSON on standard input with a line on standard output:

    {"load": {"weights": "w.safetensors", "input": "x.f32", "labels": [...]}}  -> {}
    {"burst": {"warm_up": 2, "samples": 9, "calls": 1}}                        -> {"seconds": [of each sample, for one call]}
    {"losses": {"steps": 3}}                                                   -> {"losses": [before each step]}

A call is forward, loss, backward and a step of Adam. What fails is answered with {"error": "..."}. It ends with its standard input.
"""
import argparse
import gc
import json
import math
import os
import sys
import time
from collections import OrderedDict


def answer(reply):
    print(json.dumps(reply), flush=True)


try:
    import numpy as np
    import torch
    from torch import nn
except ImportError as error:
    answer({"error": f"{sys.executable}: {error}"})
    sys.exit(0)

SIGNALS = [f"{kind}_{axis}" for kind in ("body_acc", "body_gyro", "total_acc") for axis in "xyz"]


class Block(nn.Module):
    def __init__(self, ins, outs, groups, stride):
        super().__init__()
        width = outs // 2
        self.conv1 = nn.Conv1d(ins, width, 1, bias=False)
        self.bn1 = nn.BatchNorm1d(width)
        self.conv2 = nn.Conv1d(width, width, 7, stride, 3, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm1d(width)
        self.conv3 = nn.Conv1d(width, outs, 1, bias=False)
        self.bn3 = nn.BatchNorm1d(outs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or ins != outs:
            self.downsample = nn.Sequential(nn.Conv1d(ins, outs, 1, stride, bias=False), nn.BatchNorm1d(outs))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNeXt1d(nn.Module):
    def __init__(self, groups, blocks, signals=9, classes=6):
        super().__init__()
        channels = 64
        self.fine = nn.Sequential(OrderedDict(clip=nn.Hardtanh(-0.1, 0.1), bn=nn.BatchNorm1d(signals)))
        self.conv = nn.Conv1d(2 * signals, channels, 7, padding=3, bias=False)
        self.bn = nn.BatchNorm1d(channels)
        for stage, outs in enumerate((64, 128, 256, 512)):
            made = []
            for block in range(blocks):
                made.append(Block(channels, outs, groups, 2 if stage > 0 and block == 0 else 1))
                channels = outs
            setattr(self, f"layer{stage + 1}", nn.Sequential(*made))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = torch.relu_(self.bn(self.conv(torch.cat((x, self.fine(x)), 1))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(2))


def step(model, optimizer, x, labels, smoothing=0.0):
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.cross_entropy(model(x), labels, label_smoothing=smoothing)
    loss.backward()
    optimizer.step()
    return loss


def part(folder, name):
    signals = [np.loadtxt(os.path.join(folder, name, "Inertial Signals", f"{signal}_{name}.txt"), dtype="f4") for signal in SIGNALS]
    labels = np.loadtxt(os.path.join(folder, name, f"y_{name}.txt"), dtype="i8") - 1
    return np.stack(signals, 1), torch.from_numpy(labels)


def train(options):
    torch.manual_seed(options.seed)
    x, labels = part(options.data, "train")
    test, test_labels = part(options.data, "test")
    mean, deviation = x.mean((0, 2), keepdims=True, dtype="f8"), x.std((0, 2), keepdims=True, dtype="f8")
    x, test = (torch.from_numpy(((one - mean) / deviation).astype("f4")) for one in (x, test))
    model = ResNeXt1d(options.groups, options.blocks)
    print(f"{sum(p.numel() for p in model.parameters())} params, {len(x)} windows to learn from, {len(test)} to test with")
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.lr, weight_decay=0.1)
    steps = math.ceil(len(x) / options.batch) * options.epochs
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for epoch in range(options.epochs):
        model.train()
        began = time.perf_counter()
        for indices in torch.randperm(len(x)).split(options.batch):
            step(model, optimizer, x[indices], labels[indices], smoothing=0.1)
            schedule.step()
        seconds = time.perf_counter() - began
        model.eval()
        with torch.inference_mode():
            right = sum((model(a).argmax(1) == b).sum().item() for a, b in zip(test.split(64), test_labels.split(64)))
        print(f"epoch {epoch + 1}: test accuracy {right / len(test):.4f}, {seconds:.2f} s", flush=True)


def tensors(path):
    """The tensors of a safetensors file, all of which are F32."""
    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    return {name: torch.from_numpy(np.frombuffer(data[8 + length:], "<f4")[one["data_offsets"][0] // 4:one["data_offsets"][1] // 4]
                                   .reshape(one["shape"]).copy()) for name, one in header.items()}


def serve(options):
    gc.disable()
    answer({"version": f"{torch.__version__}, {torch.get_num_threads()} threads"})
    model = ResNeXt1d(options.groups, options.blocks)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x = labels = None
    for line in sys.stdin:
        (what, request), = json.loads(line).items()
        try:
            if what == "load":
                missing = model.load_state_dict(tensors(request["weights"]), strict=False).missing_keys
                if any(not name.endswith("num_batches_tracked") for name in missing):
                    raise ValueError(f"missing {missing}")
                x = torch.from_numpy(np.fromfile(request["input"], "<f4").reshape(options.batch, 9, 128))
                labels = torch.tensor(request["labels"])
                answer({})
            elif what == "burst":
                seconds = []
                for _ in range(request["warm_up"]):
                    step(model, optimizer, x, labels)
                for _ in range(request["samples"]):
                    began = time.perf_counter_ns()
                    for _ in range(request["calls"]):
                        step(model, optimizer, x, labels)
                    seconds.append((time.perf_counter_ns() - began) / 1e9 / request["calls"])
                answer({"seconds": seconds})
            elif what == "losses":
                answer({"losses": [step(model, optimizer, x, labels).item() for _ in range(request["steps"])]})
            else:
                answer({"error": f"unknown request {what}"})
        except (RuntimeError, ValueError, KeyError, OSError) as error:
            answer({"error": str(error)})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("train", "serve"))
    parser.add_argument("data", nargs="?")
    for name, kind, default in (("epochs", int, 15), ("batch", int, 64), ("lr", float, 1e-3), ("groups", int, 32), ("blocks", int, 1),
                                ("seed", int, 0), ("threads", int, 2)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options) if options.what == "train" else serve(options)


main()
