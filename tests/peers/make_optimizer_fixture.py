#!/usr/bin/env python3
"""Writes tests/GroupConv.Tests/Fixtures/pytorch-optimizers.json: what PyTorch's optimizers and schedules do to a few numbers.

Made with PyTorch 1.13: /usr/bin/python3 tests/peers/make_optimizer_fixture.py
"""
import json
import math
import os

import torch

START = [0.5, -1.25, 2.0, 0.001, -0.3, 0.0]
STEPS = 6


def gradient(step):
    """The same in the tests: a gradient that changes in size and sign."""
    return [0.125 * (i + 1) * (-1) ** (i * step) / (step + 1) for i in range(len(START))]


def run(make):
    w = torch.tensor(START, requires_grad=True)
    optimizer = make([w])
    values = []
    for step in range(STEPS):
        w.grad = torch.tensor(gradient(step))
        optimizer.step()
        values.append(w.tolist())
    return values


def rates(make, epochs):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = make(optimizer)
    values = []
    for _ in range(epochs):
        values.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return values


o, s = torch.optim, torch.optim.lr_scheduler
fixture = {
    "optimizers": {
        "sgd": run(lambda p: o.SGD(p, lr=0.1)),
        "sgd_decay": run(lambda p: o.SGD(p, lr=0.1, weight_decay=0.05)),
        "sgd_momentum": run(lambda p: o.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05)),
        "sgd_nesterov": run(lambda p: o.SGD(p, lr=0.1, momentum=0.9, nesterov=True)),
        "adam": run(lambda p: o.Adam(p, lr=0.01)),
        "adam_decay": run(lambda p: o.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
        "adamw": run(lambda p: o.AdamW(p, lr=0.01, weight_decay=0.1)),
    },
    "schedules": {
        "step": rates(lambda q: s.StepLR(q, 3, 0.2), 10),
        "cosine": rates(lambda q: s.CosineAnnealingLR(q, 8, 0.05), 9),
        "warm_up": rates(lambda q: s.LinearLR(q, start_factor=0.25, total_iters=4), 7),
    },
}
assert all(math.isfinite(x) for rows in fixture["optimizers"].values() for row in rows for x in row)
path = os.path.join(os.path.dirname(__file__), "..", "GroupConv.Tests", "Fixtures", "pytorch-optimizers.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(fixture, file, indent=1)
    file.write("\n")
