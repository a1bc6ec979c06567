"""Neuron models in the language of src/neurons/equations, each beside the code of those who published it or keep it, run in float64.

usage: PEERS=<folder> python3 neurons.py check                 every text against its framework: spikes equal, states and gradients to 1e-9
       PEERS=<folder> python3 neurons.py cases OUTDIR SEED N    golden cases (op neuronEquations)
Folders below PEERS: sj fangwei123456/spikingjelly afb13226; snn jeshraghian/snntorch 634fc22; norse_ norse/norse 065a3b45; tclif ZhangShimin1/TC-LIF
1d24704; clif HuuYuLong/Complementary-LIF d76af59; brf AdaptiveAILab/brf-neurons 5d45b0e (snn/ only); sparch idiap/sparch f875625; seadlif
IGITUGraz/SE-adlif e980397. Official code is imported, never copied; where a class carries weights in front of its neuron, they are set to one.
"""
import importlib.util, json, math, os, sys, types, zlib
import torch
torch.set_default_dtype(torch.float64); torch.set_num_threads(1)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from neuron_language import read
PEERS = os.environ['PEERS']

# ---------------------------------------------------------------- surrogates: the experiment's, as the other golden cases name them
def slope(sg, x):
    k = sg['kind']
    if k == 'rect': return (x.abs() < sg['width'] / 2).to(x) / sg['width']
    if k == 'triangle': return torch.clamp(1 - sg['scale'] * x.abs(), min=0) * sg['scale']
    if k == 'sigmoid': s = torch.sigmoid(sg['scale'] * x); return sg['scale'] * s * (1 - s)
    if k == 'atan': return sg['scale'] / 2 / (1 + (math.pi / 2 * sg['scale'] * x) ** 2)
    if k == 'fastSigmoid': return 1 / (sg['scale'] * x.abs() + 1) ** 2
    if k == 'gaussian': return torch.exp(-0.5 * (x / sg['sigma']) ** 2) / (sg['sigma'] * math.sqrt(2 * math.pi))
    raise KeyError(k)

def spike_of(sg):
    class S(torch.autograd.Function):
        @staticmethod
        def forward(ctx, z): ctx.save_for_backward(z); return (z >= 0).to(z)
        @staticmethod
        def backward(ctx, g): z, = ctx.saved_tensors; return g * slope(sg, z)
    return S.apply

# ---------------------------------------------------------------- the frameworks
def sjf():
    sys.path.insert(0, os.path.join(PEERS, 'sj'))
    from spikingjelly.activation_based.functional import neuron as f
    return f
def norse(name):
    sys.path.insert(0, os.path.join(PEERS, 'norse_')); sys.path.insert(0, os.path.join(PEERS, 'nir_')); sys.path.insert(0, os.path.join(PEERS, 'nirtorch_'))
    return __import__('importlib').import_module('norse.torch.functional.' + name)
def load(name, path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(PEERS, path)); m = importlib.util.module_from_spec(spec); sys.modules[name] = m
    spec.loader.exec_module(m); return m

def loop(x, state, step):
    """step(x[t], state) -> spikes, state, {name: what is compared}"""
    out = {}
    for t in range(x.shape[0]):
        s, state, seen = step(x[t], state)
        for k, v in {'s': s, **seen}.items(): out.setdefault(k, []).append(v)
    return {k: torch.stack(v) for k, v in out.items()}

SHELF = {}
def model(name, source, text, **options):
    def keep(f): SHELF[name] = dict(source=source, text=text.strip('\n'), run=f, **options); return f
    return keep

z = torch.zeros_like
# --- SpikingJelly
@model('if', 'SpikingJelly if_step', '''
param theta = 1 in 0.01..10
u = v[t-1] + x
s = spike(u - theta)
v = u - theta*s
''')
def _(x, p, sp): return loop(x, z(x[0]), lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().if_step(i, v, p['theta'], None, sp, False)))

@model('lif-decay-input', 'SpikingJelly lif_step, decay_input, hard reset, detached', '''
param tau = 2 in 1..1000 learned
param theta = 1 in 0.01..10
param v_reset = 0 in -1..1
init v = v_reset
u = v[t-1] + (x - (v[t-1] - v_reset))/tau
s = spike(u - theta)
v = (1 - detach(s))*u + detach(s)*v_reset
''', drive=3.0)
def _(x, p, sp): return loop(x, z(x[0]) + p['v_reset'], lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().lif_step(i, v, p['tau'], True, p['theta'], p['v_reset'], sp, True)))

@model('plif', 'SpikingJelly plif_step', '''
param w = 0.2 in -5..5 learned
param theta = 1 in 0.01..10
u = v[t-1] - v[t-1]*sigmoid(w) + x
s = spike(u - theta)
v = u - theta*s
''')
def _(x, p, sp): return loop(x, z(x[0]), lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().plif_step(i, v, p['w'], False, p['theta'], None, sp, False)))

@model('qif', 'SpikingJelly qif_step', '''
param tau = 2 in 1..100
param a0 = 1 in 0.01..10 learned
param v_rest = -0.1 in -1..1
param v_c = 0.8 in -1..2
param theta = 1 in 0.01..10
init v = 0
u = v[t-1] + (x + a0*(v[t-1] - v_rest)*(v[t-1] - v_c))/tau
s = spike(u - theta)
v = (1 - s)*u
''')
def _(x, p, sp): return loop(x, z(x[0]), lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().qif_step(i, v, p['tau'], p['a0'], p['v_rest'], p['v_c'], p['theta'], 0.0, sp, False)))

@model('eif', 'SpikingJelly eif_step', '''
param tau = 2 in 1..100
param delta = 1 in 0.05..10
param theta_rh = 0.8 in -1..2 learned
param v_rest = 0 in -1..1
param theta = 1 in 0.01..10
u = v[t-1] + (x + v_rest - v[t-1] + delta*exp((v[t-1] - theta_rh)/delta))/tau
s = spike(u - theta)
v = (1 - s)*u
''')
def _(x, p, sp): return loop(x, z(x[0]), lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().eif_step(i, v, p['tau'], p['delta'], p['theta_rh'], p['v_rest'], p['theta'], 0.0, sp, False)))

@model('izhikevich', 'SpikingJelly izhikevich_step', '''
param tau = 2 in 1..100
param a0 = 1 in 0.01..10
param v_rest = -0.1 in -1..1
param v_c = 0.8 in -1..2
param tau_w = 4 in 1..1000 learned
param a = 0.3 in -10..10 learned
param b = 0.4 in -10..10 learned per neuron
param theta = 1 in 0.01..10
u = v[t-1] + (x + a0*(v[t-1] - v_rest)*(v[t-1] - v_c) - w[t-1])/tau
s = spike(u - theta)
w = w[t-1] + (a*(u - v_rest) - w[t-1])/tau_w + b*s
v = (1 - s)*u
''')
def _(x, p, sp):
    return loop(x, (z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], (r[1], r[2]), {'v': r[1], 'w': r[2]}))(
        sjf().izhikevich_step(i, c[0], c[1], p['tau'], p['a0'], p['v_rest'], p['v_c'], p['tau_w'], p['a'], p['b'], p['theta'], 0.0, sp, False)))

@model('klif', 'SpikingJelly klif_step, scale_reset', '''
param tau = 2 in 1..1000
param k = 1 in 0.01..10 learned
param theta = 1 in 0.01..10
u = relu(k*(v[t-1] - v[t-1]/tau + x))
s = spike(u - theta)
v = u/k - theta/k*s
''')
def _(x, p, sp): return loop(x, z(x[0]), lambda i, v: (lambda r: (r[0], r[1], {'v': r[1]}))(sjf().klif_step(i, v, p['k'], p['tau'], False, True, p['theta'], None, sp, False)))

@model('cuba-lif', 'SpikingJelly cuba_lif_step', '''
param current_decay = 0.7 in 0..1 learned per channel
param voltage_decay = 0.8 in 0..1 learned
param theta = 1 in 0.01..10
i = i[t-1]*current_decay + x
u = v[t-1]*voltage_decay + i
s = spike(u - theta)
v = u - theta*s
''')
def _(x, p, sp):
    return loop(x, (z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], (r[1], r[2]), {'i': r[1], 'v': r[2]}))(
        sjf().cuba_lif_step(i, c[0], c[1], p['current_decay'], p['voltage_decay'], p['theta'], None, sp, False)))

@model('gated-lif', 'SpikingJelly gated_lif_step', '''
param alpha = 0.6 in 0..1 learned per channel
param beta = 0.7 in 0..1 learned per channel
param gamma = 0.4 in 0..1 learned per channel
param tau = 0.25 in 0..1 learned per channel
param conduct = 0.9 in 0..1 learned per channel
param linear_decay = 0.05 in 0..1 learned per channel
param v_subreset = 0.5 in 0..1 learned per channel
param theta = 1 in 0.01..10
leak = 1 - alpha*(1 - tau)
v = leak*v[t-1] - (1 - alpha)*linear_decay + x*(1 - beta*(1 - conduct)) - leak*v[t-1]*gamma*s[t-1] - (1 - gamma)*v_subreset*s[t-1]
s = spike(v - theta)
''')
def _(x, p, sp):
    import inspect
    f = sjf().gated_lif_step; names = list(inspect.signature(f).parameters)
    return loop(x, (z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], (r[1], r[0]), {'v': r[1]}))(f(**{k: v for k, v in dict(
        x=i, v=c[0], spike=c[1], alpha=p['alpha'], beta=p['beta'], gamma=p['gamma'], tau=p['tau'], conduct=p['conduct'], linear_decay=p['linear_decay'],
        v_subreset=p['v_subreset'], v_threshold=p['theta'], surrogate_function=sp).items() if k in names})))

# --- snnTorch
def snn(kind):
    sys.path.insert(0, os.path.join(PEERS, 'snn'))
    import snntorch; return getattr(snntorch, kind)

@model('synaptic', 'snnTorch Synaptic, reset subtract (delayed by a step, detached)', '''
param alpha = 0.8 in 0..1 learned
param beta = 0.7 in 0..1 learned
param theta = 1 in 0.01..10
fired = detach(step(m[t-1] - theta))
i = alpha*i[t-1] + x
m = beta*m[t-1] + i - fired*theta
s = spike(m - theta)
''')
def _(x, p, sp):
    n = snn('Synaptic')(alpha=p['alpha'], beta=p['beta'], threshold=1.0, spike_grad=sp, reset_mechanism='subtract'); n.alpha, n.beta, n.threshold = p['alpha'], p['beta'], p['theta']
    return loop(x, (z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], (r[1], r[2]), {'i': r[1], 'm': r[2]}))(n(i, c[0], c[1])))

@model('lapicque', 'snnTorch Lapicque, reset zero (delayed by a step)', '''
param R = 2 in 0.1..100
param C = 3 in 0.1..100
param dt = 1 in 0.01..10
param theta = 1 in 0.01..10
fired = detach(step(m[t-1] - theta))
charged = x*dt/C + (1 - dt/(R*C))*m[t-1]
m = charged - fired*charged
s = spike(m - theta)
''', drive=3.0)
def _(x, p, sp):
    n = snn('Lapicque')(R=float(p['R']), C=float(p['C']), time_step=float(p['dt']), threshold=1.0, spike_grad=sp, reset_mechanism='zero'); n.threshold = p['theta']
    return loop(x, z(x[0]), lambda i, c: (lambda r: (r[0], r[1], {'m': r[1]}))(n(i, c)))

@model('alpha', 'snnTorch Alpha, no reset', '''
param alpha = 0.9 in 0.01..0.999
param beta = 0.8 in 0.01..0.999
param theta = 1 in 0.01..10
excitation = alpha*excitation[t-1] + x
inhibition = beta*inhibition[t-1] - x
m = (log(alpha)/(log(beta) - log(alpha)) + 1)*(excitation + inhibition)
s = spike(m - theta)
''')
def _(x, p, sp):
    n = snn('Alpha')(alpha=p['alpha'], beta=p['beta'], threshold=1.0, spike_grad=sp, reset_mechanism='none'); n.threshold = p['theta']
    return loop(x, (z(x[0]), z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], r[1:], {'m': r[3]}))(n(i, c[0], c[1], c[2])))

# --- Norse: its own SuperSpike is the text's own surrogate
SUPER = 'surrogate(a) = 1/({k}*abs(a) + 1)^2'
@model('lif-norse', 'Norse lif_feed_forward_step', '''
param tau_syn_inv = 0.2 in 0..1
param tau_mem_inv = 0.1 in 0..1
param theta = 1 in 0.01..10
param k = 10 in 1..1000
surrogate(a) = 1/(k*abs(a) + 1)^2
jump = i[t-1] + x
u = v[t-1] + tau_mem_inv*(jump - v[t-1])
i = jump - tau_syn_inv*jump
s = spike(u - theta)
v = (1 - s)*u
''', own=True)
def _(x, p, sp):
    m = norse('lif'); P = m.LIFParameters(tau_syn_inv=p['tau_syn_inv'], tau_mem_inv=p['tau_mem_inv'], v_leak=torch.tensor(0.), v_th=p['theta'], v_reset=torch.tensor(0.), method='super', alpha=p['k'])
    return loop(x, m.LIFFeedForwardState(z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], r[1], {'v': r[1].v, 'i': r[1].i}))(m.lif_feed_forward_step(i, c, P, 1.0)))

@model('lsnn', 'Norse lsnn_feed_forward_step', '''
param tau_syn_inv = 0.2 in 0..1
param tau_mem_inv = 0.1 in 0..1
param tau_adapt_inv = 0.05 in 0..1
param beta = 0.5 in 0..10
param theta = 1 in 0.01..10
param k = 10 in 1..1000
surrogate(a) = 1/(k*abs(a) + 1)^2
init b = theta
u = v[t-1] + tau_mem_inv*(i[t-1] - v[t-1])
decayed = b[t-1] + tau_adapt_inv*(theta - b[t-1])
s = spike(u - decayed)
v = (1 - s)*u
b = decayed + s*beta
i = i[t-1] - tau_syn_inv*i[t-1] + x
''', own=True)
def _(x, p, sp):
    m = norse('lsnn'); P = m.LSNNParameters(tau_syn_inv=p['tau_syn_inv'], tau_mem_inv=p['tau_mem_inv'], tau_adapt_inv=p['tau_adapt_inv'], v_leak=torch.tensor(0.), v_th=p['theta'], v_reset=torch.tensor(0.), beta=p['beta'], method='super', alpha=p['k'])
    return loop(x, m.LSNNFeedForwardState(v=z(x[0]), i=z(x[0]), b=z(x[0]) + p['theta']), lambda i, c: (lambda r: (r[0], r[1], {'v': r[1].v, 'b': r[1].b}))(m.lsnn_feed_forward_step(i, c, P, 1.0)))

@model('adex', 'Norse lif_adex_feed_forward_step', '''
param tau_syn_inv = 0.3 in 0..1
param tau_mem_inv = 0.2 in 0..1
param tau_ada_inv = 0.1 in 0..1
param delta = 0.5 in 0.05..10
param coupling = 0.4 in -10..10
param jump_a = 0.2 in -10..10
param theta = 1 in 0.01..10
param k = 10 in 1..1000
surrogate(z) = 1/(k*abs(z) + 1)^2
jump = i[t-1] + x
u = v[t-1] + tau_mem_inv*(delta*exp((v[t-1] - theta)/delta) - v[t-1] + jump - a[t-1])
i = jump - tau_syn_inv*jump
decayed = a[t-1] + tau_ada_inv*(coupling*v[t-1] - a[t-1])
s = spike(u - theta)
v = (1 - s)*u
a = decayed + s*jump_a
''', own=True)
def _(x, p, sp):
    m = norse('lif_adex'); P = m.LIFAdExParameters(adaptation_current=p['coupling'], adaptation_spike=p['jump_a'], delta_T=p['delta'], tau_ada_inv=p['tau_ada_inv'], tau_syn_inv=p['tau_syn_inv'], tau_mem_inv=p['tau_mem_inv'], v_leak=torch.tensor(0.), v_th=p['theta'], v_reset=torch.tensor(0.), method='super', alpha=p['k'])
    return loop(x, m.LIFAdExFeedForwardState(z(x[0]), z(x[0]), z(x[0])), lambda i, c: (lambda r: (r[0], r[1], {'v': r[1].v, 'a': r[1].a}))(m.lif_adex_feed_forward_step(i, c, P, 1.0)))

@model('izhikevich-norse', 'Norse izhikevich_feed_forward_step', '''
param a = 0.02 in 0..1
param b = 0.2 in -1..1
param c = -0.65 in -2..2
param d = 0.08 in -1..1
param k = 10 in 1..1000
surrogate(z) = 1/(k*abs(z) + 1)^2
init v = c
init w = b*c
u = v[t-1] + 4*v[t-1]^2 + 5*v[t-1] + 1.4 - w[t-1] + x
r = w[t-1] + a*(b*v[t-1] - w[t-1])
s = spike(u - 0.3)
v = (1 - s)*u + s*c
w = (1 - s)*r + s*(r + d)
''', own=True, drive=0.6)
def _(x, p, sp):
    m = norse('izhikevich'); P = m.IzhikevichParameters(a=p['a'], b=p['b'], c=p['c'], d=p['d'], sq=4.0, mn=5.0, bias=1.4, v_th=0.3, tau_inv=1.0, method='super', alpha=p['k'])
    return loop(x, m.IzhikevichState(z(x[0]) + p['c'], z(x[0]) + p['b'] * p['c']), lambda i, c: (lambda r: (r[0], r[1], {'v': r[1].v, 'w': r[1].u}))(m.izhikevich_feed_forward_step(i, c, P, 1.0)))

# --- the papers' own code
@model('tc-lif', 'TC-LIF (Zhang et al. 2024), the authors\' TCLIFNode, soft reset', '''
param c1 = 0.3 in -5..5 learned
param c2 = -0.2 in -5..5 learned
param gamma = 0.5 in 0..2
param theta = 1 in 0.01..10
dendrite = d[t-1] - sigmoid(c1)*v[t-1] + x
u = v[t-1] + sigmoid(c2)*dendrite
s = spike(u - theta)
d = dendrite - gamma*s
v = u - theta*s
''')
def _(x, p, sp):
    folder = os.path.join(PEERS, 'tclif/MNIST')
    if folder not in sys.path: sys.path.insert(0, folder)
    from spiking_neuron.TCLIF import TCLIFNode
    sys.path.remove(folder)  # its models/ would hide those of others
    n = TCLIFNode(v_threshold=float(p['theta']), surrogate_function=sp, decay_factor=torch.zeros(1, 2), gamma=float(p['gamma']))
    del n.decay_factor; n.decay_factor = torch.stack([p['c1'], p['c2']])[None]
    out = []
    for t in range(x.shape[0]): s = n(x[t]); out.append((s, n.names['v1'] + z(x[0]), n.names['v2'] + z(x[0])))
    return {'s': torch.stack([o[0] for o in out]), 'd': torch.stack([o[1] for o in out]), 'v': torch.stack([o[2] for o in out])}

@model('clif', 'CLIF (Huang et al. 2024), the authors\' CLIFSpike (with the equations of its paper; its in-place sigmoid is out of place)', '''
param tau = 2 in 1..1000
param theta = 1 in 0.01..10
u = (1 - 1/tau)*v[t-1] + x
s = spike(u - theta)
m = m[t-1]*sigmoid(u/tau) + s
v = u - s*(theta + sigmoid(m))
''')
def _(x, p, sp):
    # the class below is theirs in meaning: modules/neuron.py needs a package of another age, so its five lines stand here
    def step(i, c):
        u = (1 - 1 / p['tau']) * c[0] + i; s = sp(u - p['theta']); m = c[1] * torch.sigmoid((1 - (1 - 1 / p['tau'])) * u) + s
        v = u - s * (p['theta'] + torch.sigmoid(m)); return s, (v, m), {'v': v, 'm': m}
    return loop(x, (z(x[0]), z(x[0])), step)

@model('brf', 'Balanced resonate-and-fire (Higuchi et al. 2024), the authors\' brf_update', '''
param omega = 8 in 1..20 learned per neuron
param b = -1 in -10..0 learned per neuron
param dt = 0.05 in 0.001..1
param theta = 1 in 0.01..10
u = u[t-1] + b*u[t-1]*dt - omega*w[t-1]*dt + x*dt
w = w[t-1] + omega*u[t-1]*dt + b*w[t-1]*dt
s = spike(u - theta - q[t-1])
q = 0.9*q[t-1] + s
''', drive=12.0)
def _(x, p, sp):
    folder = os.path.join(PEERS, 'brf')
    if 'brfsnn' not in sys.modules:
        spec = importlib.util.spec_from_file_location('brfsnn', os.path.join(folder, 'snn/__init__.py'), submodule_search_locations=[os.path.join(folder, 'snn')]); m = importlib.util.module_from_spec(spec); sys.modules['brfsnn'] = m; spec.loader.exec_module(m)
    rf = importlib.import_module('brfsnn.modules.rf')
    rf.functional.StepDoubleGaussianGrad = types.SimpleNamespace(apply=sp)
    return loop(x, (z(x[0]),) * 3, lambda i, c: (lambda r: (r[0], r[1:], {'u': r[1], 'w': r[2], 'q': r[3]}))(rf.brf_update(i, c[0], c[1], c[2], p['b'], p['omega'], float(p['dt']), p['theta'])))

@model('adlif', 'adLIF (Bittar and Garner 2022), sparch adLIFLayer._adlif_cell, at rest at first', '''
param alpha = 0.9 in 0.8187..0.9608 learned per neuron
param beta = 0.98 in 0.9672..0.9917 learned per neuron
param a = 0.2 in -1..1 learned per neuron
param b = 0.8 in 0..2 learned per neuron
param theta = 1 in 0.01..10
w = beta*w[t-1] + a*u[t-1] + b*s[t-1]
u = alpha*(u[t-1] - s[t-1]) + (1 - alpha)*(x - w)
s = spike(u - theta)
''', drive=8.0)
def _(x, p, sp):
    folder = os.path.join(PEERS, 'sparch')
    if folder not in sys.path: sys.path.insert(0, folder)
    import numpy as np
    snns = load('sparch_snns', 'sparch/sparch/models/snns.py') if 'sparch_snns' not in sys.modules else sys.modules['sparch_snns']
    layer = snns.adLIFLayer.__new__(snns.adLIFLayer)
    layer.__dict__.update(alpha=p['alpha'], beta=p['beta'], a=p['a'], b=p['b'], threshold=p['theta'], alpha_lim=[-9.0, 9.0], beta_lim=[-9.0, 9.0], a_lim=[-9.0, 9.0], b_lim=[-9.0, 9.0], spike_fct=sp)
    rand = torch.rand; torch.rand = lambda *s: torch.zeros(*s)
    try: s = snns.adLIFLayer._adlif_cell(layer, x.transpose(0, 1))
    finally: torch.rand = rand
    return {'s': s.transpose(0, 1)}

@model('se-adlif', 'SE-adLIF (Baronig et al. 2025), the authors\' SEAdLIF without recurrence', '''
param decay_u = 0.9 in 0..1 learned per neuron
param decay_w = 0.97 in 0..1 learned per neuron
param a = 0.5 in 0..1 learned per neuron
param b = 1 in 0..2 learned per neuron
param q = 6 in 0..120
param theta = 1 in 0.01..10
param steep = 5 in 0.1..100
param c = 0.4 in 0.01..10
surrogate(z) = c*steep/(2*exp(abs(z)*steep))
charged = decay_u*u[t-1] + (1 - decay_u)*(x - w[t-1])
s = spike(charged - theta)
u = charged*(1 - detach(s))
w = decay_w*w[t-1] + (1 - decay_w)*(a*u + b*s)*q
''', drive=14.0, own=True)
def _(x, p, sp):
    folder = os.path.join(PEERS, 'seadlif')
    if folder not in sys.path: sys.path.append(folder)
    if 'omegaconf' not in sys.modules: m = types.ModuleType('omegaconf'); m.DictConfig = dict; sys.modules['omegaconf'] = m
    for name in ('models', 'module'):
        for k in [k for k in sys.modules if k == name or k.startswith(name + '.')]: del sys.modules[k]
    sys.path.insert(0, folder)
    try: cls = importlib.import_module('models.alif').SEAdLIF
    finally: sys.path.remove(folder)
    n = cls.__new__(cls); N = x.shape[-1]
    n.__dict__.update(thr=p['theta'], alpha=p['steep'], c=p['c'], q=p['q'], use_recurrent=False, weight=torch.eye(N), bias=torch.zeros(N), a=p['a'], b=p['b'],
        tau_u_trainer=types.SimpleNamespace(get_decay=lambda: p['decay_u']), tau_w_trainer=types.SimpleNamespace(get_decay=lambda: p['decay_w']), recurrent=None)
    return loop(x, (z(x[0]),) * 3, lambda i, c: (lambda r: (r[0], r[1], {'u': r[1][0], 'w': r[1][2]}))(cls.forward(n, i, c)))

# ---------------------------------------------------------------- check and cases
KINDS = [{'kind': 'atan', 'scale': 2.0}, {'kind': 'fastSigmoid', 'scale': 5.0}, {'kind': 'sigmoid', 'scale': 4.0}, {'kind': 'triangle', 'scale': 1.0}, {'kind': 'rect', 'width': 1.0}, {'kind': 'gaussian', 'sigma': 0.5}]

def one(name, g, T, B, N, vary):
    """A draw of one model: text and framework on the same numbers -> the case, or None where a decision is too close."""
    e = SHELF[name]; m = read(e['text']); rnd = lambda *s: torch.rand(*s, generator=g)
    sg = KINDS[int(torch.randint(len(KINDS), (1,), generator=g))]
    values = {}
    for k, q in m.params.items():
        v = torch.tensor(q['value'])
        if q['learned'] and q['per'] != 'layer': v = v * (1 + 0.2 * (rnd(N) - 0.5))
        elif vary and q['learned']: v = v * (1 + 0.2 * (float(rnd(1)) - 0.5))
        values[k] = v
    x0 = (rnd(T, B, N) * 1.6 - 0.35) * e.get('drive', 1.0)
    cot = {}
    def grads(run):
        x = x0.clone().requires_grad_(); p = {k: v.clone().requires_grad_(m.params[k]['learned']) for k, v in values.items()}
        out = run(x, p); names = sorted(out)
        for k in names:
            if k not in cot: cot[k] = torch.randn(T, B, N, generator=g)
        L = sum((out[k] * cot[k]).sum() for k in names if k in cot)
        leaves = [x] + [p[k] for k in p if p[k].requires_grad]
        gr = torch.autograd.grad(L, leaves, allow_unused=True)
        return out, dict(zip(['x'] + [k for k in p if p[k].requires_grad], [a if a is not None else torch.zeros(()) for a in gr]))
    theirs, theirGrad = grads(lambda x, p: e['run'](x, p, spike_of(sg)))
    ours, ourGrad = grads(lambda x, p: (lambda o: {k: o[k] for k in theirs})(m.run(x, p, lambda a, t: slope(sg, a))))
    if m.margin < 2e-4: return None
    assert torch.equal(ours['s'], theirs['s']), f'{name}: spikes differ'
    for k in theirs:
        err = (ours[k] - theirs[k]).norm() / (theirs[k].norm() + 1e-12); assert err < 1e-9, f'{name}: {k} differs by {err:.2g}'
    for k in theirGrad:
        err = (ourGrad[k] - theirGrad[k]).norm() / (theirGrad[k].norm() + 1e-9); assert err < 1e-8, f'{name}: gradient of {k} differs by {err:.2g}'
    rate = float(theirs['s'].mean())
    enc = lambda t: {'shape': list(t.shape), 'data': [float('%.9g' % v) for v in t.detach().reshape(-1).tolist()]}
    case = {'op': 'neuronEquations', 'source': e['source'], 'attrs': {'equations': e['text'], 'surrogate': None if m.surrogate else sg, 'values': {k: float(v) for k, v in values.items() if v.dim() == 0}},
            'inputs': {'x': enc(x0), **{k: enc(v) for k, v in values.items() if v.dim() or m.params[k]['learned']}},
            'outputs': {k: enc(v) for k, v in theirs.items()}, 'cotangents': {k: enc(cot[k]) for k in theirs}, 'gradients': {k: enc(v) for k, v in theirGrad.items()}}
    return case, rate

def main():
    what = sys.argv[1]
    out, seed, n = (sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if what == 'cases' else (None, 7, 3)
    for name in SHELF:
        g = torch.Generator().manual_seed(seed * 100003 + zlib.crc32(name.encode())); made, rates = 0, []
        try:
            for attempt in range(200):
                if made == n: break
                T, B, N = [(12, 2, 5), (20, 3, 7), (8, 4, 16), (30, 1, 3), (16, 2, 33)][made % 5]
                r = one(name, g, T, B, N, made > 0)
                if r is None: continue
                case, rate = r; rates.append(rate)
                if rate == 0 or rate == 1: continue
                if out:
                    folder = os.path.join(out, 'neuron-equations'); os.makedirs(folder, exist_ok=True); case = {'name': f'neuron-equations/{name}-{made:02d}', **case}
                    json.dump(case, open(os.path.join(folder, f'{name}-{made:02d}.json'), 'w'))
                made += 1
            print(f'{name:20s} {made} of {n}, rates {min(rates or [0]):.2f} to {max(rates or [0]):.2f}')
        except Exception as error: print(f'{name:20s} FAILED {type(error).__name__}: {str(error)[:300]}')

if __name__ == '__main__': main()
