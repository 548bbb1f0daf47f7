"""PyTorch's side of the engine benchmark: the same residual networks on the CPU.

Reads one request a line, `{"network": ..., "task": ..., "seconds": ...}`, measures for that long, and answers with one
line, `{"rate": images per second}`. The first line it writes names its version. It ends with its input.

usage: python3 torch-engine.py <threads>
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

CLASSES = 100
NETWORKS = {
    "resnet20": {"batch": 128, "blocks": (3, 3, 3), "widths": (16, 32, 64)},
    "resnet18": {"batch": 32, "blocks": (2, 2, 2, 2), "widths": (64, 128, 256, 512)},
}


class Residual(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the shape changes."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.first = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)
        self.shortcut = nn.Identity()
        if stride != 1 or channels != width:
            projection = nn.Conv2d(channels, width, 1, stride, bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(width))

    def forward(self, x):
        y = F.relu(self.first_norm(self.first(x)))
        return F.relu(self.second_norm(self.second(y)) + self.shortcut(x))


def residual_network(blocks, widths):
    layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
    channels = widths[0]
    for stage, (count, width) in enumerate(zip(blocks, widths)):
        for index in range(count):
            layers.append(Residual(channels, width, 2 if stage > 0 and index == 0 else 1))
            channels = width
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)]
    return nn.Sequential(*layers)


def make_tasks(batch, blocks, widths):
    """The three tasks of one network, as functions without arguments."""
    evaluated, trained = residual_network(blocks, widths), residual_network(blocks, widths)
    evaluated.eval().requires_grad_(False)
    images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, CLASSES, (batch,))
    optimiser = torch.optim.SGD(trained.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)

    def forward():
        with torch.no_grad():
            evaluated(images)

    def input_gradient():
        point = images.clone().requires_grad_()
        F.cross_entropy(evaluated(point), labels).backward()

    def training_step():
        optimiser.zero_grad()
        F.cross_entropy(trained(images), labels).backward()
        optimiser.step()

    return {"forward": forward, "input gradient": input_gradient, "training step": training_step}


def rate(step, batch, seconds):
    """Images per second by the median step of a burst of `seconds`, at least three steps, after one warm-up."""
    step()
    times, begin = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return batch / sorted(times)[len(times) // 2]


def main():
    torch.set_num_threads(int(sys.argv[1]))
    tasks = {name: make_tasks(**network) for name, network in NETWORKS.items()}
    print(json.dumps({"peer": "PyTorch " + torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        step = tasks[request["network"]][request["task"]]
        batch = NETWORKS[request["network"]]["batch"]
        print(json.dumps({"rate": rate(step, batch, request["seconds"])}), flush=True)


main()
