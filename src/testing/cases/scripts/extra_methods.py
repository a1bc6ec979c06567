# Cases for methods beyond MPD-AGL; run inside make.py's namespace.
import importlib.util

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path); m = importlib.util.module_from_spec(spec); sys.modules[name] = m; spec.loader.exec_module(m); return m

def recurrent_lif(x, R, p, a):
    """I[t] = x[t] + R r[t], r[t] = sum_k p_k s[t-k] (k from 1); then a LIF step."""
    T = x.shape[0]; v = torch.zeros_like(x[0]); S, H = [], []
    for t in range(T):
        r = sum((p[k - 1] * S[t - k] for k in range(1, len(p) + 1) if t - k >= 0), torch.zeros_like(x[0]))
        h = a['decay'] * v + a['inputGain'] * (x[t] + F.linear(r, R))
        s = Spike.apply(h - a['threshold'], a['surrogate'], t)
        q = s.detach() if a['detachReset'] else s
        v = h * (1 - q) if a['reset'] == 'zero' else h - a['threshold'] * q
        S.append(s); H.append(h)
    return torch.stack(S), torch.stack(H)

def recurrent_cases(n):
    p_ = os.path.join(PEERS, 'asrc'); sys.path.insert(0, p_)
    for m in ('neuron', 'surrogate', 'base'): sys.modules.pop(m, None)
    an = load('neuron', p_ + '/neuron.py'); asur = load('surrogate', p_ + '/surrogate.py'); amod = load('asrc_model', p_ + '/model.py')
    for i in range(n):
        mode = ['vanilla', 'skip', 'adaptive', 'adaptiveEval'][i % 4]
        while True:
            T, B, N, K = ri(6, 14), ri(1, 3), ri(3, 20), ri(2, 6); span = 1 if mode == 'vanilla' else ri(2, K)
            hard = pick([True, False]); det = pick([True, False]); temp = round(0.3 + float(uni(1)), 3)
            mk = lambda: an.LIFNODE(decay_para=0.5, v_threshold=1.0, surrogate_function=asur.Triangle.apply, hard_reset=hard, detach_reset=det)
            ad = mode.startswith('adaptive')
            c = amod.adskip_RecurrentContainer(mk(), 'm', N, K) if ad else amod.skip_RecurrentContainer(mk(), 'm', N, span)
            c.mlp.weight.data = torch.linalg.qr(rnd(N, N))[0]
            if ad: c.skip_para.data = rnd(K, 1, 1) * 0.5; c.tau.data = torch.tensor([temp])
            c.sub_module.decay_para = c.sub_module.decay_para.double()
            c.train(mode != 'adaptiveEval')
            x = (rnd(B, T, N) * 0.9 + 0.3).requires_grad_(); gs = rnd(T, B, N)
            s = c(x).transpose(0, 1)
            w = c.skip_para.data.reshape(-1) if ad else None
            p = torch.softmax(w / temp, 0) if mode == 'adaptive' else F.one_hot(w.argmax(), K).double() if ad else F.one_hot(torch.tensor(span - 1), span).double()
            a = {'mode': mode, 'decay': 0.5, 'inputGain': 1.0, 'threshold': 1.0, 'reset': 'zero' if hard else 'subtract', 'resetTo': 0.0, 'detachReset': det, 'surrogate': {'kind': 'triangle', 'scale': 1.0}}
            s2, h2 = recurrent_lif(x.detach().transpose(0, 1), c.mlp.weight.detach(), p, a)
            if far_from(h2, 1.0, 0.0, 2.0): break
        assert torch.equal(s.detach(), s2), 'recurrent contract disagrees with the ASRC code'
        (s * gs).sum().backward()
        inp = {'x': x.transpose(0, 1), 'recurrent': c.mlp.weight}; gr = {'x': x.grad.transpose(0, 1), 'recurrent': c.mlp.weight.grad}
        if mode == 'adaptive': inp['skipLogits'] = w; gr['skipLogits'] = c.skip_para.grad.reshape(-1); a['temperature'] = temp
        elif mode == 'adaptiveEval': inp['skipLogits'] = w
        else: a['span'] = span
        save(f'recurrent-lif/{i:02d}-{mode}', 'recurrentLif', a, inp, {'spikes': s, 'membrane': h2}, {'spikes': gs}, gr, "the ASRC-SNN paper's own code, float64")

def grsn(x, P, a):
    T, B = x.shape[:2]; N = P['forgetBias'].shape[0]; z = torch.zeros(B, N); c, u_, o = z, z, z; S, U, C = [], [], []
    beta = torch.sigmoid(P['decayLogit'])
    for t in range(T):
        src = {'input': x[t], 'spike': o, 'both': torch.cat([x[t], o], -1)}[a['gateSource']]
        f = torch.sigmoid(F.linear(src, P['forgetWeight'], P['forgetBias'])); g = torch.relu(F.linear(src, P['inputWeight'], P['inputBias']))
        c = f * c + (1 - f) * g
        J = c + F.linear(x[t], P['projectionWeight'], P['projectionBias']) if a['inputProjection'] else c
        u = beta * u_ + (1 - beta) * J; o = Spike.apply(u - a['threshold'], a['surrogate'], t); u_ = u - a['threshold'] * o
        S.append(o); U.append(u); C.append(c)
    return torch.stack(S), torch.stack(U), torch.stack(C)

def grsn_cases(n):
    for i in range(n):
        src = ['input', 'spike', 'both'][i % 3]; proj = src == 'spike' or i % 2 == 1
        while True:
            T, B, D, N = ri(4, 9), ri(1, 4), ri(2, 8), ri(3, 12); I = {'input': D, 'spike': N, 'both': D + N}[src]
            P = {'forgetWeight': rnd(N, I) * .5, 'forgetBias': rnd(N) * .3, 'inputWeight': rnd(N, I) * .9, 'inputBias': rnd(N) * .3 + .8, 'decayLogit': rnd(N) * .5}
            if proj: P.update(projectionWeight=rnd(N, D) * .9, projectionBias=rnd(N) * .3 + .4)
            P = {k: v.requires_grad_() for k, v in P.items()}; x = (rnd(T, B, D) + .3).requires_grad_(); gs = rnd(T, B, N)
            a = {'gateSource': src, 'inputProjection': proj, 'threshold': 1.0, 'reset': 'subtract', 'surrogate': {'kind': 'atan', 'scale': 2.0}}
            s, u, c = grsn(x, P, a)
            if far_from(u, 1.0) and s.mean() > 0.05: break
        (s * gs).sum().backward()
        save(f'grsn/{i:02d}-{src}', 'grsn', a, {'x': x, **P}, {'spikes': s, 'membrane': u, 'current': c}, {'spikes': gs}, {'x': x.grad, **{k: v.grad for k, v in P.items()}}, 'autograd through the written equations')

class Bernoulli(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, r, sigma):
        ctx.save_for_backward(x); ctx.sigma = sigma
        return (r < 0.5 * (1 + torch.erf(x / (sigma * math.sqrt(2))))).to(x)
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors; s = ctx.sigma
        return g * torch.exp(-0.5 * (x / s) ** 2) / (s * math.sqrt(2 * math.pi)), None, None

def noisy_lif_cases(n):
    for i in range(n):
        while True:
            T, B, N = ri(3, 9), ri(1, 3), ri(3, 20); sig = pick([0.4, 0.2]); x = (rnd(T, B, N) * .7 + .4).requires_grad_(); r = uni(T, B, N); gs = rnd(T, B, N)
            v = torch.zeros(B, N); S, H = [], []; ok = True
            for t in range(T):
                h = 0.5 * v + x[t]; pr = 0.5 * (1 + torch.erf((h - 1) / (sig * math.sqrt(2)))); ok &= ((pr - r[t]).abs().min() > 1e-4).item()
                s = Bernoulli.apply(h - 1, r[t], sig); v = h * (1 - s); S.append(s); H.append(h)
            if ok: break
        s, h = torch.stack(S), torch.stack(H); (s * gs).sum().backward()
        save(f'noisy-lif/{i:02d}', 'noisyLif', {'decay': 0.5, 'inputGain': 1.0, 'threshold': 1.0, 'sigma': sig, 'reset': 'zero', 'detachReset': False}, {'x': x, 'uniforms': r}, {'spikes': s, 'membrane': h}, {'spikes': gs}, {'x': x.grad}, 'autograd; a spike where uniform < Phi((h - threshold) / sigma), gradient = the Gaussian density')

def latent_cases(n):
    for i in range(n):
        T, B, N = ri(3, 10), ri(1, 4), ri(2, 12); tau = 2.0
        y = (uni(T, B, N) < .3).double().requires_grad_(); z = (uni(T, B, N) < .3).double(); f = torch.zeros(B, N); L = 0
        for t in range(T): f = (1 - 1 / tau) * f + (y[t] - z[t]) / tau; L = L + (f ** 2).sum()
        L = L / B; L.backward()
        save(f'psp-loss/{i:02d}', 'pspLoss', {'tau': tau}, {'spikes': y, 'target': z}, {'loss': L.reshape(1)}, {}, {'spikes': y.grad}, 'sum over time and cells of the squared difference of PSP-filtered trains, mean over the batch')
        D = ri(2, 16); mq, lq, mp, lp = [(rnd(T, B, D) * .6).requires_grad_() for _ in range(4)]
        K = (0.5 * (lp - lq + (lq.exp() + (mq - mp) ** 2) / lp.exp() - 1)).sum() / B; K.backward()
        save(f'gaussian-kl/{i:02d}', 'gaussianKl', {}, {'meanQ': mq, 'logVarQ': lq, 'meanP': mp, 'logVarP': lp}, {'loss': K.reshape(1)}, {}, {'meanQ': mq.grad, 'logVarQ': lq.grad, 'meanP': mp.grad, 'logVarP': lp.grad}, 'KL(q || p) of diagonal Gaussians, summed over time and units, mean over the batch')

recurrent_cases(max(4, q)); grsn_cases(max(3, q)); noisy_lif_cases(max(2, q // 2)); latent_cases(max(2, q // 2))
