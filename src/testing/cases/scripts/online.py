"""Learning that goes forward in time: two linear layers of LIF neurons by SpikingJelly's OTTTLIFNode in OTTTSequential, and SLTTLIFNode.

usage: PEERS=FOLDER [N=6] python3 online.py OUTDIR SEED      (checkout: sj fangwei123456/spikingjelly afb13226)
The loss of each step is the sum of the step's spikes times the cotangent; it is differentiated at once, and gradients add up over the steps.
The same written out without autograd must agree: the gradient of a step multiplies the presynaptic trace (ottt) or the spikes (sltt).
"""
from common import *
from neurons import slope, spike_of
sys.path.insert(0, os.path.join(PEERS, 'sj'))
from spikingjelly.activation_based import layer as sjl, neuron as sjn

KINDS = [{'kind': 'atan', 'scale': 2.0}, {'kind': 'fastSigmoid', 'scale': 5.0}, {'kind': 'sigmoid', 'scale': 4.0}, {'kind': 'triangle', 'scale': 1.0},
         {'kind': 'rect', 'width': 1.0}, {'kind': 'gaussian', 'sigma': 0.5}]

class Watched:
    """The surrogate, and the potentials minus the threshold that it is given."""
    def __init__(self, sg): self.f = spike_of(sg); self.seen = []
    def __call__(self, z): self.seen.append(z.detach()); return self.f(z)

def by_hand(rule, decay, sg, x, w1, w2, cotangent):
    v1, v2, traces, g1, g2 = torch.zeros(x.shape[1], len(w1)), torch.zeros(x.shape[1], len(w2)), [0.0, 0.0], torch.zeros_like(w1), torch.zeros_like(w2)
    for t in range(len(x)):
        h1 = decay * v1 + x[t] @ w1.T; s1 = (h1 >= 1).to(x); v1 = h1 - s1
        h2 = decay * v2 + s1 @ w2.T; s2 = (h2 >= 1).to(x); v2 = h2 - s2
        traces = [decay * traces[0] + x[t], decay * traces[1] + s1]
        before = traces if rule == 'ottt' else [x[t], s1]
        d2 = cotangent[t] * slope(sg, h2 - 1); d1 = (d2 @ w2) * slope(sg, h1 - 1)
        g1, g2 = g1 + d1.T @ before[0], g2 + d2.T @ before[1]
    return g1, g2

def online(i):
    rule, sg = ['ottt', 'sltt'][i % 2], KINDS[i // 2 % len(KINDS)]
    while True:
        T, B, I, H, O = pick([(6, 2, 5, 7, 3), (12, 3, 4, 6, 4), (1, 1, 3, 2, 1)]); tau = round(1.3 + 3.7 * float(torch.rand(1, generator=G)), 3); x = (torch.rand(T, B, I, generator=G) < 0.4).double()
        w1, w2 = param(rnd(H, I)), param(rnd(O, H)); marks = [Watched(sg), Watched(sg)]
        node = sjn.OTTTLIFNode if rule == 'ottt' else sjn.SLTTLIFNode
        l1, l2 = nn.Linear(I, H, bias=False), nn.Linear(H, O, bias=False)
        l1.weight, l2.weight = nn.Parameter(w1.detach().clone()), nn.Parameter(w2.detach().clone())
        n1, n2 = (node(tau=tau, decay_input=False, v_threshold=1.0, v_reset=None, surrogate_function=m, detach_reset=True) for m in marks)
        net = (sjl.OTTTSequential if rule == 'ottt' else nn.Sequential)(l1, n1, l2, n2); net.train()
        cotangent, trace, spikes = rnd(T, B, O), torch.zeros(B, I), []
        for t in range(T):
            trace = trace * (1 - 1 / tau) + x[t]
            o = net([x[t], trace])[0] if rule == 'ottt' else net(x[t])
            (o * cotangent[t]).sum().backward(); spikes.append(o.detach())
        s = torch.stack(spikes)
        if all(clear(torch.stack(m.seen), 0.0) for m in marks) and 0.05 < float(s.mean()) < 0.95: break
    for mine, theirs in zip(by_hand(rule, 1 - 1 / tau, sg, x, w1.detach(), w2.detach(), cotangent), (l1.weight.grad, l2.weight.grad)): agree(mine, theirs, what=rule)
    save('online-linear', f'{rule}-{sg["kind"]}-{i:02d}', 'onlineLinear', {'rule': rule, 'decay': 1 - 1 / tau, 'threshold': 1, 'reset': 'subtract', 'surrogate': sg}, {'x': x, 'weight1': w1, 'weight2': w2},
         {'spikes': s}, {'spikes': cotangent}, {'weight1': l1.weight.grad, 'weight2': l2.weight.grad}, f'SpikingJelly {node.__name__}' + (', OTTTSequential' if rule == 'ottt' else ''))

run('onlineLinear', online, N)
