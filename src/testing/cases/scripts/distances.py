"""Distances between spike trains: Elephant's van Rossum and Victor-Purpura, PySpike's ISI and SPIKE (docs/spike-trains.md).

usage: PEERS=FOLDER python3 distances.py OUTDIR SEED      (checkouts: elephant, pyspike; Debian: python3-neo python3-quantities python3-scipy)
A second implementation, which follows the equations as they are written, runs too and must agree.
"""
import importlib, math
from common import *

def bare_package(name, folder):
    """A package whose __init__ is not run."""
    m = stand_in(name); m.__path__ = [os.path.join(PEERS, folder)]
    return m

stand_in('pkg_resources', get_distribution=lambda n: (_ for _ in ()).throw(LookupError()), DistributionNotFound=LookupError)
sys.path.insert(0, os.path.join(PEERS, 'pyspike')); import pyspike; pyspike.disable_backend_warning = True
bare_package('elephant', 'elephant/elephant'); elephant = importlib.import_module('elephant.spike_train_dissimilarity')
import neo, quantities as pq

uni = lambda *s: torch.rand(*s, generator=G)
coin = lambda p=0.5: float(uni(1)) < p

def van_rossum(a, b, tau): K = lambda p, q: sum(math.exp(-abs(x - y) / tau) for x in p for y in q); return math.sqrt(max(K(a, a) + K(b, b) - 2 * K(a, b), 0))
def victor_purpura(a, b, q):
    g = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1): g[i][j] = float(i + j) if not i or not j else min(g[i - 1][j] + 1, g[i][j - 1] + 1, g[i - 1][j - 1] + q * abs(a[i - 1] - b[j - 1]))
    return g[-1][-1]
def interval(s, t, t0, t1):
    """nu, P, F around t (an interval starts at its left spike)"""
    n = len(s); k = sum(v <= t for v in s)
    if k == 0: return (max(s[0] - t0, s[1] - s[0]) if n > 1 else s[0] - t0), None, 0
    if k == n: return (max(t1 - s[-1], s[-1] - s[-2]) if n > 1 else t1 - s[-1]), n - 1, None
    return s[k] - s[k - 1], k - 1, k
def profile(a, b, t0, t1, kind):
    cuts = sorted({t0, t1, *a, *b}); total = 0.0
    aux = lambda s: [min(t0, s[0] - (s[1] - s[0])) if len(s) > 1 else t0, *s, max(t1, s[-1] + (s[-1] - s[-2])) if len(s) > 1 else t1]
    near = lambda s, other: [min(abs(v - w) for w in aux(other)) for v in s]; da, db = near(a, b), near(b, a)
    def S(s, d, P, F_, t): return d[F_] if P is None else d[P] if F_ is None else (d[P] * (s[F_] - t) + d[F_] * (t - s[P])) / (s[F_] - s[P])
    for l, r in zip(cuts[:-1], cuts[1:]):
        m = (l + r) / 2; na, pa, fa = interval(a, m, t0, t1); nb, pb, fb = interval(b, m, t0, t1)
        if kind == 'isi': total += (r - l) * abs(na - nb) / max(na, nb)
        else: total += (r - l) / 2 * sum((S(a, da, pa, fa, t) * nb + S(b, db, pb, fb, t) * na) / (2 * ((na + nb) / 2) ** 2) for t in (l, r))
    return total / (t1 - t0)

def distance_case(i):
    kind = ['vanRossum', 'victorPurpura', 'isi', 'spike'][i % 4]; n = ri(3, 6); t0, t1 = pick([(0., 1000.), (0., 200.), (100., 400.)]); trains = []
    for k in range(n):
        c = ri(1, 14); base = trains[-1] if k and coin(.5) else None
        s = [float('%.5g' % (t0 + (t1 - t0) * v)) for v in uni(c).tolist()] if base is None else [round(min(max(v + float(rnd(1)) * 4, t0 + .5), t1 - .5), 2) for v in base if coin(.85)]
        trains.append(sorted(set(s)))
    if kind in ('vanRossum', 'victorPurpura'): trains[ri(0, n - 1)] = []                                     # an empty train has a distance here
    if kind in ('isi', 'spike'):
        trains = [s or [round((t0 + t1) / 2, 2)] for s in trains]; trains[0] = trains[0][:1]                    # and a single spike here
        if i % 8 >= 4: trains[1] = sorted(set(trains[1]) | set(trains[2][:2]))                                  # coincident spikes
    a = {'kind': kind}; D = np.zeros((n, n)); own = np.zeros((n, n))
    if kind in ('vanRossum', 'victorPurpura'):
        st = [neo.SpikeTrain(s * pq.ms, t_start=t0 * pq.ms, t_stop=t1 * pq.ms) for s in [np.array(s) for s in trains]]
        if kind == 'vanRossum': a['tau'] = pick([5., 10., 50.]); D = elephant.van_rossum_distance(st, a['tau'] * pq.ms); f = lambda p, q: van_rossum(p, q, a['tau'])
        else: a['cost'] = pick([0., .02, .1, .5, 1.]); D = np.asarray(elephant.victor_purpura_distance(st, a['cost'] / pq.ms), float); f = lambda p, q: victor_purpura(p, q, a['cost'])
    else:
        a['interval'] = [t0, t1]; st = [pyspike.SpikeTrain(s, [t0, t1]) for s in trains]; D = pyspike.isi_distance_matrix(st) if kind == 'isi' else pyspike.spike_distance_matrix(st); f = lambda p, q: profile(p, q, t0, t1, kind)
    for p in range(n):
        for q in range(n): own[p, q] = f(trains[p], trains[q]) if p != q else 0
    agree(own, D, 1e-9, kind)
    save('spike-distance', f'{i:02d}-{kind}', 'spikeDistance', a, {'times': np.array([v for s in trains for v in s]), 'counts': np.array([len(s) for s in trains])}, {'distances': D}, {}, {},
         'Elephant' if kind in ('vanRossum', 'victorPurpura') else 'PySpike, Python back end')

if __name__ == '__main__': run('spikeDistance', distance_case, max(N, 8))
