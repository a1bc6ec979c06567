"""Cross-modality attention (reconstructed from the abstract, docs/model.md): there is no public code of the method.

usage: PEERS=FOLDER python3 fusion.py OUTDIR SEED      (checkout, optional: ma-snn, for the two score modules)
Autograd through the equations; the backward written by hand runs too and must agree; where the checkout is there, the
temporal and the spatial score are compared with MA-SNN's own TimeAttention and SpatialAttention.
"""
from common import *

stand_in('einops', rearrange=lambda x, how: x.flatten(1, 2), repeat=None)
ma = load('ma_attention', 'ma-snn/Attention.py') if os.path.exists(os.path.join(PEERS, 'ma-snn/Attention.py')) else None

def temporal_score(x, W1, W2, kept=None):
    """x [T, B, C, H, W] -> A [T, B]: one two-layer net without bias, shared by the mean and the maximum of each step"""
    a, b = x.mean((2, 3, 4)), x.flatten(2).max(2).values
    if kept is not None: kept += [(W1 @ a).detach(), (W1 @ b).detach()]
    return torch.sigmoid(W2 @ torch.relu(W1 @ a) + W2 @ torch.relu(W1 @ b))

def spatial_score(x, Wc):
    """x [T, B, C, H, W] -> B [B, H, W]: a convolution without bias over the mean and the maximum of time and channel"""
    y = x.transpose(0, 1).flatten(1, 2); d = torch.stack([y.mean(1), y.max(1).values], 1)
    return torch.sigmoid(F.conv2d(d, Wc, padding=Wc.shape[-1] // 2))[:, 0]

SOURCES = {'V1': {'event': (None, 'frame'), 'frame': ('event', None)}, 'V2': {'event': ('frame', 'frame'), 'frame': ('event', 'event')}, 'self': {'event': ('event', 'event'), 'frame': ('frame', 'frame')}}

def plan(a):
    """which stream's temporal and spatial score multiplies each stream"""
    return {m: (t if a['scores'] != 'spatial' else None, s if a['scores'] != 'temporal' else None) for m, (t, s) in SOURCES[a['variant']].items()}

def fuse(X, P, a, kept=None):
    pl = plan(a); A = {m: temporal_score(X[m], P[m + 'Temporal1'], P[m + 'Temporal2'], kept) for m in X if any(p[0] == m for p in pl.values())}
    B = {m: spatial_score(X[m], P[m + 'Spatial']) for m in X if any(p[1] == m for p in pl.values())}; out = {}
    for m, (t, s) in pl.items():
        y = X[m]
        if t: y = y * A[t][:, :, None, None, None]
        if s: y = y * B[s][None, :, None]
        out[m] = y
    return out, A, B

def by_hand(X, P, a, A, B, g):
    """the backward of docs/model.md, for any plan"""
    pl = plan(a); dX = {m: torch.zeros_like(X[m]) for m in X}; dA = {m: torch.zeros_like(v) for m, v in A.items()}; dB = {m: torch.zeros_like(v) for m, v in B.items()}; dP = {}
    for m, (t, s) in pl.items():
        At = A[t][:, :, None, None, None] if t else 1; Bs = B[s][None, :, None] if s else 1; dX[m] += g[m] * At * Bs
        if t: dA[t] += (g[m] * X[m] * Bs).sum((2, 3, 4))
        if s: dB[s] += (g[m] * X[m] * At).sum((0, 2))
    for m in A:
        x = X[m]; T, b = x.shape[:2]; W1, W2 = P[m + 'Temporal1'], P[m + 'Temporal2']; mean, (big, arg) = x.mean((2, 3, 4)), x.flatten(2).max(2); ha, hb = W1 @ mean, W1 @ big
        dz = dA[m] * A[m] * (1 - A[m]); dP[m + 'Temporal2'] = dz @ (torch.relu(ha) + torch.relu(hb)).T; dh = W2.T @ dz; da, db = dh * (ha > 0), dh * (hb > 0)
        dP[m + 'Temporal1'] = da @ mean.T + db @ big.T; dX[m] += (W1.T @ da)[:, :, None, None, None] / x[0, 0].numel()
        dX[m] += torch.zeros(T, b, x[0, 0].numel()).scatter_(2, arg[..., None], (W1.T @ db)[..., None]).reshape(x.shape)
    for m in B:
        x = X[m]; T, b, C, H, W = x.shape; y = x.transpose(0, 1).flatten(1, 2); big, arg = y.max(1); d = torch.stack([y.mean(1), big], 1); Wc = P[m + 'Spatial']; dy = (dB[m] * B[m] * (1 - B[m])).unsqueeze(1); pad = Wc.shape[-1] // 2
        dP[m + 'Spatial'] = nn.grad.conv2d_weight(d, Wc.shape, dy, padding=pad); dd = F.conv_transpose2d(dy, Wc, padding=pad); back = (dd[:, :1] / (T * C)).expand_as(y) + torch.zeros_like(y).scatter_(1, arg.unsqueeze(1), dd[:, 1:])
        dX[m] += back.unflatten(1, (T, C)).transpose(0, 1)
    return dX, dP

def unique_maxima(x):
    gap = lambda v: (lambda s: float((s[..., -1] - s[..., -2]).min()) if s.shape[-1] > 1 else 1.)(v.sort(-1).values)
    return min(gap(x.flatten(2)), gap(x.transpose(0, 1).flatten(1, 2).movedim(1, -1))) > EDGE

def cma_case(i):
    while True:
        # From the seventh on: longer, more samples, channels that need padding
        T, B, C, H, W = (ri(3, 6), ri(1, 2), ri(1, 3), ri(4, 6), ri(4, 6)) if i < 6 else (ri(5, 16), ri(3, 4), ri(3, 7), ri(1, 5), ri(2, 5))
        if T * B * C * H * W > (500 if i < 6 else 900): continue
        ratio, kernel = pick([1, 2, 3] if i < 6 else [1, 2, 4, 5, 20]), pick([3, 7]); hidden = max(1, T // ratio)
        a = {'variant': ['V1', 'V2', 'V1', 'V2', 'self', 'V1'][i % 6], 'scores': ['both', 'both', 'temporal', 'both', 'both', 'spatial'][i % 6] if i < 6 else pick(['both', 'both', 'temporal', 'spatial']), 'ratio': ratio, 'kernel': kernel}
        X = {m: param(rnd(T, B, C, H, W) * .7 + .3) for m in ('event', 'frame')}; P = {}
        for m in ('event', 'frame'):
            if any(p[0] == m for p in plan(a).values()): P[m + 'Temporal1'] = param(rnd(hidden, T) * .8); P[m + 'Temporal2'] = param(rnd(T, hidden) * .8)
            if any(p[1] == m for p in plan(a).values()): P[m + 'Spatial'] = param(rnd(1, 2, kernel, kernel) * .4)
        kept = []; out, A, Bs = fuse(X, P, a, kept)
        if all(clear(k, 0) and (k > 0).any() for k in kept) and all(unique_maxima(x.detach()) for x in X.values()): break
    g = {m: rnd(*X[m].shape) for m in X}; sum((out[m] * g[m]).sum() for m in X).backward(); cut = lambda d: {k: v.detach() for k, v in d.items()}
    dX, dP = by_hand(cut(X), cut(P), a, cut(A), cut(Bs), g)
    for m in X: agree(dX[m], X[m].grad, what='features')
    for k in P: agree(dP[k], P[k].grad, what=k)
    if ma:
        for m in A:
            t = ma.TimeAttention(T, ratio=ratio); t.sharedMLP[0].weight.data = P[m + 'Temporal1'].detach().reshape(hidden, T, 1, 1, 1); t.sharedMLP[2].weight.data = P[m + 'Temporal2'].detach().reshape(T, hidden, 1, 1, 1)
            agree(t(X[m].detach().transpose(0, 1))[:, :, 0, 0, 0].T, A[m], what='MA-SNN TimeAttention')
        for m in Bs: t = ma.SpatialAttention(kernel); t.conv.weight.data = P[m + 'Spatial'].detach(); agree(t(X[m].detach().transpose(0, 1))[:, 0, 0], Bs[m], what='MA-SNN SpatialAttention')
    outputs = {'event': out['event'], 'frame': out['frame']} | {m + 'TemporalScores': v for m, v in A.items()} | {m + 'SpatialScores': v for m, v in Bs.items()}
    save('cma-fusion', f'{i:02d}-{a["variant"]}-{a["scores"]}', 'cmaFusion', a, X | P, outputs, {m: g[m] for m in X}, {m: X[m].grad for m in X} | {k: v.grad for k, v in P.items()},
         'autograd through the written equations (reconstruction; no public code)')

if __name__ == '__main__':
    run('cmaFusion', cma_case, N)
