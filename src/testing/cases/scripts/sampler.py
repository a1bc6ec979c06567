"""Representations of events and EAS-SNN's samplers (docs/detection.md).

usage: PEERS=FOLDER [N=6] [ONLY=op,op] python3 sampler.py OUTDIR SEED      (checkout: eas-snn Windere/EAS-SNN 423cb8b)
Official code runs; a second implementation of the equations, forward and backward, runs too and must agree. What had to be changed
to run on a CPU in float64: the sampler's Rectangle returns float64 instead of float32; modules nobody needs here are stand-ins.
"""
import importlib
from common import *

def bare_package(name, folder):
    """A package whose __init__ is not run."""
    m = stand_in(name); m.__path__ = [os.path.join(PEERS, folder)]
    return m

uni = lambda *s: torch.rand(*s, generator=G)

# ---------------------------------------------------------------- official code
bare_package('eas', 'eas-snn/yolox/models')
eas_embedding = importlib.import_module('eas.embedding'); eas_activation = importlib.import_module('eas.activation')
for name in ('yolox', 'yolox.utils'): stand_in(name)
load('yolox.utils.event_reps', 'eas-snn/yolox/utils/event_reps.py'); bare_package('eas_data', 'eas-snn/yolox/data/datasets')
stand_in('cv2'); stand_in('loguru', logger=None); stand_in('tqdm', tqdm=None); stand_in('yolox.utils.util', events_struct=None, make_structured_array=None); stand_in('yolox.utils.psee_loader.io.psee_loader', PSEELoader=None); stand_in('yolox.utils.cache', Cache=None)
class Decorators: mosaic_getitem = staticmethod(lambda f: f)
stand_in('eas_data.datasets_wrapper', CacheDataset=Decorators, cache_read_img=None, torchDataset=object); gen1 = importlib.import_module('eas_data.gen1')

# ---------------------------------------------------------------- events to bins, and the three hand-made representations
def bins_by_hand(a, ev, H, W):
    T = a['bins']; x, y, t, p = ev.T; w = (t[-1] - t[0]) // T; out = np.zeros((T, {'bins': 2, 'timeSurface': 2, 'voxelGrid': 1, 'voxelCube': 4}[a['kind']], H, W)); last = np.zeros((2, H, W))
    for j in range(T):
        for k in range(len(ev)):
            mine = t[0] + j * w <= t[k] < t[0] + (j + 1) * w
            if a['kind'] == 'bins' and mine: out[j, p[k], y[k], x[k]] += 1
            if a['kind'] == 'timeSurface' and mine: last[p[k], y[k], x[k]] = t[k]
            if a['kind'] == 'voxelCube' and mine: b = int(((t[k] - t[0]) % w) // (w / 2)); out[j, (p[k] + 1) * (b + 1) - 1, y[k], x[k]] += 1
            if a['kind'] == 'voxelGrid': s = T * (t[k] - t[0]) / (t[-1] - t[0]) - j; out[j, 0, y[k], x[k]] += (2 * p[k] - 1) * (1 - abs(s) if -1 < s < 1 else 0)
        if a['kind'] == 'timeSurface': out[j] = np.exp(-(t[0] + (j + 1) * w - last) / a['tau'])
    return out

def bins_case(i):
    kind = ['bins', 'timeSurface', 'voxelGrid', 'voxelCube', 'bins'][i % 5]; H, W, T, K = ri(4, 7), ri(4, 8), ri(3, 6), ri(40, 160); a = {'kind': kind, 'bins': T, 'height': H, 'width': W}
    t = np.sort(ri(3, 9) * 1000000 + (uni(K).numpy() * ri(20000, 200000)).astype(int)); ev = np.stack([torch.randint(0, W, (K,), generator=G).numpy(), torch.randint(0, H, (K,), generator=G).numpy(), t, torch.randint(0, 2, (K,), generator=G).numpy()], 1)
    st = np.zeros(K, dtype=[(n, int) for n in 'xytp'])
    for k, n in enumerate('xytp'): st[n] = ev[:, k]
    reader = gen1.GEN1Dataset.__new__(gen1.GEN1Dataset); reader.img_size, reader.slice_args = (H, W), {'micro_slice': T}
    if kind == 'timeSurface': a['tau'] = 50000
    out = np.asarray(reader.agrregate(st, {'bins': 'micro_sum', 'timeSurface': 'timesurface', 'voxelGrid': 'voxel_grid', 'voxelCube': 'voxel_cube'}[kind])); agree(bins_by_hand(a, ev, H, W), out, 1e-9, kind)
    save('event-bins', f'{i:02d}-{kind}', 'eventBins', a, {'events': ev}, {'representation': out}, {}, {}, 'EAS-SNN, gen1.py and event_reps.py, integer polarity')

# ---------------------------------------------------------------- arsnn
seen = []
class Rectangle64(eas_activation.Rectangle):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x); s = x.gt(0).to(x); seen.append((x.detach(), s.detach()))
        return s

def stack(x, P, name, depth, kept=None):
    """conv, then ReLU and conv (depth - 1) times."""
    for d in range(1, depth + 1):
        if kept is not None: kept.append(x)
        x = F.conv2d(x, P[f'{name}Weight{d}'], P[f'{name}Bias{d}'], padding=P[f'{name}Weight{d}'].shape[-1] // 2)
        if d < depth: pre = x; x = torch.relu(x); all_pre.append(pre.detach())
    return x
all_pre = []

def stack_back(g, P, name, depth, kept, grads):
    for d in range(depth, 0, -1):
        W = P[f'{name}Weight{d}']; pad = W.shape[-1] // 2
        grads[f'{name}Weight{d}'] += nn.grad.conv2d_weight(kept[d - 1], W.shape, g, padding=pad); grads[f'{name}Bias{d}'] += g.sum((0, 2, 3))
        g = F.conv_transpose2d(g, W, padding=pad)
        if d > 1: g = g * (kept[d - 1] > 0)
    return g

def sampler_by_hand(a, bins, P, gR):
    """docs/detection.md, forward and backward, nothing from autograd. bins [Tm, B, 2, H, W], oldest first."""
    f = bins.flip(0); T = len(f); th, ur, depth, kind, Ts = a['threshold'], a['resetTo'], a['depth'], a['sampler'], a['slices']
    half, height = a['surrogate']['width'] / 2, 1 / a['surrogate']['width']
    zero = torch.zeros_like(f[0]); v, s, m, k = zero, zero, zero, zero.long(); last = torch.full_like(zero, -1.)
    R = torch.zeros(Ts if kind == 'arsnn' else 1, *zero.shape); tape = []; S, U = [], []
    for t in range(T):
        ki, kg = [], []
        F_ = stack(f[t], P, 'input', depth, ki)
        if kind == 'snn': g = torch.sigmoid(P['decayLogit']).reshape(1).expand_as(F_); I = F_
        else:
            Gt = stack(s, P, 'gate', depth, kg); g = torch.sigmoid(F_[:, :2] + Gt[:, :2]); I = F_[:, 2:] + Gt[:, 2:]
        u = g * v + I; s_new = (u - th > 0).to(u); m_t = m + u
        share = torch.ones_like(u) if a['readout'] == 'sum' else 1 / (t - last)
        tape.append((v, g, u, s_new, k.clone(), m_t, ki, kg, share))
        if kind == 'arsnn':
            for j in range(Ts): R[j] += torch.where((s_new == 1) & (k == j), m_t * share, zero)
            k = torch.where((s_new == 1) & (k < Ts), k + 1, k); last = torch.where(s_new == 1, torch.full_like(last, t), last)
            m = torch.where(s_new == 1, zero, m_t)
        else: R[0] += u
        v = u * (1 - s_new) + ur * s_new; s = s_new; S.append(s); U.append(u)
    end_share = torch.ones_like(m) if a['readout'] == 'sum' else 1 / (T - 1 - last).clamp(min=1)
    if kind == 'arsnn' and not a['residualPotentialDropout']:
        for j in range(Ts): R[j] += torch.where((s == 0) & (k == j), m * end_share, zero)
    grads = {n: torch.zeros_like(p) for n, p in P.items()}
    dv, ds, dm = zero, zero, zero
    if kind == 'arsnn' and not a['residualPotentialDropout']:
        for j in range(Ts): dm = dm + torch.where((s == 0) & (k == j), gR[j] * end_share, zero)
    for t in reversed(range(T)):
        v_old, g, u, st, kt, m_t, ki, kg, share = tape[t]
        if kind == 'arsnn':
            gk = sum(torch.where((st == 1) & (kt == j), gR[j] * share, zero) for j in range(Ts))
            dm = torch.where(st == 1, zero, dm) + gk
            ds = ds + (gk * m_t if a['spikeAwareTraining'] else 0)
        else: dm = gR[0]
        dst = ds + dv * (ur - u)
        du = dm + dv * (1 - st) + dst * ((u - th).abs() < half).to(u) * height
        da = du * v_old * g * (1 - g)
        if kind == 'snn': grads['decayLogit'] += da.sum(); dY = du; ds = zero
        else: dY = torch.cat([da, du], 1); ds = stack_back(dY, P, 'gate', depth, kg, grads)
        stack_back(dY, P, 'input', depth, ki, grads)
        dv = du * g
    return R, torch.stack(S), torch.stack(U), k, grads

def arsnn_case(i):
    kind = ['arsnn', 'arsnn', 'arsnn', 'rsnn', 'arsnn', 'snn'][i % 6]
    sat, rpd = {1: (False, False), 2: (True, False), 4: (False, True), 6: (False, True), 7: (False, False), 10: (True, False)}.get(i, (True, True))
    while True:
        depth = 1 + (i // 2) % 2; kernel = pick([3, 5]); Tm, Ts, B = ri(3, 6), ri(1, 3), ri(1, 2); H, W = ri(5, 9), ri(5, 9)
        if kernel == 5: H, W, B = min(H, 7), min(W, 7), 1
        alpha = pick([1.0, 1.0, 0.8, 1.25])
        a = {'sampler': kind, 'kernel': kernel, 'depth': depth, 'slices': Ts if kind == 'arsnn' else 1, 'spikeAwareTraining': sat, 'residualPotentialDropout': rpd,
             'readout': 'avg' if i in (4, 7, 10) else 'sum', 'threshold': pick([1.0, 1.0, 0.7]), 'resetTo': pick([0.0, 0.0, -0.2]), 'surrogate': {'kind': 'rect', 'width': 1 / alpha}}
        bins = torch.poisson(torch.full((Tm, B, 2, H, W), 0.6), generator=G) * (0.4 + 0.6 * uni(Tm, B, 2, H, W))
        eas_activation.Rectangle.alpha = alpha
        kw = dict(nb_steps=Tm, thresh=a['threshold'], vreset=a['resetTo'], spike_fn=Rectangle64, decay=nn.Parameter(torch.tensor(0.0)))
        if kind == 'arsnn': net = eas_embedding.AdaptiveRSNNEmbedding(kernel, Ts=Ts, spike_attach=sat, write_zero=rpd, depth=depth, readout=a['readout'], **kw)
        else:
            net = (eas_embedding.SpikingEmbedding if kind == 'rsnn' else eas_embedding.LIFEmbedding)(kernel, depth=depth, readout='sum', **kw); a['readout'] = 'sum'
            del a['spikeAwareTraining'], a['residualPotentialDropout']
        convs = {'input': net.embedding_conv.layer if kind == 'snn' else net.input_conv.layer if kind == 'rsnn' else net.input_conv}
        if kind != 'snn': convs['gate'] = net.gate_conv
        P = {}
        for name, seq in convs.items():
            for d, c in enumerate(m for m in seq if isinstance(m, nn.Conv2d)):
                c.weight.data = rnd(*c.weight.shape) * (1.1 if name == 'input' else 0.7) / kernel; c.bias.data = rnd(*c.bias.shape) * 0.2 + (0.25 if d + 1 == depth else 0.4)
                P[f'{name}Weight{d + 1}'], P[f'{name}Bias{d + 1}'] = c.weight, c.bias
        if kind == 'snn': net.cell.decay.data = rnd(1).reshape(()); P['decayLogit'] = net.cell.decay
        seen.clear(); all_pre.clear(); R = net(bins.transpose(0, 1)); R = R if kind == 'arsnn' else R.unsqueeze(0); gR = rnd(*R.shape)
        drive, spikes = torch.stack([x for x, _ in seen]), torch.stack([s for _, s in seen])
        raw = {n: p.detach() for n, p in P.items()}
        R2, S2, U2, counts, hand = sampler_by_hand(a, bins, raw, gR)
        rate = spikes.mean().item()
        ok = len(seen) == Tm and 0.08 < rate < 0.6 and clear(drive, 0, 0.5 / alpha, -0.5 / alpha) and all(clear(p, 0) for p in all_pre)
        if kind == 'arsnn': ok = ok and (Tm <= Ts + 1 or bool((spikes.sum(0) > Ts).any())) and bool((spikes.sum(0) == 0).any())     # some pixels fire too often, some never
        if ok: break
    (R * gR).sum().backward()
    agree(R2, R, what='arsnn forward'); assert torch.equal(S2, spikes)
    for n, p in P.items(): agree(hand[n], p.grad, 1e-6, 'arsnn ' + n)
    fix = lambda t: t.reshape(1) if t.dim() == 0 else t
    out = {'representation': R, 'spikes': spikes}
    if kind == 'arsnn': out['counts'] = counts
    save('arsnn', f'{i:02d}-{kind}-depth{depth}' + (f'-{"sat" if sat else "nosat"}-{"rpd" if rpd else "norpd"}-{Ts}' + ('-avg' if a['readout'] == 'avg' else '') if kind == 'arsnn' else ''), 'arsnn', a,
         {'bins': bins, **{n: fix(p) for n, p in P.items()}}, out, {'representation': gR}, {n: fix(p.grad) for n, p in P.items()},
         'EAS-SNN, yolox/models/embedding.py, float64')

if __name__ == '__main__':
    run('eventBins', bins_case, max(5, N)); run('arsnn', arsnn_case, N + 2)
