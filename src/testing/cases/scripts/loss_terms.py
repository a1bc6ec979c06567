"""Terms that are added to a loss, by torch.autograd: firing rates, synaptic operations, weight decay by layer, TET with its lambda, distillation.

usage: PEERS=FOLDER [N=6] [ONLY=op,op] python3 loss_terms.py OUTDIR SEED      (no checkouts)
lossTerms   each term without its weight as an output; the gradients are of their weighted sum. Rates are means over the steps.
loss        TET as its code has it (Gu-Yuan-Hao/TET functions.py, TET_loss): (1 - lambda) of the mean of cross-entropies, lambda of the MSE to `target`
distillation  Hinton, Vinyals and Dean (2015): temperature^2 KL(teacher || student) of softened means over time, by torch's own kl_div; the teacher may have
            other steps. The output is the term without its weight, the gradient is with it
"""
from common import *

r3 = lambda lo, hi: round(lo + (hi - lo) * float(torch.rand(1, generator=G)), 3)

def errors(name, rate, at): return {'rateTarget': rate - at, 'rateLower': torch.clamp(rate - at, max=0), 'rateUpper': torch.clamp(rate - at, min=0)}[name]

def rates_term(name, term, layers):
    """Zenke and Vogels (2021): the lower bound on each neuron, the upper one on the population; either may be on either here"""
    total = 0
    for l, s in enumerate(layers):
        rate = s.mean(0); at = term['rates'][min(l, len(term['rates']) - 1)]
        total = total + errors(name, rate if term['kind'] == 'neurons' else rate.mean(1), at).square().mean()
    return total

def terms(i):
    T, B = pick([(1, 1), (4, 3), (9, 5)]); sizes = [ri(3, 9) for _ in range(ri(2, 4))]
    spikes = [param((torch.rand(T, B, n, generator=G) < r3(0.05, 0.6)).double()) for n in sizes[:-1]]
    weights = [param(rnd(o, n)) for n, o in zip(sizes, sizes[1:])]
    kind = lambda: pick(['neurons', 'population']); values = lambda lo, hi: [r3(lo, hi) for _ in range(ri(1, len(spikes)))]
    attrs = {'rateTarget': {'kind': kind(), 'weight': r3(0, 5), 'rates': values(0.05, 0.5)}, 'rateLower': {'kind': kind(), 'weight': r3(0, 5), 'rates': values(0.2, 0.6)},
             'rateUpper': {'kind': kind(), 'weight': r3(0, 5), 'rates': values(0.05, 0.3)}, 'synapticOperations': {'kind': 'share', 'weight': r3(0, 2)},
             'layerDecay': {'kind': 'squares', 'weight': r3(0.001, 0.2), 'layers': [r3(0, 3) for _ in range(ri(1, len(weights)))]}}
    if i % 3: attrs = {k: v for k, v in attrs.items() if torch.rand(1, generator=G) < 0.6} or {'rateTarget': attrs['rateTarget']}
    out = {}
    for k, term in attrs.items():
        if k.startswith('rate'): out[k] = rates_term(k, term, spikes)
        elif k == 'synapticOperations': out[k] = sum((s.sum((0, 2)) * len(w)).mean() for s, w in zip(spikes, weights)) / sum(T * w.numel() for w in weights)
        else: out[k] = sum(term['layers'][min(l, len(term['layers']) - 1)] * w.square().sum() / 2 for l, w in enumerate(weights))
    inputs = {f'spikes{l + 1}': s for l, s in enumerate(spikes)} | {f'weight{l + 1}': w for l, w in enumerate(weights)}
    grads = torch.autograd.grad(sum(attrs[k]['weight'] * v for k, v in out.items()), list(inputs.values()), allow_unused=True)
    save('loss-terms', f'{i:02d}', 'lossTerms', attrs, inputs, out, None, {k: torch.zeros_like(v) if g is None else g for (k, v), g in zip(inputs.items(), grads)}, 'torch.autograd')

def tet(i):
    T, B, C = pick([(1, 1, 2), (4, 5, 10), (33, 2, 3)]); z = param(rnd(T, B, C) * 2); labels = torch.randint(0, C, (B,), generator=G); lam, means = [r3(0, 1), 0.05, 1.0][i % 3], pick([1.0, r3(-1, 2)])
    loss = (1 - lam) * sum(F.cross_entropy(z[t], labels) for t in range(T)) / T + lam * nn.MSELoss()(z, torch.full_like(z, means))
    (g,) = torch.autograd.grad(loss, [z])
    save('loss', f'tet-{i:02d}', 'loss', {'kind': 'meanOfCrossEntropy', 'regularization': {'kind': 'squared', 'lambda': lam, 'target': means}}, {'logits': z, 'labels': labels}, {'loss': loss}, None, {'logits': g}, 'torch.autograd')

def distillation(i):
    T, S, B, C = pick([(1, 1, 1, 2), (4, 7, 5, 10), (9, 4, 3, 70)]); z = param(rnd(T, B, C) * 3); taught = rnd(S, B, C) * 3; weight, tau = r3(0.1, 3), [1.0, 4.0, r3(0.5, 20)][i % 3]
    term = tau ** 2 * F.kl_div(F.log_softmax(z.mean(0) / tau, 1), F.softmax(taught.mean(0) / tau, 1), reduction='batchmean')
    (g,) = torch.autograd.grad(weight * term, [z])
    save('distillation', f'{i:02d}', 'distillation', {'weight': weight, 'temperature': tau}, {'logits': z, 'teacher': taught}, {'term': term}, None, {'logits': g}, 'torch.autograd')

run('lossTerms', terms, N); run('loss', tet, N); run('distillation', distillation, N)
