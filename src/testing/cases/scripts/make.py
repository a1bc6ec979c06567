"""Makes golden cases from independent implementations (PyTorch, SpikingJelly, snnTorch, the papers' own code).

usage: PEERS=FOLDER N=CASES_PER_OP python3.13 make.py OUTDIR SEED
FOLDER holds clones of the projects compared with: spikingjelly/ and snntorch/ (the packages), mpd/ (github.com/Stay-Sane/MPD-AGL), asrc/ (the ASRC-SNN code).
Every case is one JSON file: op, attrs, inputs, cotangents (dL/d output), outputs, gradients (dL/d input).
Computed in float64; shapes are [T, B, ...] unless the op says otherwise.
"""
import json, math, os, sys, itertools
PEERS = os.environ['PEERS']; sys.path.insert(0, PEERS)
import torch, torch.nn as nn, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
OUT, SEED = sys.argv[1], int(sys.argv[2])
G = torch.Generator().manual_seed(SEED)
rnd = lambda *s: torch.randn(*s, generator=G)
uni = lambda *s: torch.rand(*s, generator=G)
ri = lambda lo, hi: int(torch.randint(lo, hi + 1, (1,), generator=G))
pick = lambda xs: xs[ri(0, len(xs) - 1)]

def enc(t):
    t = t.detach()
    return {'shape': list(t.shape), 'data': [float('%.9g' % v) for v in t.reshape(-1).tolist()]}

def save(name, op, attrs, inputs, outputs, cotangents=None, gradients=None, source=''):
    p = os.path.join(OUT, name + '.json'); os.makedirs(os.path.dirname(p), exist_ok=True)
    json.dump({'name': name, 'op': op, 'source': source, 'attrs': attrs,
               'inputs': {k: enc(v) for k, v in inputs.items()},
               'outputs': {k: enc(v) for k, v in outputs.items()},
               'cotangents': {k: enc(v) for k, v in (cotangents or {}).items()},
               'gradients': {k: enc(v) for k, v in (gradients or {}).items()}}, open(p, 'w'))
    print(name)

# ---------------------------------------------------------------- a plain, readable LIF in autograd (the contract itself)
class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, sg, t):
        ctx.save_for_backward(x); ctx.sg = sg; ctx.t = t
        return (x >= 0).to(x)
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors; return g * surrogate(x, ctx.sg, ctx.t), None, None

def surrogate(x, sg, t=0):
    k = sg['kind']
    if k == 'rect':
        w = sg['width'][t] if isinstance(sg['width'], list) else sg['width']
        return (x.abs() < w / 2).to(x) / w
    if k == 'triangle': return torch.clamp(1 - sg['scale'] * x.abs(), min=0) * sg['scale']
    if k == 'sigmoid': s = torch.sigmoid(sg['scale'] * x); return sg['scale'] * s * (1 - s)
    if k == 'atan': return sg['scale'] / 2 / (1 + (math.pi / 2 * sg['scale'] * x) ** 2)
    if k == 'fastSigmoid': return 1 / (sg['scale'] * x.abs() + 1) ** 2
    if k == 'gaussian': return torch.exp(-0.5 * (x / sg['sigma']) ** 2) / (sg['sigma'] * math.sqrt(2 * math.pi))
    raise KeyError(k)

def lif(x, a):
    T = x.shape[0]; v = torch.zeros_like(x[0]) + a.get('initialMembrane', 0.0); S, H = [], []; delayed = a['reset'] == 'subtractDelayed'; last = 0.0
    for t in range(T):
        h = a['decay'] * v + a['inputGain'] * x[t] - (a['threshold'] * last if delayed else 0.0)
        s = Spike.apply(h - a['threshold'], a['surrogate'], t)
        r = s.detach() if a['detachReset'] else s
        v = h * (1 - r) + a.get('resetTo', 0.0) * r if a['reset'] == 'zero' else h - a['threshold'] * r if a['reset'] == 'subtract' else h
        last = r; S.append(s); H.append(h)
    return torch.stack(S), torch.stack(H)

def far_from(h, *edges, eps=2e-4):
    return all(((h - e).abs().min() > eps).item() for e in edges)

SURR = lambda: pick([{'kind': 'rect', 'width': 1.0}, {'kind': 'triangle', 'scale': 1.0}, {'kind': 'sigmoid', 'scale': 4.0},
                     {'kind': 'atan', 'scale': 2.0}, {'kind': 'fastSigmoid', 'scale': 25.0}, {'kind': 'gaussian', 'sigma': 0.4}])

def lif_cases(n):
    for i in range(n):
        kind = ['rect', 'triangle', 'sigmoid', 'atan', 'fastSigmoid', 'gaussian', 'rectPerStep'][i % 7]
        while True:
            T, B, N = ri(3, 9), ri(1, 4), ri(2, 70)
            r1 = lambda lo, hi: round(lo + float(uni(1)) * (hi - lo), 3)
            sg = {'rect': lambda: {'kind': 'rect', 'width': r1(.4, 1.8)}, 'rectPerStep': lambda: {'kind': 'rect', 'width': [r1(.4, 1.8) for _ in range(T)]}, 'triangle': lambda: {'kind': 'triangle', 'scale': r1(.6, 1.6)},
                  'sigmoid': lambda: {'kind': 'sigmoid', 'scale': r1(2, 6)}, 'atan': lambda: {'kind': 'atan', 'scale': r1(1, 3)}, 'fastSigmoid': lambda: {'kind': 'fastSigmoid', 'scale': r1(5, 30)}, 'gaussian': lambda: {'kind': 'gaussian', 'sigma': r1(.2, .7)}}[kind]()
            a = {'decay': r1(.1, .99), 'inputGain': pick([1.0, 0.5]), 'threshold': pick([1.0, 0.5, 0.8]), 'reset': ['zero', 'subtract', 'subtractDelayed', 'none'][(i // 2) % 4],
                 'resetTo': 0.0, 'detachReset': bool((i // 3) % 2), 'surrogate': sg}
            if a['reset'] == 'zero' and i % 3 == 0: a['resetTo'] = r1(-.3, .3)
            if i % 4 == 3: a['initialMembrane'] = r1(-.4, .4)
            x = (rnd(T, B, N) * 0.9 + 0.35).requires_grad_()
            s, h = lif(x, a); gs, gh = rnd(T, B, N), rnd(T, B, N) * (i % 2)
            th = a['threshold']; ok = far_from(h, th)
            if sg['kind'] == 'rect': ok = ok and all(far_from(h[t], th + w / 2, th - w / 2) for t, w in enumerate(sg['width'] if isinstance(sg['width'], list) else [sg['width']] * T))
            if sg['kind'] == 'triangle': ok = ok and far_from(h, th + 1 / sg['scale'], th - 1 / sg['scale'])
            if ok: break
        ((s * gs).sum() + (h * gh).sum()).backward()
        save(f'lif/{i:02d}-{a["reset"]}-{kind}', 'lif', a, {'x': x}, {'spikes': s, 'membrane': h}, {'spikes': gs, 'membrane': gh} if i % 2 else {'spikes': gs}, {'x': x.grad}, 'autograd through the written equations')

def spikingjelly_cases(n):
    from spikingjelly.activation_based import neuron, surrogate as sj, functional
    for i in range(n):
        while True:
            T, B, N = ri(3, 8), ri(1, 3), ri(3, 40); tau = pick([1.5, 2.0, 4.0]); di = pick([True, False]); det = pick([True, False]); hard = pick([True, False]); vth = pick([1.0, 0.7])
            kind = pick(['atan', 'sigmoid'])
            f = sj.ATan(alpha=2.0) if kind == 'atan' else sj.Sigmoid(alpha=4.0)
            node = neuron.LIFNode(tau=tau, decay_input=di, v_threshold=vth, v_reset=0.0 if hard else None, surrogate_function=f, detach_reset=det, step_mode='m', backend='torch', store_v_seq=True)
            x = (rnd(T, B, N) * (1.6 if di else 0.9) + 0.5).requires_grad_(); gs = rnd(T, B, N); s = node(x)
            a = {'decay': 1 - 1 / tau, 'inputGain': 1 / tau if di else 1.0, 'threshold': vth, 'reset': 'zero' if hard else 'subtract', 'resetTo': 0.0, 'detachReset': det, 'surrogate': {'kind': kind, 'scale': 2.0 if kind == 'atan' else 4.0}}
            s2, h2 = lif(x.detach(), a)
            if far_from(h2, vth): break
        assert torch.equal(s.detach(), s2), 'contract disagrees with SpikingJelly'
        (s * gs).sum().backward()
        y = x.detach().clone().requires_grad_(); (lif(y, a)[0] * gs).sum().backward(); assert torch.allclose(y.grad, x.grad, atol=1e-9), 'gradient contract disagrees with SpikingJelly'
        save(f'spikingjelly-lif/{i:02d}', 'lif', a, {'x': x}, {'spikes': s, 'membrane': h2}, {'spikes': gs}, {'x': x.grad}, 'SpikingJelly LIFNode, multi-step, torch backend')

def snntorch_cases(n):
    import snntorch as snn
    from snntorch import surrogate as ss
    for i in range(n):
        delay = i % 2 == 0
        while True:
            T, B, N = ri(3, 8), ri(1, 3), ri(3, 30); beta = pick([0.5, 0.9, 0.95]); vth = pick([1.0, 0.6])
            node = snn.Leaky(beta=beta, threshold=vth, reset_mechanism='subtract' if delay else 'zero', spike_grad=ss.fast_sigmoid(slope=25), reset_delay=delay).double()
            node.threshold = node.threshold.double() * 0 + vth; node.beta = node.beta.double() * 0 + beta
            x = (rnd(T, B, N) * 0.7 + 0.4).requires_grad_(); gs = rnd(T, B, N); mem = node.init_leaky(); S = []
            for t in range(T):
                s, mem = node(x[t], mem); S.append(s)
            s = torch.stack(S)
            a = {'decay': beta, 'inputGain': 1.0, 'threshold': vth, 'reset': 'subtractDelayed' if delay else 'zero', 'resetTo': 0.0, 'detachReset': True, 'surrogate': {'kind': 'fastSigmoid', 'scale': 25.0}}
            s2, h2 = lif(x.detach(), a)
            if far_from(h2, vth): break
        assert torch.equal(s.detach(), s2), 'contract disagrees with snnTorch'
        (s * gs).sum().backward()
        for det in (True, False):
            a['detachReset'] = det; y = x.detach().clone().requires_grad_(); (lif(y, a)[0] * gs).sum().backward()
            if torch.allclose(y.grad, x.grad, atol=1e-6): break
        else: raise AssertionError('gradient contract disagrees with snnTorch')
        save(f'snntorch-leaky/{i:02d}-{"default" if delay else "zero"}', 'lif', a, {'x': x}, {'spikes': s, 'membrane': h2}, {'spikes': gs}, {'x': x.grad}, 'snnTorch Leaky, reset_delay=' + str(delay))

def mpd_agl_cases(n):
    """tdBN + (P)LIF with the MPD-AGL surrogate, from the paper's own code ([B, T, ...] there)."""
    sys.path.insert(0, os.path.join(PEERS, 'mpd')); argv, sys.argv = sys.argv, ['x']
    import neuron as mpd_neuron, models.layers as mpd_layers
    sys.argv = argv
    for i in range(n):
        plif = i % 2 == 1; conv = i % 4 >= 2
        while True:
            T, B, C = ri(2, 6), ri(2, 4), ri(2, 6); sp = (ri(2, 4), ri(2, 4)) if conv else ()
            vth = pick([0.5, 1.0]); tau = pick([0.2, 0.5]); init_a = pick([5.0, 2.0, 3.0]); alpha = [1.0, 0.8][(i // 3) % 2]; evaluate = i % 5 == 4
            bn = (mpd_layers.tdBatchNorm2d if conv else mpd_layers.tdBatchNorm1d)(C, alpha=alpha, Vth=vth)
            bn.weight.data = 0.6 + uni(C); bn.bias.data = rnd(C) * 0.2; rm, rv = rnd(C) * .2, .5 + uni(C)
            bn.running_mean, bn.running_var = rm.clone(), rv.clone(); bn.train(not evaluate)
            node = mpd_neuron.PLIFNode(init_a, vth) if plif else mpd_neuron.LIFNode(tau, vth)
            node = node.double(); bn = bn.double(); bn.Vth = bn.Vth.double()
            if not plif: node.tau = node.tau.double()
            x = rnd(B, T, C, *sp).requires_grad_(); gs = rnd(B, T, C, *sp)
            y, par = bn(x); s = node(y, par)
            d = torch.sigmoid(node.w).item() if plif else float(node.tau); gm = bn.weight.mean().item()
            widths = [2 * gm * vth * (1 if t == 0 else math.sqrt(1 + d * d)) for t in range(T)]
            a = {'decay': d, 'inputGain': 1.0, 'threshold': vth, 'reset': 'zero', 'resetTo': 0.0, 'detachReset': False, 'surrogate': {'kind': 'rect', 'width': widths}}
            tm = lambda z: z.transpose(0, 1)
            s2, h2 = lif(tm(y).detach(), a)
            if far_from(h2, vth) and all(far_from(h2[t], vth + w / 2, vth - w / 2) for t, w in enumerate(widths)): break
        assert torch.equal(tm(s).detach(), s2)
        (s * gs).sum().backward()
        avail = torch.stack([((h2[t] - vth).abs() < widths[t] / 2).double().mean() for t in range(T)])
        attrs = {'neuron': 'plif' if plif else 'lif', 'threshold': vth, 'alpha': alpha, 'eps': 1e-5, 'momentum': 0.1, 'training': not evaluate}
        inputs = {'x': tm(x), 'gamma': bn.weight, 'beta': bn.bias, 'runningMean': rm, 'runningVar': rv}; grads = {'x': tm(x.grad), 'gamma': bn.weight.grad, 'beta': bn.bias.grad}
        if plif: inputs['w'] = node.w.reshape(1); grads['w'] = node.w.grad.reshape(1)
        else: attrs['decay'] = float(node.tau)
        save(f'mpd-agl/{i:02d}-{"plif" if plif else "lif"}-{"conv" if conv else "dense"}{"-evaluate" if evaluate else ""}', 'mpdAgl', attrs, inputs,
             {'spikes': tm(s), 'membrane': h2, 'widths': torch.tensor(widths), 'gradientAvailable': avail, 'runningMean': bn.running_mean, 'runningVar': bn.running_var},
             {'spikes': tm(gs)}, grads, "the paper's own PyTorch code, float64")

def dense_cases(n):
    for i in range(n):
        T, B, K, N = ri(1, 5), ri(1, 5), ri(1, 130), ri(1, 90); spikes = pick([True, False])
        x = ((uni(T, B, K) < 0.2).double() if spikes else rnd(T, B, K)).requires_grad_(); w = (rnd(N, K) / math.sqrt(K)).requires_grad_(); b = rnd(N).requires_grad_()
        y = F.linear(x, w, b); g = rnd(*y.shape); (y * g).sum().backward()
        save(f'linear/{i:02d}', 'linear', {'binaryInput': spikes}, {'x': x, 'weight': w, 'bias': b}, {'y': y}, {'y': g}, {'x': x.grad, 'weight': w.grad, 'bias': b.grad}, 'torch.nn.functional.linear, weight [out, in]')

def conv_cases(n):
    for i in range(n):
        T, B, C, O = ri(1, 3), ri(1, 3), ri(1, 5), ri(1, 9); H, W = ri(4, 11), ri(4, 11); k = pick([1, 3, 5]); st = pick([1, 2]); pad = pick([0, k // 2])
        if H + 2 * pad < k or W + 2 * pad < k: pad = k // 2
        x = rnd(T, B, C, H, W).requires_grad_(); w = (rnd(O, C, k, k) / k).requires_grad_(); bias = pick([True, False]); b = rnd(O).requires_grad_() if bias else None
        y = F.conv2d(x.flatten(0, 1), w, b, st, pad).unflatten(0, (T, B)); g = rnd(*y.shape); (y * g).sum().backward()
        inp = {'x': x, 'weight': w}; gr = {'x': x.grad, 'weight': w.grad}
        if bias: inp['bias'] = b; gr['bias'] = b.grad
        save(f'conv2d/{i:02d}', 'conv2d', {'stride': st, 'padding': pad}, inp, {'y': y}, {'y': g}, gr, 'torch.nn.functional.conv2d, weight [out, in, kh, kw]')

def pool_cases(n):
    for i in range(n):
        kind = ['avg', 'max'][i % 2]
        T, B, C, H, W = ri(1, 3), ri(1, 3), ri(1, 4), 2 * ri(2, 5), 2 * ri(2, 5); kind = pick(['avg', 'max'])
        x = rnd(T, B, C, H, W).requires_grad_(); f = F.avg_pool2d if kind == 'avg' else F.max_pool2d
        y = f(x.flatten(0, 1), 2, 2).unflatten(0, (T, B)); g = rnd(*y.shape); (y * g).sum().backward()
        save(f'pool2d/{i:02d}-{kind}', 'pool2d', {'kind': kind, 'size': 2, 'stride': 2}, {'x': x}, {'y': y}, {'y': g}, {'x': x.grad}, 'torch.nn.functional')

def loss_cases(n):
    for i in range(n):
        T, B, C = ri(1, 6), ri(1, 6), ri(2, 12); z = rnd(T, B, C).requires_grad_(); lab = torch.randint(0, C, (B,), generator=G); kind = ['crossEntropyOfMean', 'meanOfCrossEntropy', 'mseOfRate'][i % 3]
        if kind == 'crossEntropyOfMean': L = F.cross_entropy(z.mean(0), lab)
        elif kind == 'meanOfCrossEntropy': L = torch.stack([F.cross_entropy(z[t], lab) for t in range(T)]).mean()
        else: L = F.mse_loss(z.mean(0), F.one_hot(lab, C).double())
        L.backward(); save(f'loss/{i:02d}-{kind}', 'loss', {'kind': kind}, {'logits': z, 'labels': lab.double()}, {'loss': L.reshape(1)}, {}, {'logits': z.grad}, 'PyTorch; meanOfCrossEntropy is TET with lambda 0')

def optimiser_cases(n):
    for i in range(n):
        N, S = ri(3, 70), ri(3, 8); kind = ['sgd', 'adam', 'adamw'][i % 3]; lr = pick([0.1, 0.01, 1e-3]); wd = pick([0.0, 1e-2]); p = nn.Parameter(rnd(N)); p0 = p.detach().clone(); g = rnd(S, N)
        a = {'kind': kind, 'lr': lr, 'weightDecay': wd}
        if kind == 'sgd': a['momentum'] = pick([0.0, 0.9]); o = torch.optim.SGD([p], lr=lr, momentum=a['momentum'], weight_decay=wd)
        else: a.update(beta1=0.9, beta2=0.999, eps=1e-8); o = (torch.optim.Adam if kind == 'adam' else torch.optim.AdamW)([p], lr=lr, weight_decay=wd)
        traj = []
        for s in range(S): p.grad = g[s].clone(); o.step(); traj.append(p.detach().clone())
        save(f'optimiser/{i:02d}-{kind}', 'optimiser', a, {'parameter': p0, 'gradients': g}, {'trajectory': torch.stack(traj)}, {}, {}, 'torch.optim')

def training_trace():
    """A whole spiking MLP trained for 20 steps: the engine must follow PyTorch step for step."""
    T, B, K, H, C = 6, 16, 40, 48, 5
    W1 = (rnd(H, K) / math.sqrt(K)); b1 = rnd(H) * 0.05; W2 = rnd(C, H) / math.sqrt(H); b2 = rnd(C) * 0.05
    xs = uni(20, B, K); ys = torch.randint(0, C, (20, B), generator=G)
    a = {'decay': 0.5, 'inputGain': 1.0, 'threshold': 0.5, 'reset': 'zero', 'resetTo': 0.0, 'detachReset': False, 'surrogate': {'kind': 'sigmoid', 'scale': 4.0}}
    P = [nn.Parameter(t.clone()) for t in (W1, b1, W2, b2)]; o = torch.optim.SGD(P, lr=0.1, momentum=0.9); L = []; R = []
    for i in range(20):
        x = xs[i].unsqueeze(0).repeat(T, 1, 1); s, h = lif(F.linear(x, P[0], P[1]), a); z = F.linear(s, P[2], P[3]); l = F.cross_entropy(z.mean(0), ys[i])
        o.zero_grad(); l.backward(); o.step(); L.append(l.detach()); R.append(s.detach().mean())
    save('trace/mlp-direct-encoding', 'trainingTrace', {'timesteps': T, 'encoding': 'direct', 'neuron': a, 'loss': 'crossEntropyOfMean', 'optimiser': {'kind': 'sgd', 'lr': 0.1, 'momentum': 0.9, 'weightDecay': 0.0}},
         {'images': xs, 'labels': ys.double(), 'weight1': W1, 'bias1': b1, 'weight2': W2, 'bias2': b2}, {'loss': torch.stack(L), 'firingRate': torch.stack(R), 'weight1': P[0], 'weight2': P[2]}, {}, {}, 'PyTorch, float64')

if __name__ == '__main__':
    q = int(os.environ.get('N', '6'))
    lif_cases(q * 2); spikingjelly_cases(q); snntorch_cases(q); mpd_agl_cases(max(4, q)); dense_cases(q); conv_cases(q); pool_cases(4); loss_cases(q); optimiser_cases(q); training_trace()
    for extra in sorted(f for f in os.listdir(os.path.dirname(os.path.abspath(__file__))) if f.startswith('extra_') and f.endswith('.py')):
        exec(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), extra)).read())
