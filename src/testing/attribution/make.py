"""Gradients of an output to the input of two small spiking networks, by torch.autograd in float64: python3 make.py > cases.json

Written for PyTorch 2.6. A spike is a step whose backward pass is the slope of a surrogate; all else is autograd's.
Inputs are [steps, channels, height, width] or [steps, features]; weights are PyTorch's: [out, in] and [out, in, height, width].
"""
import json
import math

import torch
from torch.nn.functional import conv2d, linear

torch.set_default_dtype(torch.float64)


def atan(x):
    return 1 / (1 + (math.pi * x) ** 2)  # scale 2


def sigmoid(x):
    q = torch.sigmoid(4 * x)
    return 4 * q * (1 - q)


def spike_with(slope):
    class Spike(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return (x >= 0).double()

        @staticmethod
        def backward(ctx, grad):
            return grad * slope(ctx.saved_tensors[0])

    return Spike.apply


def lif(currents, spike, decay, threshold, reset):
    v = torch.zeros_like(currents[0])
    out = []
    for x in currents:
        u = decay * v + x
        s = spike(u - threshold)
        v = u * (1 - s) if reset == "zero" else u - threshold * s.detach()
        out.append(s)
    return out


def rounded(t):
    return [round(value, 10) for value in t.detach().flatten().tolist()]


def case(name, x, weights, network, readout):
    x = x.clone().requires_grad_(True)
    z, spikes = network(list(x), weights)
    y = sum(w * out for w, out in zip(readout(len(z)), z))
    gradients = [torch.autograd.grad(y[k], x, retain_graph=True)[0] for k in range(len(y))]
    return {
        "name": name,
        "shape": list(x.shape),
        "input": rounded(x),
        "weights": [{"shape": list(w.shape), "weight": rounded(w), "bias": rounded(b)} for w, b in weights],
        "spikes": [int(sum(s.sum() for s in layer)) for layer in spikes],
        "output": rounded(y),
        "gradients": [rounded(g) for g in gradients],
    }


def drawn(*shape, scale):
    fan = math.prod(shape[1:])
    weight = torch.randn(*shape) * scale / math.sqrt(fan)
    return torch.round(weight * 1e4) / 1e4, torch.round(torch.randn(shape[0]) * 1e3) / 1e4


def dense(xs, weights):
    spike = spike_with(atan)
    (w1, b1), (w2, b2), (w3, b3) = weights
    s1 = lif([linear(x, w1, b1) for x in xs], spike, 0.6, 0.4, "zero")
    s2 = lif([linear(s, w2, b2) for s in s1], spike, 0.6, 0.4, "zero")
    return [linear(s, w3, b3) for s in s2], [s1, s2]


def convolutional(xs, weights):
    spike = spike_with(sigmoid)
    (w1, b1), (w2, b2), (w3, b3) = weights
    s1 = lif([conv2d(x[None], w1, b1, stride=1, padding=1)[0] for x in xs], spike, 0.5, 0.3, "subtract")
    s2 = lif([conv2d(s[None], w2, b2, stride=2, padding=1)[0] for s in s1], spike, 0.5, 0.3, "subtract")
    return [linear(s.flatten(), w3, b3) for s in s2], [s1, s2]


torch.manual_seed(5)
inputs = torch.round(torch.rand(5, 12) * 1e3) / 1e3
images = torch.round(torch.rand(4, 1, 6, 6) * 1e3) / 1e3
print(
    json.dumps(
        {
            "source": f"torch.autograd {torch.__version__.split('+')[0]}, float64",
            "cases": [
                case(
                    "dense",
                    inputs,
                    [drawn(7, 12, scale=2), drawn(6, 7, scale=2), drawn(4, 6, scale=1)],
                    dense,
                    lambda steps: [1 / steps] * steps,
                ),
                case(
                    "convolutional",
                    images,
                    [drawn(3, 1, 3, 3, scale=2), drawn(2, 3, 3, 3, scale=2), drawn(4, 18, scale=1)],
                    convolutional,
                    lambda steps: [0.8 ** (steps - 1 - t) for t in range(steps)],
                ),
            ],
        }
    )
)
