"""Golden cases of what a gradient does from one time step to the next. usage: PEERS=FOLDER N=6 python3 gradients.py OUTDIR SEED

stepJacobian   u[t+1] = decay kept(u[t]) + inputGain (x[t+1] + R s[t]), kept and s as in op lif (spikes differentiated by the surrogate; a detached
               reset carries none). Jacobian J[t] = d u[t+1] / d u[t] by torch.func.jacrev; its neuron part (R = 0) and recurrent part; Lyapunov
               exponents by QR along the trajectory from the identity (natural logarithm a step, falling); log10 of the Frobenius norm of
               d u[T-1] / d u[t]; eigenvalue moduli of each J, falling
scoreCosine    noisy LIF: the likelihood-ratio gradient E[L d ln p] of a loss, exactly by enumeration of all spike trains of 3 neurons over 3 steps,
               and the surrogate gradient in expectation over the same trains; cosine
"""
import itertools
from common import *
from neurons import KINDS, slope

def spike_fn(sg):
    """As a jvp/vjp-able expression: the value of the step, the derivative of the surrogate (a straight-through form, exact in both)."""
    return lambda zz: (zz >= 0).to(zz).detach() + slope(sg, zz.detach()) * (zz - zz.detach())

def jac(i):
    reset, detach, mode = pick(['zero', 'subtract', 'none']), coin(), ['vanilla', 'none'][i % 2]; sg = pick([k for k in KINDS if k['kind'] != 'rect'])
    decay, gain, theta, resetTo = r3(0.3, 0.98), r3(0.5, 1.5), r3(0.5, 1.2), (r3(-0.2, 0.2) if reset == 'zero' else 0.0)
    T, N = pick([(8, 4), (16, 6), (30, 3)])
    while True:
        x = uni(T, N) * 1.2; R = rnd(N, N) * 0.5 / math.sqrt(N) * 2 if mode == 'vanilla' else torch.zeros(N, N); s_ = spike_fn(sg)
        def kept(u, s): r = s.detach() if detach else s; return u * (1 - r) + resetTo * r if reset == 'zero' else u - theta * r if reset == 'subtract' else u
        def step(u, xn, Rn): s = s_(u - theta); return decay * kept(u, s) + gain * (xn + Rn @ s)
        us = [gain * x[0]]
        for t in range(1, T): us.append(step(us[-1], x[t], R).detach())
        U = torch.stack(us)
        if clear(U - theta, 0.0) and 0.05 < float((U >= theta).double().mean()) < 0.9: break
    J = torch.stack([torch.func.jacrev(lambda u: step(u, x[t + 1], R))(U[t]) for t in range(T - 1)])
    A = torch.stack([torch.func.jacrev(lambda u: step(u, x[t + 1], torch.zeros(N, N)))(U[t]) for t in range(T - 1)])
    Q, logs = torch.eye(N), torch.zeros(N)
    for t in range(T - 1): Q, Rr = torch.linalg.qr(J[t] @ Q); logs += torch.log(Rr.diagonal().abs() + 1e-300)
    norms, P = [], torch.eye(N)
    for t in range(T - 2, -1, -1): P = P @ J[t]; norms.append(torch.log10(P.norm() + 1e-300))
    lyap = (logs / (T - 1)).sort(descending=True).values
    if not torch.isfinite(lyap).all() or lyap.min() < -50: return jac(i)
    save('step-jacobian', f'{mode}-{i:02d}', 'stepJacobian', {'decay': decay, 'inputGain': gain, 'threshold': theta, 'reset': reset, 'resetTo': resetTo, 'detachReset': detach, 'surrogate': sg, 'mode': mode},
         {'x': x[:, None], 'recurrent': R}, {'membrane': U[:, None], 'jacobian': J, 'neuronPart': A.diagonal(dim1=1, dim2=2), 'recurrentPart': J - A, 'lyapunov': lyap, 'log10Norm': torch.stack(norms[::-1]), 'moduli': torch.linalg.eigvals(J).abs().sort(dim=-1, descending=True).values}, source='torch.func.jacrev')

def score(i):
    T, I, N = 3, 4, 3; decay, theta, sigma = r3(0.3, 0.9), r3(0.5, 1.0), r3(0.3, 0.8)
    x, W, target, readout = rnd(T, I), rnd(N, I) * 0.6, rnd(T), rnd(N)
    Phi = lambda a: 0.5 * (1 + torch.erf(a / math.sqrt(2)))
    def walk(W, train):
        """log p of a train and its potentials, soft reset by the drawn spikes (data)."""
        u, logp, us = torch.zeros(N), torch.zeros(()), []
        for t in range(T):
            u = decay * u + W @ x[t]; us.append(u); p = Phi((u - theta) / sigma).clamp(1e-12, 1 - 1e-12); s = train[t]
            logp = logp + (s * torch.log(p) + (1 - s) * torch.log(1 - p)).sum(); u = u - theta * s
        return logp, us
    lossOf = lambda train: (((train @ readout) - target) ** 2).mean()
    like, expected = torch.zeros(N, I), torch.zeros(())
    surr = torch.zeros(N, I)
    for bits in itertools.product([0.0, 1.0], repeat=T * N):
        train = torch.tensor(bits).view(T, N); w = W.clone().requires_grad_(); logp, us = walk(w, train); L = lossOf(train); p = torch.exp(logp)
        like += (p * L).detach() * torch.autograd.grad(logp, w, retain_graph=True)[0]; expected += (p * L).detach()
        # the surrogate gradient of the same train: dL/ds through ds/du = normal density, the reset detached
        dLds = torch.autograd.functional.jacobian(lossOf, train); u = torch.zeros(N); total = 0
        tr = train
        w2 = W.clone().requires_grad_(); u = torch.zeros(N)
        for t in range(T):
            u = decay * u + w2 @ x[t]; dens = torch.exp(-0.5 * ((u - theta) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi)); total = total + (dLds[t] * dens.detach() * u).sum(); u = u - theta * tr[t]
        surr += p.detach() * torch.autograd.grad(total, w2)[0]
    wr = W.clone().requires_grad_(); E = sum(torch.exp(walk(wr, torch.tensor(b).view(T, N))[0]) * lossOf(torch.tensor(b).view(T, N)) for b in itertools.product([0.0, 1.0], repeat=T * N))
    agree(torch.autograd.grad(E, wr)[0], like, 1e-9, 'likelihood ratio')
    cos = (like * surr).sum() / (like.norm() * surr.norm())
    save('score-cosine', f'{i:02d}', 'scoreCosine', {'decay': decay, 'threshold': theta, 'sigma': sigma, 'reset': 'subtract', 'detachReset': True}, {'x': x[:, None], 'weight': W, 'readout': readout, 'target': target}, {'expectedLoss': expected, 'likelihoodRatio': like, 'surrogate': surr, 'cosine': cos}, source='exact enumeration of 512 spike trains')

run('stepJacobian', jac, N); run('scoreCosine', score, max(2, N // 2))
