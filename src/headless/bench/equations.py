"""Times ALIF in PyTorch, eager, forward and backward, over the sizes of `npm run bench -- equations`: the same text, a step at a time.

    OPENBLAS_NUM_THREADS=1 python3 src/headless/bench/equations.py [threads]

Twice: with the steps as slices x[t], whose gradients are each as large as x and are added, and with x.unbind(), which has one gradient.
Elapsed time by two threads, or with other work on the machine the processor's time by one.
"""

import sys
import time

import torch

threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
torch.set_num_threads(threads)
clock = time.process_time if threads == 1 else time.perf_counter
STEPS, BATCH, NEURONS = 25, 128, 1000
REPETITIONS = 7


class Spike(torch.autograd.Function):
    """1 where z >= 0, with the arctangent's derivative at scale 2."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return (z >= 0).float()

    @staticmethod
    def backward(ctx, grad):
        (z,) = ctx.saved_tensors
        return grad / (1 + (torch.pi * z) ** 2)


def spikes_of(currents):
    b = s = v = torch.zeros(BATCH, NEURONS)
    spikes = []
    for current in currents:
        b = 0.97 * b + s
        v = 0.9 * v + current - s
        s = Spike.apply(v - 1 - 1.8 * b)
        spikes.append(s)
    return torch.stack(spikes)


def timed(steps_of):
    x = torch.randn(STEPS, BATCH, NEURONS, requires_grad=True)
    start = clock()
    spikes = spikes_of(steps_of(x))
    between = clock()
    spikes.sum().backward()
    return 1000 * (between - start), 1000 * (clock() - between)


print(f"torch {torch.__version__}, {threads} threads, least of {REPETITIONS}, ms:")
for name, steps_of in (("slices", lambda x: [x[t] for t in range(STEPS)]), ("unbind", torch.unbind)):
    forward, backward = zip(*(timed(steps_of) for _ in range(REPETITIONS)))
    print(f"  {name}: forward {min(forward):.1f}, backward {min(backward):.1f}")
