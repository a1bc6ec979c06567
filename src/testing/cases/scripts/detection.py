"""The YOLOX head (decode, SimOTA, losses), non-maximum suppression, and COCO's and Prophesee's average precision.

usage: PEERS=FOLDER [N=6] [ONLY=op,op] python3 detection.py OUTDIR SEED      (checkouts: yolox, cocoapi, eas-snn; Debian: python3-torchvision)
Official code runs; a second implementation below follows docs/model.md and docs/detection.md word by word and must agree.
What had to be changed: cocoeval gets back the name np.float; pycocotools' C function `_mask.iou` is replaced by five lines; modules nobody
needs here are stand-ins.
"""
import contextlib, importlib, io, math
from common import *

uni = lambda *s: torch.rand(*s, generator=G)
r3 = lambda lo, hi: round(lo + float(uni(1)) * (hi - lo), 3)
coin = lambda p=0.5: float(uni(1)) < p

def bare_package(name, folder):
    """A package whose __init__ is not run."""
    m = stand_in(name); m.__path__ = [os.path.join(PEERS, folder)]
    return m

# ---------------------------------------------------------------- official code
import torchvision
stand_in('loguru', logger=None)
bare_package('yolox', 'yolox/yolox'); bare_package('yolox.models', 'yolox/yolox/models'); utils = bare_package('yolox.utils', 'yolox/yolox/utils')
boxes = importlib.import_module('yolox.utils.boxes'); compat = importlib.import_module('yolox.utils.compat')
utils.bboxes_iou, utils.cxcywh2xyxy, utils.meshgrid, utils.visualize_assign = boxes.bboxes_iou, boxes.cxcywh2xyxy, compat.meshgrid, None
yolo_head = importlib.import_module('yolox.models.yolo_head'); yolo_losses = importlib.import_module('yolox.models.losses')

def box_iou(d, g, crowd):
    """pycocotools' _mask.iou for boxes [x, y, w, h]: for a crowd the union is the detection."""
    o = np.zeros((len(d), len(g)))
    for i, a in enumerate(d):
        for j, b in enumerate(g):
            w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]); h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
            if w > 0 and h > 0: o[i, j] = w * h / (a[2] * a[3] if crowd[j] else a[2] * a[3] + b[2] * b[3] - w * h)
    return o if len(d) and len(g) else []
nothing = lambda *a, **k: None
stand_in('matplotlib.pyplot'); stand_in('matplotlib.collections', PatchCollection=None); stand_in('matplotlib.patches', Polygon=None)
bare_package('pycocotools', 'cocoapi/PythonAPI/pycocotools')
stand_in('pycocotools._mask', iou=box_iou, merge=None, frPyObjects=None)
coco = importlib.import_module('pycocotools.coco'); cocoeval = importlib.import_module('pycocotools.cocoeval')
class NumpyWithFloat:
    float = float
    def __getattr__(self, k): return getattr(np, k)
cocoeval.np = NumpyWithFloat()
bare_package('psee', 'eas-snn/yolox/utils/psee_loader'); bare_package('psee.io', 'eas-snn/yolox/utils/psee_loader/io'); bare_package('psee.metrics', 'eas-snn/yolox/utils/psee_loader/metrics')
psee_evaluation = importlib.import_module('psee.evaluation'); psee_coco = importlib.import_module('psee.metrics.coco_eval')

# ---------------------------------------------------------------- YOLOX head
class Channels(nn.Module):
    def __init__(self, lo, hi): super().__init__(); self.lo, self.hi = lo, hi
    def forward(self, x): return x[:, self.lo:self.hi]

def make_head(C, strides, l1, kind):
    """YOLOX's own head with its convolutions taken out: its input is the raw output of the three 1x1 convolutions."""
    h = yolo_head.YOLOXHead(C, width=0.02, strides=strides, in_channels=[256] * len(strides))
    for k in range(len(strides)):
        h.stems[k] = h.cls_convs[k] = h.reg_convs[k] = nn.Identity()
        h.reg_preds[k], h.obj_preds[k], h.cls_preds[k] = Channels(0, 4), Channels(4, 5), Channels(5, 5 + C)
    h.use_l1 = l1; h.iou_loss = yolo_losses.IOUloss(reduction='none', loss_type=kind)
    return h

def cells(sizes, strides):
    """grid x, grid y, stride of every cell: levels in order, row-major inside a level."""
    g = [(x, y, s) for (h, w), s in zip(sizes, strides) for y in range(h) for x in range(w)]
    return np.array(g, dtype=float).T

sigmoid = lambda x: 1 / (1 + np.exp(-x))

def iou_parts(p, q):
    """intersection sides, intersection, union of boxes (cx, cy, w, h) that broadcast"""
    iw = np.minimum(p[..., 0] + p[..., 2] / 2, q[..., 0] + q[..., 2] / 2) - np.maximum(p[..., 0] - p[..., 2] / 2, q[..., 0] - q[..., 2] / 2)
    ih = np.minimum(p[..., 1] + p[..., 3] / 2, q[..., 1] + q[..., 3] / 2) - np.maximum(p[..., 1] - p[..., 3] / 2, q[..., 1] - q[..., 3] / 2)
    I = np.where((iw > 0) & (ih > 0), iw * ih, 0)
    return iw, ih, I, p[..., 2] * p[..., 3] + q[..., 2] * q[..., 3] - I

def assign(raw, truths, gx, gy, st):
    """SimOTA for one image, step by step; raw [A, 5 + C], truths [G, 5]. Also the smallest margin of every decision."""
    A, Gn = len(raw), len(truths); box = np.stack([(raw[:, 0] + gx) * st, (raw[:, 1] + gy) * st, np.exp(raw[:, 2]) * st, np.exp(raw[:, 3]) * st], 1)
    owner, miou, ks, cand = np.full(A, -1), np.zeros(A), np.zeros(Gn), np.zeros(A, bool); margin = [1.0]
    if Gn == 0: return owner, miou, ks, cand, box, 1.0, 0
    dx, dy = np.abs((gx + .5) * st - truths[:, 1:2]) - 1.5 * st, np.abs((gy + .5) * st - truths[:, 2:3]) - 1.5 * st
    inside = (dx < 0) & (dy < 0); margin += [np.abs(dx).min(), np.abs(dy).min()]; cand = inside.any(0); idx = np.flatnonzero(cand)
    _, _, I, U = iou_parts(box[None, idx], truths[:, None, 1:]); iou = I / U
    p = np.sqrt(sigmoid(raw[idx, 5:]) * sigmoid(raw[idx, 4:5])); hot = np.eye(raw.shape[1] - 5)[truths[:, 0].astype(int)]
    cls = -(hot[:, None] * np.log(p) + (1 - hot[:, None]) * np.log(1 - p)).sum(-1)
    cost = cls + 3 * -np.log(iou + 1e-8) + 1e6 * ~inside[:, idx]
    taken = np.zeros_like(cost, bool)
    for g in range(Gn):
        top = np.sort(iou[g])[::-1][:10].sum(); ks[g] = max(1, math.floor(top)); margin.append(abs(top - round(top)) if top > 0.9 else 1)
        o = np.argsort(cost[g], kind='stable'); k = int(ks[g]); taken[g, o[:k]] = True
        if k < len(o): margin.append(cost[g, o[k]] - cost[g, o[k - 1]])
    outside = (taken & ~inside[:, idx]).any()
    for c in range(len(idx)):
        if taken[:, c].sum() > 1:
            o = np.argsort(cost[:, c]); margin.append(cost[o[1], c] - cost[o[0], c]); taken[:, c] = False; taken[o[0], c] = True
        if taken[:, c].any(): g = int(taken[:, c].argmax()); owner[idx[c]] = g; miou[idx[c]] = iou[g, c]
    return owner, miou, ks, cand, box, (-1 if outside else min(margin)), int(Gn - len(set(owner[owner >= 0])))

def losses_by_hand(levels, truths, counts, sizes, strides, l1, kind):
    """The losses with their gradients by hand, levels [B, 5 + C, h, w] numpy -> losses, gradient, margin."""
    gx, gy, st = cells(sizes, strides); B = levels[0].shape[0]; C = levels[0].shape[1] - 5
    raw = np.concatenate([l.reshape(B, 5 + C, -1) for l in levels], 2).transpose(0, 2, 1); A = raw.shape[1]
    info = [assign(raw[b], truths[b, :counts[b]], gx, gy, st) for b in range(B)]; n = max(1, sum((o[0] >= 0).sum() for o in info))
    L = dict(iou=0., obj=0., cls=0., l1=0.); grad = np.zeros_like(raw); margin = min(o[5] for o in info); starved = sum(o[6] for o in info)
    for b, (owner, miou, ks, cand, box, _, _) in enumerate(info):
        x = raw[b, :, 4]; y = (owner >= 0) * 1.0
        L['obj'] += (np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))).sum(); grad[b, :, 4] = (sigmoid(x) - y) / n
        for a in np.flatnonzero(owner >= 0):
            t = truths[b, owner[a]]; p, q = box[a], t[1:]; x = raw[b, a, 5:]; y = np.eye(C)[int(t[0])] * miou[a]
            L['cls'] += (np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))).sum(); grad[b, a, 5:] = (sigmoid(x) - y) / n
            iw, ih, I, U = iou_parts(p, q); lo = lambda v, k: v[k] - v[k + 2] / 2; hi = lambda v, k: v[k] + v[k + 2] / 2
            edges = [lo(p, 0) - lo(q, 0), lo(p, 1) - lo(q, 1), hi(p, 0) - hi(q, 0), hi(p, 1) - hi(q, 1), iw, ih]; margin = min(margin, np.abs(edges).min())
            over = float(iw > 0 and ih > 0); dI = np.zeros(4)
            for k, side in ((0, ih), (1, iw)):
                l, r = float(lo(p, k) > lo(q, k)), float(hi(p, k) < hi(q, k)); dI[k] = side * (r - l) * over; dI[k + 2] = side * (l + r) / 2 * over
            dAp = np.array([0, 0, p[3], p[2]])
            if kind == 'iou':
                o = I / U; L['iou'] += 1 - o * o; d = -2 * o * ((U + I) / U ** 2 * dI - I / U ** 2 * dAp)
            else:
                cw, ch = [max(hi(p, k), hi(q, k)) - min(lo(p, k), lo(q, k)) for k in (0, 1)]; Cc = cw * ch; gi = I / U - (Cc - U) / Cc; L['iou'] += 1 - gi; dC = np.zeros(4)
                for k, side in ((0, ch), (1, cw)):
                    l, r = float(lo(p, k) < lo(q, k)), float(hi(p, k) > hi(q, k)); dC[k] = side * (r - l); dC[k + 2] = side * (l + r) / 2
                d = -((1 / U + I / U ** 2 - 1 / Cc) * dI + (-I / U ** 2 + 1 / Cc) * dAp - U / Cc ** 2 * dC); margin = min(margin, 1 + gi)
            grad[b, a, :4] = 5 * d * np.array([st[a], st[a], p[2], p[3]]) / n
            if l1:
                target = np.array([q[0] / st[a] - gx[a], q[1] / st[a] - gy[a], math.log(q[2] / st[a] + 1e-8), math.log(q[3] / st[a] + 1e-8)]); e = raw[b, a, :4] - target
                L['l1'] += np.abs(e).sum(); grad[b, a, :4] += np.sign(e) / n; margin = min(margin, np.abs(e).min())
    L = {k: v / n for k, v in L.items()}; L['total'] = 5 * L['iou'] + L['obj'] + L['cls'] + L['l1']
    at, out = 0, []
    for (h, w) in sizes: out.append(grad[:, at:at + h * w].transpose(0, 2, 1).reshape(B, 5 + C, h, w)); at += h * w
    return L, out, info, margin, n, starved

def scene(i):
    strides = [[8, 16], [8, 16], [8, 16, 32], [16]][i % 4]; base = [32, 48, 64, 64][i % 4]; h, w = base, pick([base, base + strides[-1]])
    sizes = [(h // s, w // s) for s in strides]; C, B, Gmax = ri(1, 4), ri(1, 3 if base < 64 else 2), ri(2, 4)
    gx, gy, st = cells(sizes, strides); truths = np.zeros((B, Gmax, 5)); counts = []
    levels = [rnd(B, 5 + C, hh, ww) * 0.5 + torch.tensor([.5, .5, .5, .5, -1.] + [-.8] * C).reshape(1, -1, 1, 1) for hh, ww in sizes]
    for b in range(B):
        n = 0 if (i % 4 == 1 and b == 1) else ri(1, Gmax); counts.append(n)
        for g in range(n):
            bw, bh = r3(8, h * .6), r3(8, h * .6); truths[b, g] = [ri(0, C - 1), r3(4, w - 4), r3(4, h - 4), bw, bh]
            if g and coin(.4): truths[b, g, 1:3] = truths[b, g - 1, 1:3] + [r3(-5, 5), r3(-5, 5)]           # close together: cells wanted twice
            at = 0
            for l, (hh, ww), s in zip(levels, sizes, strides):                                                 # some cells predict it well
                for y in range(hh):
                    for x in range(ww):
                        if abs((x + .5) * s - truths[b, g, 1]) < 1.6 * s and abs((y + .5) * s - truths[b, g, 2]) < 1.6 * s and coin(.7):
                            q = truths[b, g]; l[b, :4, y, x] = torch.tensor([q[1] / s - x, q[2] / s - y, math.log(q[3] / s), math.log(q[4] / s)]) + rnd(4) * r3(.05, .3)
                            l[b, 4, y, x] += 1.5; l[b, 5 + int(q[0]), y, x] += 1.5
    return strides, sizes, C, levels, truths, counts

def good_scene(i, l1, kind):
    while True:
        strides, sizes, C, levels, truths, counts = scene(i)
        L, grads, info, margin, n, starved = losses_by_hand([l.numpy() for l in levels], truths, counts, sizes, strides, l1, kind)
        if margin > EDGE and n > 1 and (i % 6 != 4 or starved): return strides, sizes, C, levels, truths, counts, L, grads, info, n

def decode_case(i):
    while True:
        strides, sizes, C, levels, *_ = scene(i)
        if sum(l.numel() for l in levels) < 1000: break
    levels = [param(l) for l in levels]
    h = make_head(C, strides, False, 'iou'); h.eval(); y = h([l * 1 for l in levels]); g = rnd(*y.shape) * torch.tensor([.1, .1, .1, .1] + [1.] * (1 + C)); (y * g).sum().backward()
    gx, gy, st = (torch.tensor(v) for v in cells(sizes, strides)); raw = torch.cat([l.flatten(2) for l in levels], 2).transpose(1, 2).detach()
    agree(torch.stack([(raw[..., 0] + gx) * st, (raw[..., 1] + gy) * st, raw[..., 2].exp() * st, raw[..., 3].exp() * st], -1), y[..., :4], what='decode')
    save('yolox-decode', f'{i:02d}-{len(strides)}-levels', 'yoloxDecode', {'strides': strides, 'classes': C}, {f'level{k}': l for k, l in enumerate(levels)}, {'decoded': y}, {'decoded': g},
         {f'level{k}': l.grad for k, l in enumerate(levels)}, 'YOLOX, YOLOXHead.forward in evaluation (convolutions taken out)')

def official_losses(strides, sizes, C, levels, truths, counts, l1, kind):
    h = make_head(C, strides, l1, kind); h.train(); leaves = [param(l) for l in levels]; log = {}; inner = h.get_assignments
    def recorded(b, *a): log[b] = inner(b, *a); return log[b]
    h.get_assignments = recorded
    out = h([l * 1 for l in leaves], labels=torch.tensor(truths)); out[0].backward()
    A = sum(a * b for a, b in sizes); owner, miou = torch.full((len(counts), A), -1), torch.zeros(len(counts), A)
    for b, (_, mask, iou, inds, _) in log.items(): owner[b][mask] = inds; miou[b][mask] = iou
    return out, [l.grad for l in leaves], owner, miou

def ota_case(i):
    strides, sizes, C, levels, truths, counts, L, grads, info, n = good_scene(i, False, 'iou')
    out, g, owner, miou = official_losses(strides, sizes, C, levels, truths, counts, False, 'iou')
    assert np.array_equal(owner.numpy(), np.stack([o[0] for o in info])), 'SimOTA owner'; agree(np.stack([o[1] for o in info]), miou, what='SimOTA IoU')
    ks = np.zeros(truths.shape[:2]); cand = np.stack([o[3] for o in info]).astype(float)
    for b, o in enumerate(info): ks[b, :counts[b]] = o[2]
    save('sim-ota', f'{i:02d}-{n}-positives', 'simOta', {'strides': strides, 'classes': C}, {**{f'level{k}': l for k, l in enumerate(levels)}, 'truths': truths},
         {'owner': owner, 'matchedIou': miou, 'dynamicK': ks, 'candidates': cand}, {}, {}, 'YOLOX, YOLOXHead.get_assignments; dynamicK and candidates from the second implementation')

def loss_case(i):
    l1 = i % 3 != 1; kind = 'giou' if i % 4 == 3 else 'iou'
    strides, sizes, C, levels, truths, counts, L, grads, info, n = good_scene(i + 1, l1, kind)
    if i % 6 == 5:                                                                                             # no truth in the whole batch: N is 1
        truths, counts = truths * 0, [0] * len(counts); L, grads, info, _, n, _ = losses_by_hand([l.numpy() for l in levels], truths, counts, sizes, strides, l1, kind); n = 0
    out, g, owner, miou = official_losses(strides, sizes, C, levels, truths, counts, l1, kind)
    one = lambda v: torch.as_tensor(float(v)).reshape(1)
    got = {'loss': out[0], 'iouLoss': out[1] / 5, 'objectnessLoss': out[2], 'classLoss': out[3], 'l1Loss': out[4]}
    for k, m in zip(('total', 'iou', 'obj', 'cls', 'l1'), got): agree(one(L[k]), one(got[m]), 1e-7, m)
    for k in range(len(levels)): agree(grads[k], g[k], 1e-7, f'level{k} gradient')
    save('detection-loss', f'{i:02d}-{kind}{"-l1" if l1 else ""}{"" if n else "-no-truths"}', 'detectionLoss', {'strides': strides, 'classes': C, 'iouLoss': kind, 'l1': l1, 'iouWeight': 5},
         {**{f'level{k}': l for k, l in enumerate(levels)}, 'truths': truths}, {**{k: one(v) for k, v in got.items()}, 'positives': one(n), 'owner': owner}, {},
         {f'level{k}': v for k, v in enumerate(g)}, 'YOLOX, YOLOXHead.get_losses')

# ---------------------------------------------------------------- NMS
def nms_by_hand(p, C, conf, thr, agnostic):
    rows = []
    for r in p:
        c = int(np.argmax(r[5:5 + C]))
        if r[4] * r[5 + c] >= conf: rows.append([r[0] - r[2] / 2, r[1] - r[3] / 2, r[0] + r[2] / 2, r[1] + r[3] / 2, r[4], r[5 + c], c])
    rows.sort(key=lambda r: -r[4] * r[5]); kept = []; margin = 1.0
    for a in rows:
        ok = True
        for b in kept:
            if not agnostic and a[6] != b[6]: continue
            w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1]); I = max(w, 0) * max(h, 0)
            o = I / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - I); margin = min(margin, abs(o - thr))
            if o > thr: ok = False
        if ok: kept.append(a)
    s = np.array([r[4] * r[5] for r in rows]); margin = min([margin] + list(-np.diff(s) * 10) + [abs(r[4] * r[5:5 + C].max() - conf) for r in p] + [np.diff(np.sort(r[5:5 + C])[-2:])[0] if C > 1 else 1 for r in p])
    return np.array(kept).reshape(-1, 7), margin, len(rows)

def nms_case(i):
    agnostic = i % 4 == 3
    while True:
        B, A, C = ri(1, 3), ri(12, 60), ri(1, 4); conf, thr = pick([.01, .1, .3]), pick([.65, .45, .3]); centres = uni(B, 6, 4) * torch.tensor([60., 60., 30., 30.]) + torch.tensor([0., 0., 8., 8.])
        box = centres[:, torch.randint(0, 6, (A,), generator=G)] + rnd(B, A, 4) * 2.5; box[..., 2:].clamp_(min=3)
        pred = torch.cat([box, uni(B, A, 1 + C)], 2); pred = torch.tensor(np.array([float('%.7g' % v) for v in pred.flatten().tolist()])).reshape(pred.shape)
        hand = [nms_by_hand(p, C, conf, thr, agnostic) for p in pred.numpy()]
        if min(h[1] for h in hand) > EDGE and any(len(h[0]) < h[2] for h in hand): break
    out = boxes.postprocess(pred.clone(), C, conf, thr, agnostic); counts = [0 if o is None else len(o) for o in out]; K = max(1, max(counts)); dets = torch.zeros(B, K, 7)
    for b, o in enumerate(out):
        if o is not None: agree(hand[b][0], o, 1e-12, 'nms'); dets[b, :len(o)] = o
    save('nms', f'{i:02d}{"-agnostic" if agnostic else ""}', 'nms', {'classes': C, 'confidence': conf, 'iouThreshold': thr, 'classAgnostic': agnostic}, {'predictions': pred},
         {'counts': torch.tensor(counts), 'detections': dets}, {}, {}, 'YOLOX, utils/boxes.py postprocess (torchvision nms)')

# ---------------------------------------------------------------- average precision
AREAS = [(0, 1e10), (0, 1024), (1024, 9216), (9216, 1e10)]
def ap_by_hand(truths, dets, images, classes):
    """COCO's average precision. truths: dicts image, cls, box, area, crowd; dets: image, cls, box, score -> 12 stats, AP per class, margin"""
    thr, rec = np.linspace(.5, .95, 10), np.linspace(0, 1, 101); maxd = (1, 10, 100); prec = -np.ones((10, 101, classes, 4, 3)); recall = -np.ones((10, classes, 4, 3)); margin = [1.0]
    for c in range(classes):
        for ai, (lo, hi) in enumerate(AREAS):
            per_image = []
            for im in range(images):
                ts = [t for t in truths if t['image'] == im and t['cls'] == c]; ds = sorted([d for d in dets if d['image'] == im and d['cls'] == c], key=lambda d: -d['score'])[:100]
                if not ts and not ds: continue
                ign = lambda t: bool(t['crowd'] or not lo <= t['area'] <= hi); ts = sorted(ts, key=ign)
                iou = box_iou([d['box'] for d in ds], [t['box'] for t in ts], [t['crowd'] for t in ts])
                for row in iou: margin += [abs(v - e) for v in row for e in thr] + [abs(p - q) for k, p in enumerate(row) for q in row[:k] if p > .45 and q > .45]
                M, IG = np.zeros((10, len(ds)), bool), np.zeros((10, len(ds)), bool)
                for ti, t in enumerate(thr):
                    taken = [False] * len(ts)
                    for di, d in enumerate(ds):
                        best, m = min(t, 1 - 1e-10), -1
                        for gi, g in enumerate(ts):
                            if taken[gi] and not g['crowd']: continue
                            if m > -1 and not ign(ts[m]) and ign(g): break
                            if iou[di][gi] < best: continue
                            best, m = iou[di][gi], gi
                        if m > -1: taken[m] = True; M[ti, di] = True; IG[ti, di] = ign(ts[m])
                        elif not lo <= d['box'][2] * d['box'][3] <= hi: IG[ti, di] = True
                per_image.append((ds, M, IG, sum(not ign(t) for t in ts)))
            n = sum(p[3] for p in per_image)
            if n == 0: continue
            for mi, md in enumerate(maxd):
                sc = np.concatenate([[d['score'] for d in p[0][:md]] for p in per_image]); o = np.argsort(-sc, kind='stable')
                M, IG = (np.concatenate([p[k][:, :md] for p in per_image], 1)[:, o] for k in (1, 2))
                for ti in range(10):
                    tp, fp = np.cumsum(M[ti] & ~IG[ti]), np.cumsum(~M[ti] & ~IG[ti]); r = tp / n; p = tp / (tp + fp + 2.220446049250313e-16)
                    recall[ti, c, ai, mi] = r[-1] if len(r) else 0; p = p.tolist()
                    for k in range(len(p) - 1, 0, -1): p[k - 1] = max(p[k - 1], p[k])
                    q = [p[k] if k < len(p) else 0. for k in np.searchsorted(r, rec, 'left')]; prec[ti, :, c, ai, mi] = q
    mean = lambda s: s[s > -1].mean() if (s > -1).any() else -1.
    stats = [mean(prec[:, :, :, 0, 2]), mean(prec[0, :, :, 0, 2]), mean(prec[5, :, :, 0, 2])] + [mean(prec[:, :, :, k, 2]) for k in (1, 2, 3)] + [mean(recall[:, :, 0, k]) for k in (0, 1, 2)] + [mean(recall[:, :, k, 2]) for k in (1, 2, 3)]
    return np.array(stats), np.array([mean(prec[:, :, c, 0, 2]) for c in range(classes)]), min(margin)

def official_coco(truths, dets, images, classes):
    gt = coco.COCO(); gt.dataset = {'info': {}, 'images': [{'id': k + 1} for k in range(images)], 'categories': [{'id': c + 1, 'name': str(c)} for c in range(classes)],
        'annotations': [{'id': k + 1, 'image_id': t['image'] + 1, 'category_id': t['cls'] + 1, 'bbox': list(t['box']), 'area': t['area'], 'iscrowd': int(t['crowd'])} for k, t in enumerate(truths)]}
    with contextlib.redirect_stdout(io.StringIO()):
        gt.createIndex(); dt = gt.loadRes([{'image_id': d['image'] + 1, 'category_id': d['cls'] + 1, 'bbox': list(d['box']), 'score': d['score']} for d in dets])
        E = cocoeval.COCOeval(gt, dt, 'bbox'); E.params.imgIds = list(range(1, images + 1)); E.evaluate(); E.accumulate(); E.summarize()
    p = E.eval['precision'][:, :, :, 0, 2]; return E.stats, np.array([p[:, :, c][p[:, :, c] > -1].mean() if (p[:, :, c] > -1).any() else -1. for c in range(classes)])

def random_truth(big):
    s = pick([10, 20, 30, 50, 70, 120] if big else [8, 12, 16, 24, 40]); w, h = r3(s * .7, s * 1.3), r3(s * .7, s * 1.3)
    return [r3(0, 150), r3(0, 150), w, h]

def jitter(box, k): return [round(box[0] + float(rnd(1)) * k * box[2], 3), round(box[1] + float(rnd(1)) * k * box[3], 3), round(box[2] * math.exp(float(rnd(1)) * k), 3), round(box[3] * math.exp(float(rnd(1)) * k), 3)]

def ap_case(i):
    if i % 3 == 2: return psee_case(i)
    while True:
        images, classes = ri(2, 5), ri(1, 3); truths, dets = [], []; big = coin(.7)
        for im in range(images):
            for c in range(classes):
                if coin(.25) or (classes > 1 and c == classes - 1 and i % 6 == 0): ts = []                       # sometimes a class without any truth
                else: ts = [random_truth(big) for _ in range(ri(1, 4))]
                if i % 6 == 3 and ts: ts[0] = [ts[0][0], ts[0][1], 32.0, 32.0]                                  # an area of exactly 1024: small and medium
                for b in ts:
                    crowd = i % 2 == 1 and coin(.2); area = b[2] * b[3] if coin(.7) else round(b[2] * b[3] * .8, 3); truths.append({'image': im, 'cls': c, 'box': b, 'area': area, 'crowd': crowd})
                    for _ in range(ri(0, 3)): dets.append({'image': im, 'cls': c if coin(.9) else ri(0, classes - 1), 'box': jitter(b, pick([.03, .08, .2])), 'score': r3(.1, 1)})
                for _ in range(ri(0, 2)): dets.append({'image': im, 'cls': c, 'box': random_truth(big), 'score': r3(.01, .8)})
        dets = [dets[k] for k in torch.randperm(len(dets), generator=G).tolist()]
        if i % 4 == 1:
            for d in dets: d['score'] = round(d['score'], 1)                                                  # many equal scores: the order of images, then of the list
        if not dets or not truths: continue
        stats, per_class, margin = ap_by_hand(truths, dets, images, classes)
        if i % 6 == 3: margin = margin
        if margin > EDGE and all(abs(d['box'][2] * d['box'][3] - e) > .05 for d in dets for e in (1024, 9216)): break
    off, off_class = official_coco(truths, dets, images, classes); agree(stats, off, 1e-12, 'AP'); agree(per_class, off_class, 1e-12, 'AP per class')
    save('average-precision', f'{i:02d}-coco', 'averagePrecision', {'protocol': 'coco', 'images': images, 'classes': classes},
         {'truths': [[t['image'], t['cls'], *t['box'], t['area'], t['crowd']] for t in truths], 'detections': [[d['image'], d['cls'], d['score'], *d['box']] for d in dets]},
         {'stats': off, 'apPerClass': off_class}, {}, {}, 'pycocotools COCOeval; its C function for the IoU of boxes replaced by Python')

def psee_case(i):
    camera = pick(['gen1', 'gen4']); half = camera == 'gen4' and coin(); classes = 2 if camera == 'gen1' else 3; k = .5 if half else 1
    D, S = (60 * k, 20 * k) if camera == 'gen4' else (30, 10); kinds = [('t', '<i8')] + [(n, '<f4') for n in 'xywh'] + [('class_id', '<u4'), ('track_id', '<u4'), ('class_confidence', '<f4')]
    while True:
        files = ri(1, 3); truths, dets = [], []
        for f in range(files):
            for ts in sorted({ri(300, 1500) * 1000 for _ in range(ri(2, 4))} | {600000 + f * 7000}):
                for _ in range(ri(1, 3)):
                    s = r3(S * .8, S * 4); b = [r3(0, 150), r3(0, 150), s, r3(S * .8, S * 4)]; c = ri(0, classes - 1); truths.append((f, ts, c, *b))
                    for _ in range(ri(0, 2)): dets.append((f, ts + pick([0, 0, 20000, -50000, 50000, 50001, -60000, 3000]), c if coin(.9) else ri(0, classes - 1), r3(.1, 1), *jitter(b, pick([.03, .1]))))
                for _ in range(ri(0, 2)): dets.append((f, ts + pick([0, 90000]), ri(0, classes - 1), r3(.05, .8), r3(0, 150), r3(0, 150), r3(S, S * 3), r3(S, S * 3)))
        dets.sort(key=lambda d: (d[0], d[1]))
        keep = lambda t, w, h: t > 500000 and w * w + h * h >= D * D and w >= S and h >= S
        margin = min([min(abs(r[-2] - S), abs(r[-1] - S), abs(math.hypot(r[-2], r[-1]) - D)) for r in truths + dets])
        im, T2, D2 = 0, [], []
        for f in range(files):
            tf = [t for t in truths if t[0] == f and keep(t[1], t[5], t[6])]; df = [d for d in dets if d[0] == f and keep(d[1], d[6], d[7])]
            for ts in sorted({t[1] for t in tf}):
                T2 += [{'image': im, 'cls': t[2], 'box': t[3:7], 'area': t[5] * t[6], 'crowd': False} for t in tf if t[1] == ts]
                D2 += [{'image': im, 'cls': d[2], 'box': d[4:8], 'score': d[3]} for d in df if ts - 50000 <= d[1] <= ts + 50000]; im += 1
        if not T2 or not D2 or len(D2) < 4: continue
        stats, per_class, m2 = ap_by_hand(T2, D2, im, classes)
        if min(margin, m2) > EDGE and all(abs(d['box'][2] * d['box'][3] - e) > .05 for d in D2 + T2 for e in (1024, 9216)) and len({d['score'] for d in D2}) >= len({tuple(d['box']) for d in D2}): break
    make = lambda rows, score: [np.array([(r[1], *r[-4:], r[2], 0, r[3] if score else 1) for r in rows if r[0] == f], dtype=kinds) for f in range(files)]
    kept = []
    class Kept(cocoeval.COCOeval):
        def __init__(self, *a): super().__init__(*a); kept.append(self)
    psee_coco.COCOeval = Kept
    with contextlib.redirect_stdout(io.StringIO()): psee_evaluation.evaluate_list(make(dets, True), make(truths, False), 240, 304, camera=camera, downsampled_by_2=half)
    off = kept[0].stats; agree(stats, off, 1e-6, 'Prophesee AP'); p = kept[0].eval['precision'][:, :, :, 0, 2]
    save('average-precision', f'{i:02d}-prophesee-{camera}{"-half" if half else ""}', 'averagePrecision',
         {'protocol': 'prophesee', 'files': files, 'classes': classes, 'minDiagonal': D, 'minSide': S, 'skip': 500000, 'tolerance': 50000},
         {'truths': [list(t) for t in truths], 'detections': [list(d) for d in dets]},
         {'stats': off, 'apPerClass': [p[:, :, c][p[:, :, c] > -1].mean() if (p[:, :, c] > -1).any() else -1. for c in range(classes)]}, {}, {},
         "EAS-SNN's copy of RVT's and Prophesee's evaluation with pycocotools COCOeval")

if __name__ == '__main__':
    run('yoloxDecode', decode_case, max(4, N - 2)); run('simOta', ota_case, N); run('detectionLoss', loss_case, N); run('nms', nms_case, max(4, N - 1)); run('averagePrecision', ap_case, N)
