"""One step of a latent response model, forward and backward (a reconstruction of TeCoS-LVM, Ma et al. 2023, which has no public code).

usage: PEERS=FOLDER [N=6] python3 latent.py OUTDIR SEED      (checkouts: nsnn, fsvae)
Autograd through the equations as they are written here; a backward written by hand runs too and must agree. The noisy spike is NSNN's own
StochasticST with the Bernoulli draw replaced by the given uniforms, the deterministic one NSNN's ERFSurrogate, the spike filter FSVAE's PSP.
"""
import math
from common import *

nilif, lif_ = load('nsnn_nilif', 'nsnn/models/NILIF.py'), load('nsnn_lif', 'nsnn/models/LIF.py')
stand_in('global_v'); fsvae = load('fsvae_layers', 'fsvae/fsvae_models/snn_layers.py')
uni = lambda *s: torch.rand(*s, generator=G)

class Noisy(nilif.StochasticST):
    """NSNN's stochastic spike; the draw is `uniform < p` instead of torch.bernoulli"""
    @staticmethod
    def forward(ctx, x, sigma, u):
        inner = torch.bernoulli; torch.bernoulli = lambda p: (u < p).to(p)
        try: return nilif.StochasticST.forward(ctx, x, 0.0, sigma)
        finally: torch.bernoulli = inner

class Deterministic(lif_.ERFSurrogate):
    @staticmethod
    def forward(ctx, x, alpha): lif_.ERFSurrogate.forward(ctx, x, alpha); return (x > 0).to(x)

def net(name, x, P, sizes, last=None, pre=None):
    """linear layers with ReLU between them, and `last` after the last one"""
    for k in range(1, len(sizes)):
        x = F.linear(x, P[f'{name}Weight{k}'], P[f'{name}Bias{k}'])
        act = 'relu' if k < len(sizes) - 1 else last
        if act == 'relu':
            if pre is not None: pre.append(x.detach())
            x = torch.relu(x)
        if act == 'tanh': x = torch.tanh(x)
    return x

def model(a, x, eps, u, target, P):
    n = a['nets']; T, B = x.shape[:2]; Z = eps.shape[-1]; H = n['prior'][0]; h = torch.zeros(B, H); v = torch.zeros(B, n['decoder'][-1]); out = {k: [] for k in ('spikes', 'membrane', 'meanQ', 'logVarQ', 'meanP', 'logVarP', 'latent', 'memory')}; pre = []
    for t in range(T):
        f = net('features', x[t], P, n['features'], 'relu', pre); mp, lp = net('prior', h, P, n['prior'], None, pre).chunk(2, -1); mq, lq = net('encoder', torch.cat([f, h], -1), P, n['encoder'], None, pre).chunk(2, -1)
        z = mq + torch.exp(lq / 2) * eps[t]; I = net('decoder', torch.cat([z, h], -1), P, n['decoder'], None, pre)
        m = a['decay'] * v + I; s = Noisy.apply(m - a['threshold'], a['sigma'], u[t]) if a['neuron'] == 'noisy' else Deterministic.apply(m - a['threshold'], 1 / (a['surrogate']['sigma'] * math.sqrt(2))); v = m * (1 - s)
        if a['temporalConditioning']: h = net('memory', torch.cat([f, z, h], -1), P, n['memory'], a['memoryActivation'], pre)
        for k, val in zip(out, (s, m, mq, lq, mp, lp, z, h)): out[k].append(val)
    out = {k: torch.stack(v) for k, v in out.items()}; kl = (0.5 * (out['logVarP'] - out['logVarQ'] + (out['logVarQ'].exp() + (out['meanQ'] - out['meanP']) ** 2) / out['logVarP'].exp() - 1)).sum() / B
    psp = fsvae.PSP(); psp.tau_s = a['tau']; flt = lambda y: psp(y.permute(1, 2, 0)).permute(2, 0, 1)
    loss = ((flt(out['spikes']) - flt(target)) ** 2).sum() / B if a['spikeLoss'] == 'psp' else ((flt(out['spikes']).mean(1) - flt(target).mean(1)) ** 2).sum()
    return out, kl, loss, pre

def net_back(name, g, P, sizes, acts, last, G):
    """acts: the input of every layer and the output of the net; returns the gradient of the net's input"""
    for k in range(len(sizes) - 1, 0, -1):
        act = 'relu' if k < len(sizes) - 1 else last; y = acts[k]
        if act == 'relu': g = g * (y > 0)
        if act == 'tanh': g = g * (1 - y * y)
        G[f'{name}Weight{k}'] += g.T @ acts[k - 1]; G[f'{name}Bias{k}'] += g.sum(0); g = g @ P[f'{name}Weight{k}']
    return g

def by_hand(a, x, eps, u, target, P, out):
    """-> gradients of all weights"""
    n = a['nets']; T, B = x.shape[:2]; Z = eps.shape[-1]; H = n['prior'][0]; G_ = {k: torch.zeros_like(p) for k, p in P.items()}
    def layers(name, x, last):
        acts = [x]
        for k in range(1, len(n[name])):
            x = F.linear(x, P[f'{name}Weight{k}'], P[f'{name}Bias{k}']); act = 'relu' if k < len(n[name]) - 1 else last; x = torch.relu(x) if act == 'relu' else torch.tanh(x) if act == 'tanh' else x; acts.append(x)
        return acts
    dec, tau = a['decay'], a['tau']; f = torch.zeros_like(out['spikes'][0]) if a['spikeLoss'] == 'psp' else torch.zeros_like(out['spikes'][0][0]); fs = []
    for t in range(T): d = out['spikes'][t] - target[t] if a['spikeLoss'] == 'psp' else out['spikes'][t].mean(0) - target[t].mean(0); f = (1 - 1 / tau) * f + d / tau; fs.append(f)
    gh = torch.zeros(B, H); gu = torch.zeros_like(out['spikes'][0]); adj = torch.zeros_like(fs[0])
    for t in reversed(range(T)):
        h0 = out['memory'][t - 1] if t and a['temporalConditioning'] else torch.zeros(B, H); o, v, z, mq, lq, mp, lp = (out[k][t] for k in ('spikes', 'membrane', 'latent', 'meanQ', 'logVarQ', 'meanP', 'logVarP'))
        fa = layers('features', x[t], 'relu'); ft = fa[-1]; F_ = ft.shape[-1]; gf, gz, gh0 = torch.zeros_like(ft), torch.zeros_like(z), torch.zeros(B, H)
        if a['temporalConditioning']:
            g = net_back('memory', gh, P, n['memory'], layers('memory', torch.cat([ft, z, h0], -1), a['memoryActivation']), a['memoryActivation'], G_); gf, gz, gh0 = gf + g[:, :F_], gz + g[:, F_:F_ + Z], gh0 + g[:, F_ + Z:]
        adj = 2 * fs[t] + (1 - 1 / tau) * adj; go = (adj / tau / B).expand_as(o); th = v - a['threshold']; s_ = a['sigma'] if a['neuron'] == 'noisy' else a['surrogate']['sigma']; sg = torch.exp(-.5 * (th / s_) ** 2) / (s_ * math.sqrt(2 * math.pi))
        gv = gu * (1 - o) + (go - gu * v) * sg; gu = dec * gv; g = net_back('decoder', gv, P, n['decoder'], layers('decoder', torch.cat([z, h0], -1), None), None, G_); gz, gh0 = gz + g[:, :Z], gh0 + g[:, Z:]
        d, iv, b = mq - mp, torch.exp(-lp), a['beta'] / B; g_mq, g_lq = gz + b * d * iv, gz * eps[t] * .5 * torch.exp(lq / 2) + b * .5 * (torch.exp(lq) * iv - 1); g_mp, g_lp = -b * d * iv, b * .5 * (1 - (torch.exp(lq) + d * d) * iv)
        g = net_back('encoder', torch.cat([g_mq, g_lq], -1), P, n['encoder'], layers('encoder', torch.cat([ft, h0], -1), None), None, G_); gf, gh0 = gf + g[:, :F_], gh0 + g[:, F_:]
        gh0 = gh0 + net_back('prior', torch.cat([g_mp, g_lp], -1), P, n['prior'], layers('prior', h0, None), None, G_); net_back('features', gf, P, n['features'], fa, 'relu', G_); gh = gh0
    return G_

def tecos_case(i):
    while True:
        T, B, X, Fd, H, Z, N_ = ri(4, 9), ri(2, 4), ri(4, 10), ri(4, 8), ri(4, 7), ri(2, 5), ri(3, 8); deep = i % 2; hid = lambda: [ri(4, 8)] if deep else []; cond = i % 5 != 3
        nets = {'features': [X] + ([ri(4, 8)] if deep else []) + [Fd], 'prior': [H] + hid() + [2 * Z], 'encoder': [Fd + H] + hid() + [2 * Z], 'decoder': [Z + H] + hid() + [N_]}
        if cond: nets['memory'] = [Fd + Z + H] + hid() + [H]
        a = {'nets': nets, 'memoryActivation': ['tanh', 'tanh', 'relu'][i % 3], 'neuron': 'deterministic' if i % 4 == 2 else 'noisy', 'decay': .5, 'inputGain': 1.0, 'threshold': 1.0, 'reset': 'zero', 'detachReset': False, 'tau': pick([2.0, 2.0, 4.0]), 'beta': pick([.05, .1, 1.0]),
             'spikeLoss': 'mmd' if i % 6 == 4 else 'psp', 'temporalConditioning': cond}
        a |= {'sigma': pick([.4, .3])} if a['neuron'] == 'noisy' else {'surrogate': {'kind': 'gaussian', 'sigma': pick([math.sqrt(.5), .5])}}
        P = {}
        for name, sizes in nets.items():
            for k in range(1, len(sizes)): P[f'{name}Weight{k}'] = param(rnd(sizes[k], sizes[k - 1]) * 1.1 / math.sqrt(sizes[k - 1])); P[f'{name}Bias{k}'] = param(rnd(sizes[k]) * .2 + (.5 if name == 'decoder' and k == len(sizes) - 1 else .1))
        x, eps, u = rnd(T, B, X), rnd(T, B, Z), uni(T, B, N_); M = ri(2, 5) if a['spikeLoss'] == 'mmd' else B; target = (uni(T, M, N_) < .3).double(); out, kl, loss, pre = model(a, x, eps, u, target, P); rate = out['spikes'].mean().item()
        th = out['membrane'].detach() - a['threshold']; ok = clear(0.5 * (1 + torch.erf(th / (a['sigma'] * math.sqrt(2)))) - u, 0) if a['neuron'] == 'noisy' else clear(th, 0)
        if ok and .1 < rate < .6 and all(clear(p, 0) for p in pre) and out['memory'].abs().max() < 8: break
    total = loss + a['beta'] * kl; total.backward(); cut = lambda d: {k: v.detach() for k, v in d.items()}; hand = by_hand(a, x, eps, u, target, cut(P), cut(out))
    for k, p in P.items(): agree(hand[k], p.grad, 1e-7, 'tecos ' + k)
    ins = {'x': x, 'eps': eps, 'target': target} | ({'uniforms': u} if a['neuron'] == 'noisy' else {}); one = lambda v: v.reshape(1)
    if not cond: out.pop('memory')
    save('tecos-step', f'{i:02d}-{a["neuron"]}-{a["spikeLoss"]}{"" if cond else "-memoryless"}', 'tecosStep', a, ins | P, out | {'kl': one(kl), 'spikeLoss': one(loss), 'loss': one(total)}, {}, {k: p.grad for k, p in P.items()},
         "autograd through the written equations (reconstruction) with NSNN's spike functions and FSVAE's PSP")

run('tecosStep', tecos_case, N)
