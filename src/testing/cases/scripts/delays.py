"""Golden cases of convolutions whose input channels have delays.
usage: PEERS=. N=6 python3 delays.py OUTDIR SEED        float64; written as common.py writes

delayedConv2d   a convolution over time, rows and columns (torch conv3d), which a sum of shifted frames behind conv2d must agree with; gaussian
                as in Hammouamri et al. 2024 (normalized), linear as snnTorch PR 453
"""
import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import *
uni = lambda *s: torch.rand(*s, generator=G)
r3 = lambda lo, hi: round(lo + float(uni(1)) * (hi - lo), 3)

def delayed(i):
    """y[t] = conv2d(x late by channel, weight); x [T, B, C, H, W], delay [C], k(l; delay) as in field.py."""
    kind = ['gaussian', 'linear'][i % 2]; T, B, C, H, W, O = pick([(8, 2, 2, 4, 3, 3), (12, 1, 5, 3, 3, 2), (6, 2, 3, 4, 3, 4)])
    most, kernel, stride, padding = pick([3, 5]), pick([1, 3]), pick([1, 2]), pick([0, 1])
    x, weight = param(rnd(T, B, C, H, W)), param(rnd(O, C, kernel, kernel) * 0.5)
    d = param(uni(C) * (most - 0.4) + 0.2); sigma = r3(0.5, most / 2)
    lags = torch.arange(most + 1.0)
    if kind == 'gaussian': k = torch.exp(-0.5 * ((lags - d[:, None]) / sigma) ** 2); k = k / (k.sum(-1, keepdim=True) + 1e-7)
    else: k = torch.clamp(1 - (lags - d[:, None]).abs(), min=0)
    assert clear(d - d.round(), 0.0, 0.5, -0.5, eps=1e-3)
    def over_time(k):
        spread = (weight[:, :, None] * k[None, :, :, None, None]).flip(2)                  # [O, C, lags, kernel, kernel]
        late = F.pad(x.permute(1, 2, 0, 3, 4), (0, 0, 0, 0, most, 0))
        return F.conv3d(late, spread, stride=(1, stride, stride), padding=(0, padding, padding)).permute(2, 0, 1, 3, 4)
    y = over_time(k)
    late = sum(F.pad(x, (0, 0, 0, 0, 0, 0, 0, 0, l, 0))[:T] * k[:, l, None, None] for l in range(most + 1))
    again = torch.stack([F.conv2d(frame, weight, stride=stride, padding=padding) for frame in late]); agree(again, y, 1e-12, 'delayed conv2d')
    c = rnd(*y.shape); gx, gw, gd = torch.autograd.grad((y * c).sum(), [x, weight, d])
    whole = (lags == d.detach()[:, None].round()).double()
    save('delayed-conv2d', f'{kind}-{i:02d}', 'delayedConv2d', {'kind': kind, 'most': most, 'stride': stride, 'padding': padding, **({'sigma': sigma} if kind == 'gaussian' else {})},
         {'x': x, 'weight': weight, 'delay': d}, {'y': y, 'rounded': over_time(whole)}, {'y': c}, {'x': gx, 'weight': gw, 'delay': gd}, 'torch conv3d')

run('delayedConv2d', delayed, N)
