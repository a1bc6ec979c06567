"""Golden cases of neurons without a loop over time and of learned delays.
usage: PEERS=<folder with sj/> N=6 [ONLY=op,op] python3 field.py OUTDIR SEED        float64; written as common.py writes

parallelNeuron   SpikingJelly PSN, MaskedPSN, SlidingPSN (fangwei123456/spikingjelly afb13226)
delay            a dense sum over steps, which Conv1d must agree with; gaussian as in Hammouamri et al. 2024 (normalized), linear as snnTorch PR 453
"""
import sys, os, math
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import *
sys.path.insert(0, os.path.join(PEERS, 'sj'))
from neurons import KINDS, spike_of
from spikingjelly.activation_based import neuron as sjn
uni = lambda *s: torch.rand(*s, generator=G)
r3 = lambda lo, hi: round(lo + float(uni(1)) * (hi - lo), 3)

class Watched:
    """The framework's surrogate, and a look at what it is given."""
    def __init__(self, sg): self.f = spike_of(sg); self.seen = []
    def __call__(self, z): self.seen.append(z.detach()); return self.f(z)

def parallel(i):
    kind = ['psn', 'masked', 'sliding'][i % 3]; sg = pick(KINDS)
    while True:
        T, B, N = pick([(4, 2, 6), (12, 3, 5), (25, 1, 17)]); w = Watched(sg); x = param(rnd(T, B, N) * 1.5); attrs = {'kind': kind, 'surrogate': sg}
        if kind == 'psn': n = sjn.PSN(T, w)
        elif kind == 'masked':
            k, lam = ri(1, T), pick([1.0, r3(0, 1)]); attrs |= {'order': k, 'masked': lam}; n = sjn.MaskedPSN(k, T, lambda_init=lam, surrogate_function=w, step_mode='m')
        else: k = ri(1, min(T, 6)); attrs |= {'order': k}; n = sjn.SlidingPSN(k, surrogate_function=w, step_mode='m')
        n = n.double(); 
        with torch.no_grad(): n.weight.copy_(rnd(*n.weight.shape) * 0.6); n.bias.copy_(-0.3 + 0.2 * rnd(n.bias.numel()).reshape(n.bias.shape))
        s = n(x); h = w.seen[-1].view(T, B, N)
        if clear(h, 0.0) and 0.02 < float(s.detach().mean()) < 0.98: break
    c = rnd(T, B, N); gx, gw, gb = torch.autograd.grad((s * c).sum(), [x, n.weight, n.bias])
    save('parallel-neuron', f'{kind}-{i:02d}', 'parallelNeuron', attrs, {'x': x, 'weight': n.weight, 'bias': n.bias.reshape(-1)}, {'spikes': s, 'potential': h}, {'spikes': c},
         {'x': gx, 'weight': gw, 'bias': gb.reshape(-1)}, 'SpikingJelly ' + type(n).__name__)

def delay(i):
    """y[t, b, o] = sum over i and lags l of weight[o, i] k(l; delay) x[t - l, b, i]; per 'synapse' delay [O, I], per 'axon' delay [I], per 'neuron' delay [O]."""
    kind, per = ['gaussian', 'linear'][i % 2], ['synapse', 'axon', 'neuron'][i % 3]; T, B, I, O = pick([(10, 2, 5, 4), (20, 1, 8, 3), (15, 3, 3, 6)]); most = pick([4, 9])
    x, weight = param(rnd(T, B, I)), param(rnd(O, I) * 0.5)
    d = param(uni(*{'synapse': (O, I), 'axon': (I,), 'neuron': (O,)}[per]) * (most - 0.4) + 0.2); sigma = r3(0.5, most / 2)
    full = {'synapse': lambda: d, 'axon': lambda: d[None].expand(O, I), 'neuron': lambda: d[:, None].expand(O, I)}[per]()
    lags = torch.arange(most + 1.0)
    if kind == 'gaussian': k = torch.exp(-0.5 * ((lags - full[..., None]) / sigma) ** 2); k = k / (k.sum(-1, keepdim=True) + 1e-7)
    else: k = torch.clamp(1 - (lags - full[..., None]).abs(), min=0)
    assert clear(d - d.round(), 0.0, eps=1e-3) or kind == 'gaussian'
    kernel = weight[..., None] * k                                       # [O, I, lags]
    y = F.conv1d(F.pad(x.permute(1, 2, 0), (most, 0)), kernel.flip(-1)).permute(2, 0, 1)
    again = sum(torch.einsum('tbi,oi->tbo', F.pad(x, (0, 0, 0, 0, l, 0))[:T], kernel[..., l]) for l in range(most + 1)); agree(again, y, 1e-12, 'delay')
    c = rnd(T, B, O); gx, gw, gd = torch.autograd.grad((y * c).sum(), [x, weight, d])
    whole = torch.stack([torch.where(lags == full.detach()[..., None].round(), 1.0, 0.0)])[0]
    save('delay', f'{kind}-{per}-{i:02d}', 'delay', {'kind': kind, 'per': per, 'most': most, **({'sigma': sigma} if kind == 'gaussian' else {})}, {'x': x, 'weight': weight, 'delay': d},
         {'y': y, 'rounded': F.conv1d(F.pad(x.permute(1, 2, 0), (most, 0)), (weight[..., None] * whole).flip(-1)).permute(2, 0, 1)}, {'y': c}, {'x': gx, 'weight': gw, 'delay': gd}, 'torch conv1d')

run('parallelNeuron', parallel, N); run('delay', delay, N)
