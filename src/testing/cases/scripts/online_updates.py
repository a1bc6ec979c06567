"""Learning forward in time whose weights change at every step: two linear layers of LIF neurons, by torch.optim.

usage: PEERS=. [N=6] python3 online_updates.py OUTDIR SEED      (no peer is read)
The loss of each step is the sum of the step's spikes times a cotangent. Its gradient multiplies the presynaptic trace (ottt) or the spikes
(sltt), and the optimizer takes a step with it at once, so that the next time step has other weights. States and traces begin anew with each
sequence; the optimizer goes on. Outputs are the spikes of the last step of each sequence, and the weights behind each sequence.
The gradient of a step by autograd, with everything of earlier steps detached, must agree.
"""
from common import *
from neurons import slope, spike_of

KINDS = [{'kind': 'atan', 'scale': 2.0}, {'kind': 'triangle', 'scale': 1.0}, {'kind': 'sigmoid', 'scale': 4.0}]
OPTIMISERS = [('sgd', {'lr': 0.05, 'weightDecay': 0.01, 'momentum': 0.9}), ('adam', {'lr': 0.02, 'weightDecay': 0.01, 'beta1': 0.9, 'beta2': 0.99, 'eps': 1e-8}),
              ('adamw', {'lr': 0.02, 'weightDecay': 0.05, 'beta1': 0.8, 'beta2': 0.99, 'eps': 1e-8})]

def torch_optimiser(kind, a, weights):
    if kind == 'sgd': return torch.optim.SGD(weights, lr=a['lr'], momentum=a['momentum'], weight_decay=a['weightDecay'])
    of = torch.optim.AdamW if kind == 'adamw' else torch.optim.Adam
    return of(weights, lr=a['lr'], betas=(a['beta1'], a['beta2']), eps=a['eps'], weight_decay=a['weightDecay'])

def step_by_autograd(before, u1, u2, w1, w2, cotangent, spike):
    """The gradients of one step: what is kept (u1, u2: of decay and earlier steps) is constant, and inputs are seen through their traces."""
    v1, v2 = param(w1), param(w2)
    h1 = u1 + (before[0] @ v1.T - (before[0] @ v1.T).detach()); s1 = spike(h1 - 1)
    through = s1 - s1.detach()
    h2 = u2 + through @ v2.detach().T + (before[1] @ v2.T - (before[1] @ v2.T).detach())
    return torch.autograd.grad((spike(h2 - 1) * cotangent).sum(), [v1, v2])

def updates(i):
    rule, sg, (kind, opt) = ['ottt', 'sltt'][i % 2], KINDS[i // 2 % 3], OPTIMISERS[i % 3]
    while True:
        S, T, B, I, H, O = pick([(3, 5, 2, 5, 7, 3), (2, 8, 3, 4, 6, 4)]); decay = round(0.3 + 0.6 * float(torch.rand(1, generator=G)), 3)
        x = (torch.rand(S, T, B, I, generator=G) < 0.4).double(); w = [param(rnd(H, I)), param(rnd(O, H))]; first = [one.detach().clone() for one in w]
        cotangent = rnd(S, T, B, O); optimiser = torch_optimiser(kind, opt, w); potentials, last, after, moved = [], [], [[], []], 0
        for q in range(S):
            v1, v2, traces = torch.zeros(B, H), torch.zeros(B, O), [0.0, 0.0]
            for t in range(T):
                w1, w2 = (one.detach() for one in w)
                h1 = decay * v1 + x[q, t] @ w1.T; s1 = (h1 >= 1).to(x); v1 = h1 - s1
                h2 = decay * v2 + s1 @ w2.T; s2 = (h2 >= 1).to(x); v2 = h2 - s2
                traces = [decay * traces[0] + x[q, t], decay * traces[1] + s1]; before = traces if rule == 'ottt' else [x[q, t], s1]
                d2 = cotangent[q, t] * slope(sg, h2 - 1); d1 = (d2 @ w2) * slope(sg, h1 - 1); grads = [d1.T @ before[0], d2.T @ before[1]]
                for mine, theirs in zip(grads, step_by_autograd(before, h1, h2, w1, w2, cotangent[q, t], spike_of(sg))): agree(mine, theirs, what=rule)
                for one, grad in zip(w, grads): one.grad = grad
                optimiser.step(); potentials += [h1 - 1, h2 - 1]
            last.append(s2)
            for k in range(2): after[k].append(w[k].detach().clone())
        if all(clear(u, 0.0) for u in potentials) and 0.05 < float(torch.stack(last).mean()) < 0.95: break
    save('online-updates', f'{rule}-{kind}-{sg["kind"]}-{i:02d}', 'onlineUpdates', {'rule': rule, 'decay': decay, 'threshold': 1, 'reset': 'subtract', 'surrogate': sg, 'optimiser': {'kind': kind, **opt}},
         {'x': x, 'weight1': first[0], 'weight2': first[1], 'cotangent': cotangent}, {'spikes': torch.stack(last), 'weights1': torch.stack(after[0]), 'weights2': torch.stack(after[1])}, source='torch.optim, a step at each time step')

run('onlineUpdates', updates, N)
