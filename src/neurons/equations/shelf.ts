/**
 * Published neuron models as equations. `source` says whose code each equals: in testing/cases/neuron-equations its spikes, states and
 * gradients are compared with what that code computes. Data, no code.
 */
export interface ShelfModel {
  readonly name: string
  readonly title: string
  readonly source: string
  /** A constant current at which it fires now and then: the one at which the shelf draws it. */
  readonly current: number
  readonly text: string
}

export const SHELF: readonly ShelfModel[] = [
  {
    name: 'adex',
    title: 'Adaptive exponential integrate-and-fire',
    source: 'Norse, lif_adex_feed_forward_step',
    current: 0.5,
    text: `param tau_syn_inv = 0.3 in 0..1
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
a = decayed + s*jump_a`,
  },
  {
    name: 'adlif',
    title: 'Adaptive LIF (adLIF)',
    source: 'Bittar and Garner 2022; sparch, adLIFLayer',
    current: 8,
    text: `param alpha = 0.9 in 0.8187..0.9608 learned per neuron
param beta = 0.98 in 0.9672..0.9917 learned per neuron
param a = 0.2 in -1..1 learned per neuron
param b = 0.8 in 0..2 learned per neuron
param theta = 1 in 0.01..10
w = beta*w[t-1] + a*u[t-1] + b*s[t-1]
u = alpha*(u[t-1] - s[t-1]) + (1 - alpha)*(x - w)
s = spike(u - theta)`,
  },
  {
    name: 'alpha',
    title: 'Alpha synapses',
    source: 'snnTorch, Alpha without a reset',
    current: 0.13,
    text: `param alpha = 0.9 in 0.01..0.999
param beta = 0.8 in 0.01..0.999
param theta = 1 in 0.01..10
excitation = alpha*excitation[t-1] + x
inhibition = beta*inhibition[t-1] - x
m = (log(alpha)/(log(beta) - log(alpha)) + 1)*(excitation + inhibition)
s = spike(m - theta)`,
  },
  {
    name: 'brf',
    title: 'Balanced resonate-and-fire (BRF)',
    source: 'Higuchi et al. 2024, brf_update',
    current: 5,
    text: `param omega = 8 in 1..20 learned per neuron
param b = -1 in -10..0 learned per neuron
param dt = 0.05 in 0.001..1
param theta = 1 in 0.01..10
u = u[t-1] + b*u[t-1]*dt - omega*w[t-1]*dt + x*dt
w = w[t-1] + omega*u[t-1]*dt + b*w[t-1]*dt
s = spike(u - theta - q[t-1])
q = 0.9*q[t-1] + s`,
  },
  {
    name: 'clif',
    title: 'Complementary LIF (CLIF)',
    source: 'Huang et al. 2024',
    current: 0.7,
    text: `param tau = 2 in 1..1000
param theta = 1 in 0.01..10
u = (1 - 1/tau)*v[t-1] + x
s = spike(u - theta)
m = m[t-1]*sigmoid(u/tau) + s
v = u - s*(theta + sigmoid(m))`,
  },
  {
    name: 'cuba-lif',
    title: 'Current-based LIF (CUBA)',
    source: 'SpikingJelly, cuba_lif_step',
    current: 0.1,
    text: `param current_decay = 0.7 in 0..1 learned per channel
param voltage_decay = 0.8 in 0..1 learned
param theta = 1 in 0.01..10
i = i[t-1]*current_decay + x
u = v[t-1]*voltage_decay + i
s = spike(u - theta)
v = u - theta*s`,
  },
  {
    name: 'eif',
    title: 'Exponential integrate-and-fire',
    source: 'SpikingJelly, eif_step',
    current: 0.1,
    text: `param tau = 2 in 1..100
param delta = 1 in 0.05..10
param theta_rh = 0.8 in -1..2 learned
param v_rest = 0 in -1..1
param theta = 1 in 0.01..10
u = v[t-1] + (x + v_rest - v[t-1] + delta*exp((v[t-1] - theta_rh)/delta))/tau
s = spike(u - theta)
v = (1 - s)*u`,
  },
  {
    name: 'gated-lif',
    title: 'Gated LIF (GLIF)',
    source: 'Yao et al. 2022; SpikingJelly, gated_lif_step',
    current: 0.6,
    text: `param alpha = 0.6 in 0..1 learned per channel
param beta = 0.7 in 0..1 learned per channel
param gamma = 0.4 in 0..1 learned per channel
param tau = 0.25 in 0..1 learned per channel
param conduct = 0.9 in 0..1 learned per channel
param linear_decay = 0.05 in 0..1 learned per channel
param v_subreset = 0.5 in 0..1 learned per channel
param theta = 1 in 0.01..10
leak = 1 - alpha*(1 - tau)
v = leak*v[t-1] - (1 - alpha)*linear_decay + x*(1 - beta*(1 - conduct)) - leak*v[t-1]*gamma*s[t-1] - (1 - gamma)*v_subreset*s[t-1]
s = spike(v - theta)`,
  },
  {
    name: 'if',
    title: 'Integrate-and-fire',
    source: 'SpikingJelly, if_step',
    current: 0.2,
    text: `param theta = 1 in 0.01..10
u = v[t-1] + x
s = spike(u - theta)
v = u - theta*s`,
  },
  {
    name: 'izhikevich-norse',
    title: 'Izhikevich, tonic spiking',
    source: 'Norse, izhikevich_feed_forward_step',
    current: 0.5,
    text: `param a = 0.02 in 0..1
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
w = (1 - s)*r + s*(r + d)`,
  },
  {
    name: 'izhikevich',
    title: 'Izhikevich',
    source: 'SpikingJelly, izhikevich_step',
    current: 1,
    text: `param tau = 2 in 1..100
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
v = (1 - s)*u`,
  },
  {
    name: 'klif',
    title: 'KLIF',
    source: 'Jiang and Zhang 2023; SpikingJelly, klif_step with scaled reset',
    current: 0.6,
    text: `param tau = 2 in 1..1000
param k = 1 in 0.01..10 learned
param theta = 1 in 0.01..10
u = relu(k*(v[t-1] - v[t-1]/tau + x))
s = spike(u - theta)
v = u/k - theta/k*s`,
  },
  {
    name: 'lapicque',
    title: 'Lapicque',
    source: 'snnTorch, Lapicque with a reset to 0 one step later',
    current: 1,
    text: `param R = 2 in 0.1..100
param C = 3 in 0.1..100
param dt = 1 in 0.01..10
param theta = 1 in 0.01..10
fired = detach(step(m[t-1] - theta))
charged = x*dt/C + (1 - dt/(R*C))*m[t-1]
m = charged - fired*charged
s = spike(m - theta)`,
  },
  {
    name: 'lif-decay-input',
    title: 'LIF that decays its input',
    source: 'SpikingJelly, lif_step with a detached hard reset',
    current: 1.1,
    text: `param tau = 2 in 1..1000 learned
param theta = 1 in 0.01..10
param v_reset = 0 in -1..1
init v = v_reset
u = v[t-1] + (x - (v[t-1] - v_reset))/tau
s = spike(u - theta)
v = (1 - detach(s))*u + detach(s)*v_reset`,
  },
  {
    name: 'lif-norse',
    title: 'LIF with a synaptic current',
    source: 'Norse, lif_feed_forward_step',
    current: 0.5,
    text: `param tau_syn_inv = 0.2 in 0..1
param tau_mem_inv = 0.1 in 0..1
param theta = 1 in 0.01..10
param k = 10 in 1..1000
surrogate(a) = 1/(k*abs(a) + 1)^2
jump = i[t-1] + x
u = v[t-1] + tau_mem_inv*(jump - v[t-1])
i = jump - tau_syn_inv*jump
s = spike(u - theta)
v = (1 - s)*u`,
  },
  {
    name: 'lsnn',
    title: 'LIF with an adaptive threshold (LSNN)',
    source: 'Bellec et al. 2018; Norse, lsnn_feed_forward_step',
    current: 1,
    text: `param tau_syn_inv = 0.2 in 0..1
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
i = i[t-1] - tau_syn_inv*i[t-1] + x`,
  },
  {
    name: 'plif',
    title: 'Parametric LIF (PLIF)',
    source: 'Fang et al. 2021; SpikingJelly, plif_step',
    current: 0.6,
    text: `param w = 0.2 in -5..5 learned
param theta = 1 in 0.01..10
u = v[t-1] - v[t-1]*sigmoid(w) + x
s = spike(u - theta)
v = u - theta*s`,
  },
  {
    name: 'qif',
    title: 'Quadratic integrate-and-fire',
    source: 'SpikingJelly, qif_step',
    current: 0.5,
    text: `param tau = 2 in 1..100
param a0 = 1 in 0.01..10 learned
param v_rest = -0.1 in -1..1
param v_c = 0.8 in -1..2
param theta = 1 in 0.01..10
init v = 0
u = v[t-1] + (x + a0*(v[t-1] - v_rest)*(v[t-1] - v_c))/tau
s = spike(u - theta)
v = (1 - s)*u`,
  },
  {
    name: 'se-adlif',
    title: 'Symplectic adaptive LIF (SE-adLIF)',
    source: 'Baronig et al. 2025, without its recurrence',
    current: 5,
    text: `param decay_u = 0.9 in 0..1 learned per neuron
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
w = decay_w*w[t-1] + (1 - decay_w)*(a*u + b*s)*q`,
  },
  {
    name: 'synaptic',
    title: 'Synaptic',
    source: 'snnTorch, Synaptic with a soft reset one step later',
    current: 0.1,
    text: `param alpha = 0.8 in 0..1 learned
param beta = 0.7 in 0..1 learned
param theta = 1 in 0.01..10
fired = detach(step(m[t-1] - theta))
i = alpha*i[t-1] + x
m = beta*m[t-1] + i - fired*theta
s = spike(m - theta)`,
  },
  {
    name: 'tc-lif',
    title: 'Two compartments (TC-LIF)',
    source: 'Zhang et al. 2024, TCLIFNode with a soft reset',
    current: 0.4,
    text: `param c1 = 0.3 in -5..5 learned
param c2 = -0.2 in -5..5 learned
param gamma = 0.5 in 0..2
param theta = 1 in 0.01..10
dendrite = d[t-1] - sigmoid(c1)*v[t-1] + x
u = v[t-1] + sigmoid(c2)*dendrite
s = spike(u - theta)
d = dendrite - gamma*s
v = u - theta*s`,
  },
]
