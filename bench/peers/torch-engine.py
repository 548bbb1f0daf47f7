"""PyTorch's side of the engine benchmark: the same residual networks on the CPU.

Reads one request a line, `{"network": ..., "task": ..., "layout": "contiguous" or "channels_last", "seconds": ...}`,
measures for that long, and answers with one line, `{"rate": images per second}`. A task is warmed by a burst before its
first. The first line it writes names its version. It ends with its input.

usage: python3 torch-engine.py <threads>
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from residual_network import residual_network

CLASSES = 100
NETWORKS = {
    "resnet20": {"batch": 128, "blocks": (3, 3, 3), "widths": (16, 32, 64)},
    "resnet18": {"batch": 32, "blocks": (2, 2, 2, 2), "widths": (64, 128, 256, 512)},
}


LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
WARM_UP_SECONDS = 2


def make_tasks(layout, batch, blocks, widths):
    """The three tasks of one network, as functions without arguments."""
    evaluated, trained = (
        residual_network(blocks, widths, CLASSES).to(memory_format=layout) for _ in range(2)
    )
    evaluated.eval().requires_grad_(False)
    images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, CLASSES, (batch,))
    images = images.to(memory_format=layout)
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
    tasks = {
        (name, layout): make_tasks(format, **network)
        for name, network in NETWORKS.items()
        for layout, format in LAYOUTS.items()
    }
    warm = set()
    print(json.dumps({"peer": "PyTorch " + torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        step = tasks[request["network"], request["layout"]][request["task"]]
        batch = NETWORKS[request["network"]]["batch"]
        if step not in warm:
            rate(step, batch, WARM_UP_SECONDS)
            warm.add(step)
        print(json.dumps({"rate": rate(step, batch, request["seconds"])}), flush=True)


main()
