"""e-prop (Bellec et al. 2020): one layer of LIF or ALIF neurons with or without recurrent weights, linear outputs, and weights that broadcast the error.

usage: PEERS=. [N=6] python3 eprop.py OUTDIR SEED      (no peer is read)
Every synapse keeps its eligibility vector: e[t][j, i] = slope(h[t][j] - threshold) eps[t][j, i], eps[t][j, i] = decay eps[t - 1][j, i] + x[t][i].
Its gradient is the sum over t of (error[t] . broadcast[:, j]) e[t][j, i]; error is the cotangent of the outputs, and broadcast is weightOut where
it is symmetric; the gradient of broadcast weights that learn is that of weightOut. The same by autograd must agree: spikes of the step before are
constants, the reset too, and the error reaches the spikes through the broadcast weights.
ALIF, whose threshold is threshold + strength a[t], a[t] = decay_a a[t - 1] + s[t - 1], keeps two numbers for each synapse, eps and
epsA[t] = slope[t - 1] eps[t - 1] + (decay_a - strength slope[t - 1]) epsA[t - 1], with e[t] = slope[t] (eps[t] - strength epsA[t]); the reset takes the
threshold off a step later.
"""
from common import *
from neurons import slope, spike_of

KINDS = [{'kind': 'atan', 'scale': 2.0}, {'kind': 'triangle', 'scale': 1.0}, {'kind': 'sigmoid', 'scale': 4.0}]

def autograd(a, x, w_in, w_own, w_out, broadcast, error, spike):
    w_in, w_own, w_out = (w.clone().requires_grad_() for w in (w_in, w_own, w_out))
    v, s, loss, out_loss = torch.zeros(x.shape[1], len(w_in)), torch.zeros(x.shape[1], len(w_in)), 0.0, 0.0
    for t in range(len(x)):
        h = a['decay'] * v + x[t] @ w_in.T + s.detach() @ w_own.T
        s = spike(h - a['threshold'])
        v = h - a['threshold'] * s.detach() if a['reset'] == 'subtract' else h
        loss = loss + (error[t] * (s @ broadcast.T)).sum(); out_loss = out_loss + (error[t] * (s.detach() @ w_out.T)).sum()
    return torch.autograd.grad(loss, [w_in, w_own], allow_unused=True) + torch.autograd.grad(out_loss, [w_out])

def eprop(i):
    sg, recurrent, symmetric = KINDS[i % 3], i % 2 == 0, i % 4 < 2
    reset = 'none' if i % 3 == 2 else 'subtract'
    while True:
        T, B, I, H, O = pick([(8, 2, 5, 7, 3), (15, 3, 4, 6, 4)]); a = {'decay': round(0.3 + 0.65 * float(torch.rand(1, generator=G)), 3), 'threshold': 1, 'reset': reset}
        x = (torch.rand(T, B, I, generator=G) < 0.4).double(); w_in, w_out = rnd(H, I), rnd(O, H); w_own = 0.5 * rnd(H, H) if recurrent else torch.zeros(H, H)
        broadcast = w_out if symmetric else rnd(O, H); error = rnd(T, B, O)
        v, s, own = torch.zeros(B, H), torch.zeros(B, H), torch.zeros(B, H, H); seen = torch.zeros(B, H, I)
        g_in, g_own, g_out, spikes, potentials = torch.zeros(H, I), torch.zeros(H, H), torch.zeros(O, H), [], []
        for t in range(T):
            seen = a['decay'] * seen + x[t][:, None, :]; own = a['decay'] * own + s[:, None, :]
            h = a['decay'] * v + x[t] @ w_in.T + s @ w_own.T; psi = slope(sg, h - 1); s = (h >= 1).to(x); v = h - s if reset == 'subtract' else h
            signal = (error[t] @ broadcast)[:, :, None]
            g_in, g_own = g_in + (signal * psi[:, :, None] * seen).sum(0), g_own + (signal * psi[:, :, None] * own).sum(0); g_out = g_out + error[t].T @ s
            spikes.append(s); potentials.append(h - 1)
        s = torch.stack(spikes)
        if clear(torch.stack(potentials), 0.0) and 0.05 < float(s.mean()) < 0.95: break
    for mine, theirs in zip((g_in, g_own, g_out), autograd(a, x, w_in, w_own, w_out, broadcast, error, spike_of(sg))): agree(mine, theirs, what='e-prop')
    save('eprop', f'{sg["kind"]}-{"recurrent" if recurrent else "dense"}-{"symmetric" if symmetric else "broadcast"}-{i:02d}', 'eprop', {**a, 'surrogate': sg},
         {'x': x, 'weightIn': w_in, **({'weightRecurrent': w_own} if recurrent else {}), 'weightOut': w_out, **({} if symmetric else {'broadcast': broadcast})},
         {'spikes': s, 'y': s @ w_out.T}, {'y': error},
         {'weightIn': g_in, **({'weightRecurrent': g_own} if recurrent else {}), 'weightOut': g_out, **({} if symmetric else {'broadcast': g_out})}, 'Bellec et al. 2020, every eligibility vector in PyTorch')

def autograd_adaptive(a, x, w_in, w_own, w_out, broadcast, error, spike):
    w_in, w_own = w_in.clone().requires_grad_(), w_own.clone().requires_grad_()
    rho, beta = a['adaptation']['decay'], a['adaptation']['strength']
    v, s, adapted, loss = (torch.zeros(x.shape[1], len(w_in)) for _ in range(4)); loss = 0.0
    for t in range(len(x)):
        adapted = rho * adapted + s
        v = a['decay'] * v + x[t] @ w_in.T + s.detach() @ w_own.T - a['threshold'] * s.detach()
        s = spike(v - a['threshold'] - beta * adapted)
        loss = loss + (error[t] * (s @ broadcast.T)).sum()
    return torch.autograd.grad(loss, [w_in, w_own], allow_unused=True)

def adaptive(i):
    sg, recurrent, symmetric = KINDS[i % 3], i % 2 == 0, i % 4 < 2
    while True:
        T, B, I, H, O = pick([(9, 2, 5, 7, 3), (15, 3, 4, 6, 4)])
        rho, beta = round(0.7 + 0.29 * float(torch.rand(1, generator=G)), 3), round(0.2 + 0.6 * float(torch.rand(1, generator=G)), 3)
        a = {'decay': round(0.3 + 0.65 * float(torch.rand(1, generator=G)), 3), 'threshold': 1, 'reset': 'subtractDelayed', 'adaptation': {'decay': rho, 'strength': beta}}
        x = (torch.rand(T, B, I, generator=G) < 0.4).double(); w_in, w_out = rnd(H, I), rnd(O, H); w_own = 0.5 * rnd(H, H) if recurrent else torch.zeros(H, H)
        broadcast = w_out if symmetric else rnd(O, H); error = rnd(T, B, O)
        v, s, b, psi = (torch.zeros(B, H) for _ in range(4)); seen, own = torch.zeros(B, 1, I), torch.zeros(B, 1, H)
        seen_a, own_a = torch.zeros(B, H, I), torch.zeros(B, H, H); g_in, g_own, g_out, spikes, arguments = torch.zeros(H, I), torch.zeros(H, H), torch.zeros(O, H), [], []
        for t in range(T):
            p = psi[:, :, None]
            seen_a, own_a = p * seen + (rho - beta * p) * seen_a, p * own + (rho - beta * p) * own_a
            seen, own = a['decay'] * seen + x[t][:, None, :], a['decay'] * own + s[:, None, :]
            b = rho * b + s; v = a['decay'] * v + x[t] @ w_in.T + s @ w_own.T - s; z = v - 1 - beta * b
            psi = slope(sg, z); s = (z >= 0).to(x); signal = (error[t] @ broadcast * psi)[:, :, None]
            g_in, g_own = g_in + (signal * (seen - beta * seen_a)).sum(0), g_own + (signal * (own - beta * own_a)).sum(0); g_out = g_out + error[t].T @ s
            spikes.append(s); arguments.append(z)
        s = torch.stack(spikes)
        if clear(torch.stack(arguments), 0.0) and 0.05 < float(s.mean()) < 0.95: break
    for mine, theirs in zip((g_in, g_own), autograd_adaptive(a, x, w_in, w_own, w_out, broadcast, error, spike_of(sg))): agree(mine, theirs, what='e-prop of ALIF')
    save('eprop', f'alif-{sg["kind"]}-{"recurrent" if recurrent else "dense"}-{"symmetric" if symmetric else "broadcast"}-{i:02d}', 'eprop', {**a, 'surrogate': sg},
         {'x': x, 'weightIn': w_in, **({'weightRecurrent': w_own} if recurrent else {}), 'weightOut': w_out, **({} if symmetric else {'broadcast': broadcast})},
         {'spikes': s, 'y': s @ w_out.T}, {'y': error},
         {'weightIn': g_in, **({'weightRecurrent': g_own} if recurrent else {}), 'weightOut': g_out, **({} if symmetric else {'broadcast': g_out})}, 'Bellec et al. 2020, every eligibility vector in PyTorch')

run('eprop', eprop, N)
run('epropAdaptive', adaptive, N)
