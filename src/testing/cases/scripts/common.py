"""What scripts of cases share: random numbers, saving a case, and loading official code.

usage of each: PEERS=FOLDER [N=6] [ONLY=op,op] python3 X.py OUTDIR SEED
Every case is one JSON file as make.py writes it: op, attrs, inputs, cotangents, outputs, gradients; float64; time first.
Official code is imported from PEERS, never copied. `stand_in` provides a name that official code imports but does not use here.

Folders below PEERS and what they were: ma-snn BICLab/MA-SNN ad80e7b (MA_SNN/module/Attention.py only); elephant
NeuralEnsemble/elephant be0d70b; pyspike mariomulansky/PySpike 56464c6; nsnn genema/Noisy-Spiking-Neuron-Nets 6a3c312; fsvae
kamata1729/FullySpikingVAE ffadb3d; yolox Megvii-BaseDetection/YOLOX 6ddff48; cocoapi cocodataset/cocoapi 8c9bcc3; eas-snn
Windere/EAS-SNN 423cb8b; pomdp-baselines twni2016/pomdp-baselines 28cb5dd; pymarl oxwhirl/pymarl c971afd; pymarl2 hijkzzz/pymarl2
8ccac7c. Python 3.13, torch 2.6, numpy 2.2.
"""
import importlib.util, json, os, sys, types, zlib
import numpy as np
import torch, torch.nn as nn, torch.nn.functional as F
torch.set_default_dtype(torch.float64); torch.set_num_threads(1)
PEERS = os.environ['PEERS']; OUT, SEED = sys.argv[1], int(sys.argv[2]); N = int(os.environ.get('N', '6'))
ONLY = [s for s in os.environ.get('ONLY', '').split(',') if s]
G = torch.Generator()
rnd = lambda *s: torch.randn(*s, generator=G)
ri = lambda lo, hi: int(torch.randint(lo, hi + 1, (1,), generator=G))
pick = lambda xs: xs[ri(0, len(xs) - 1)]
param = lambda t: t.detach().clone().requires_grad_()
EDGE = 2e-4                                     # nothing decisive may lie closer than this to its edge

def run(op, make, n):
    """n cases of one op; the random numbers of an op do not depend on which other ops are made."""
    if ONLY and op not in ONLY: return
    G.manual_seed(SEED * 100003 + zlib.crc32(op.encode()))
    for i in range(n): make(i)

def tensor(t):
    t = torch.as_tensor(np.asarray(t) if not torch.is_tensor(t) else t).detach().double()
    assert torch.isfinite(t).all(), 'not finite'
    return {'shape': list(t.shape), 'data': [float('%.9g' % v) for v in t.reshape(-1).tolist()]}

def save(folder, name, op, attrs, inputs, outputs, cotangents=None, gradients=None, source=''):
    path = os.path.join(OUT, folder, name + '.json'); os.makedirs(os.path.dirname(path), exist_ok=True)
    for k in (cotangents or {}): assert k in outputs, k
    for k in (gradients or {}): assert k in inputs and list(gradients[k].shape) == list(inputs[k].shape), k
    case = {'name': f'{folder}/{name}', 'op': op, 'source': source, 'attrs': attrs}
    for part, d in (('inputs', inputs), ('outputs', outputs), ('cotangents', cotangents), ('gradients', gradients)):
        case[part] = {k: tensor(v) for k, v in (d or {}).items()}
    with open(path, 'w') as f: json.dump(case, f)
    print(f'{folder}/{name}', os.path.getsize(path) // 1024, 'kB')

def clear(x, *edges, eps=EDGE):
    """True if no element of x is within eps of an edge."""
    x = torch.as_tensor(x)
    return all(x.numel() == 0 or bool((x - e).abs().min() > eps) for e in edges)

def agree(a, b, tol=1e-9, what=''):
    a, b = np.asarray(torch.as_tensor(a).detach()), np.asarray(torch.as_tensor(b).detach())
    assert a.shape == b.shape, (what, a.shape, b.shape)
    err = np.linalg.norm(a - b) / (np.linalg.norm(b) + 1e-12) if np.linalg.norm(b) > 1e-12 else np.linalg.norm(a)
    assert err < tol, f'{what}: the two implementations differ by {err:.3g}'

# ---------------------------------------------------------------- loading official code
def stand_in(name, **attrs):
    """An empty module of that name (and its parents), with the given attributes."""
    for i in range(1, name.count('.') + 2):
        part = '.'.join(name.split('.')[:i])
        if part not in sys.modules:
            sys.modules[part] = types.ModuleType(part); sys.modules[part].__path__ = []
            if '.' in part: setattr(sys.modules[part.rsplit('.', 1)[0]], part.rsplit('.', 1)[1], sys.modules[part])
    for k, v in attrs.items(): setattr(sys.modules[name], k, v)
    return sys.modules[name]

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(PEERS, path)); m = importlib.util.module_from_spec(spec)
    sys.modules[name] = m; spec.loader.exec_module(m)
    return m
