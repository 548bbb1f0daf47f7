"""PyTorch's side of the attack benchmark: FGSM and BIM (I-FGSM) at several epsilons on ResNet-20, with the accuracy
under each, on the CPU. By torchattacks where it can be imported, else by loops that do as it does: every attack starts
from nothing, a gradient by torch.autograd.grad with respect to the image alone, clipped to the ball and to 0...1.

Reads one request a line, {"epsilons": [...], "steps": n}, makes one sweep over a batch, and answers {"rate": images per
second, "processor": seconds of processor time}. The first line it writes says what it is. It ends with its input.

usage: python3 torch_attacks.py <threads> <batch> <classes>
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from residual_network import residual_network

try:
    import torchattacks
except ImportError:
    torchattacks = None


def loop(model, images, labels, epsilon, alpha, steps):
    clean = images
    for _ in range(steps):
        images = images.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(F.cross_entropy(model(images), labels), images)
        moved = images.detach() + alpha * gradient.sign()
        images = torch.clamp(torch.min(torch.max(moved, clean - epsilon), clean + epsilon), 0, 1)
    return images


def perturbed(model, images, labels, epsilon, steps):
    """The images of both attacks at one epsilon."""
    if torchattacks is None:
        yield loop(model, images, labels, epsilon, epsilon, 1)
        yield loop(model, images, labels, epsilon, epsilon / steps, steps)
    else:
        yield torchattacks.FGSM(model, eps=epsilon)(images, labels)
        yield torchattacks.BIM(model, eps=epsilon, alpha=epsilon / steps, steps=steps)(images, labels)


def main():
    threads, batch, classes = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    model = residual_network((3, 3, 3), (16, 32, 64), classes).eval().requires_grad_(False)
    images, labels = torch.rand(batch, 3, 32, 32), torch.randint(0, classes, (batch,))
    made_by = "its own loops" if torchattacks is None else "torchattacks " + torchattacks.__version__
    print(json.dumps({"peer": f"PyTorch {torch.__version__} with {made_by}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        start, before = time.perf_counter(), time.process_time()
        for epsilon in request["epsilons"]:
            for adversarial in perturbed(model, images, labels, epsilon, request["steps"]):
                with torch.no_grad():
                    (model(adversarial).argmax(1) == labels).float().mean().item()
        rate, processor = batch / (time.perf_counter() - start), time.process_time() - before
        print(json.dumps({"rate": rate, "processor": processor}), flush=True)


main()
