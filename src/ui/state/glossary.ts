/** The terms of the lab, each with its one definition: of a setting that is the help of its field, of an equation that of its slice. Data; base/words.ts says how it is read. */

import { READOUT_EQUATIONS } from '../../layers/readout/schema'
import { normalizationSchema } from '../../layers/td-batch-norm/schema'
import { LEAKY_EQUATIONS, leakyFields, lifSchema } from '../../neurons/lif/schema'
import { RECURRENCE_EQUATIONS, recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { RELU_EQUATIONS } from '../../neurons/relu/schema'
import { ADAPTIVE_EQUATIONS, SURROGATE_EQUATIONS, surrogateSchema } from '../../neurons/surrogate/schema'
import type { Equation, FieldMeta } from '../../schema'
import type { Word, Words } from '../base/words'

/** The help of a field, which a default wraps. */
function helpOf(field: { meta(): unknown; unwrap?(): { meta(): unknown } }): string {
  const meta = field.meta() ?? field.unwrap?.().meta()
  return (meta as FieldMeta).help
}

const [UPDATE, FIRING, AFTER] = LEAKY_EQUATIONS.zero as readonly [Equation, Equation, Equation]
const [SOFT] = LEAKY_EQUATIONS.subtract.slice(2)

const NEURON: Words = {
  membrane: {
    term: 'Membrane potential',
    symbol: 'u',
    definition:
      'What a neuron has integrated at step t, before it fires and is reset: what is left of the step before, and the new current.',
    equations: [UPDATE],
    also: ['membrane voltage', 'V'],
    see: 'model.md#neurons',
  },
  current: {
    term: 'Input current',
    symbol: 'x',
    definition: 'What a neuron receives at a step: the weighted sum of the spikes, or numbers, of the layer before.',
    equations: [['x[t]', '=', 'W · s[t] + b']],
    see: 'model.md#neurons',
  },
  spike: {
    term: 'Spike',
    symbol: 's',
    definition:
      'The output of a neuron at a step: 1 where its potential reaches the threshold, else 0. Its derivative is zero or infinite.',
    equations: [FIRING],
    also: ['firing', 'event'],
  },
  threshold: {
    term: 'Threshold',
    symbol: 'θ',
    definition: helpOf(leakyFields.threshold),
    equations: [FIRING],
    fields: ['neuron.threshold'],
  },
  decay: {
    term: 'Decay',
    symbol: 'β',
    definition: helpOf(lifSchema.shape.decay),
    equations: [UPDATE],
    also: ['leak', 'time constant', 'τ'],
    fields: ['neuron.decay'],
  },
  reset: {
    term: 'Reset',
    symbol: 'v',
    definition: helpOf(leakyFields.reset),
    equations: [AFTER, ...(SOFT ? [SOFT] : [])],
    also: ['hard reset', 'soft reset'],
    fields: ['neuron.reset'],
    see: 'model.md#neurons',
  },
  lif: {
    term: 'LIF neuron',
    definition:
      'Leaky integrate-and-fire: the potential leaks by the decay, adds up the input current, and is reset by a spike. PLIF learns the decay of each layer.',
    equations: [UPDATE, FIRING, AFTER],
    also: ['leaky integrate-and-fire', 'PLIF'],
    see: 'model.md#neurons',
  },
  relu: {
    term: 'Analog twin',
    definition: 'The same network with ReLUs in the place of spiking neurons: a control, which keeps nothing from step to step.',
    equations: [...RELU_EQUATIONS],
    also: ['ReLU', 'ANN'],
  },
  timeStep: {
    term: 'Time step',
    symbol: 't, T',
    definition:
      'A neuron is computed T times for each sample, at t = 1 to T; its potential carries over from step to step. Memory and time grow with T.',
    also: ['steps', 'T'],
    fields: ['encoder.steps'],
  },
}

const GRADIENT: Words = {
  surrogate: {
    term: 'Surrogate gradient',
    definition: helpOf(surrogateSchema),
    equations: [...SURROGATE_EQUATIONS.rect, ...SURROGATE_EQUATIONS.atan],
    fields: ['surrogate.kind'],
    see: 'model.md#surrogates',
  },
  attribution: {
    term: 'Attribution',
    definition:
      'The gradient of one output to the input at each step: how much the output changes for a small change of a value of the input. It passes through the surrogates, and so depends on them and on their windows.',
    also: ['input gradient', 'saliency', 'sensitivity'],
    see: 'looking.md#attribution',
  },
  window: {
    term: 'Gradient window',
    symbol: 'κ',
    definition: 'The potentials around the threshold for which the surrogate is not zero. Of a rectangle: as wide as κ and 1/κ high.',
    equations: SURROGATE_EQUATIONS.rect,
    fields: ['surrogate.width'],
    see: 'model.md#surrogates',
  },
  adaptiveWindow: {
    term: 'Adaptive window',
    symbol: 'κ[t]',
    definition: 'A window whose width follows the normalization in front of a layer and the decay, for each layer and step (MPD-AGL).',
    equations: [...ADAPTIVE_EQUATIONS],
    also: ['MPD-AGL'],
    fields: ['surrogate.window'],
    see: 'model.md#surrogates',
  },
  fraction: {
    term: 'Gradient-available fraction',
    definition: 'The share of potentials, over neurons and samples, that lie in the gradient window: only they pass a gradient on.',
    equations: [['GAF[t]', '=', 'share of (neuron, sample) with |u[t] − θ| < κ[t]/2']],
    also: ['GAF'],
    see: 'looking.md#what-is-counted',
  },
  gradientNorm: {
    term: 'Gradient norm',
    symbol: '‖∂L/∂u‖',
    definition:
      'L2 norm over batch and neurons of ∂L/∂u at each layer and step, u before the reset. Against time it shows where the gradient vanishes: it starts at the last step and is carried back to the first.',
    equations: [['‖∂L/∂u[t]‖', '=', '√(Σ over samples and neurons of (∂L/∂u[t])²)']],
    also: ['vanishing gradient', 'exploding gradient'],
    see: 'model.md#neurons',
  },
  bptt: {
    term: 'Backpropagation through time',
    definition:
      'The gradient is computed from the last layer to the first, and from the last time step to the first: at each step back a potential hands on β times its gradient.',
    equations: [['∂L/∂u[t]', '=', '∂L/∂s[t] · ∂s/∂u + {decay} · ∂L/∂u[t+1] · (1 − s[t])']],
    also: ['BPTT'],
    see: 'model.md#neurons',
  },
  normalization: {
    term: 'Normalization (tdBN)',
    definition: helpOf(normalizationSchema),
    equations: [['x', '←', 'γ · αθ · (x − mean) / √(variance + ε) + shift']],
    also: ['threshold-dependent batch normalization', 'batch norm'],
    fields: ['network.normalization.kind'],
  },
}

const ACTIVITY: Words = {
  firingRate: {
    term: 'Firing rate',
    definition: 'The share of (neuron, sample, step) that fired.',
    equations: [['rate', '=', 'mean of s[t]']],
  },
  silent: {
    term: 'Silent neuron',
    definition:
      'A neuron that fires at no step of any sample of the batch. If its potentials also lie outside the window it receives no gradient, and stays silent.',
    equations: [['Σ s[t]', '=', '0 over all steps and samples']],
    also: ['dead neuron'],
    see: 'health.md#silent-neurons',
  },
  saturated: {
    term: 'Saturated neuron',
    definition: 'A neuron that fires at nearly every step of every sample: a constant, which says nothing of the input.',
    see: 'health.md#saturated-neurons',
  },
  raster: {
    term: 'Spike raster',
    definition: 'One mark for each neuron and step that fired, for one sample of the test set.',
    also: ['raster plot'],
  },
  trace: { term: 'Trace', definition: 'The potential of one neuron against time, with the threshold and its spikes, for one sample.' },
  encoder: {
    term: 'Encoder',
    definition:
      'How a sample becomes input over time. Direct: the same currents at every step. Poisson: random spikes, more for brighter pixels. Latency: one spike, earlier for brighter pixels.',
    equations: [['P(s[t] = 1)', '=', 'rate · brightness, of a Poisson encoder']],
    also: ['rate coding', 'Poisson', 'latency'],
    fields: ['encoder.kind'],
  },
  readout: {
    term: 'Readout',
    definition: 'How the outputs of all time steps become one prediction.',
    equations: [...READOUT_EQUATIONS.mean],
    fields: ['readout.kind'],
  },
  operations: {
    term: 'Operations',
    definition:
      'A spike adds a weight (an accumulate, AC); a number multiplies one (a multiply-accumulate, MAC). Both grow with the number of time steps.',
    also: ['energy', 'SynOps', 'AC', 'MAC'],
  },
}

const MEMORY: Words = {
  recurrence: {
    term: 'Recurrence',
    definition: helpOf(recurrenceSchema),
    equations: [...RECURRENCE_EQUATIONS.vanilla],
    fields: ['network.recurrence.kind'],
    see: 'model.md#recurrence-asrc-snn',
  },
  skip: {
    term: 'Skip',
    symbol: 'λ',
    definition:
      'A layer receives its spikes of λ steps ago, not of the step before: between two steps that are λ apart the gradient takes one hop.',
    equations: [...RECURRENCE_EQUATIONS.skip],
    also: ['skip span', 'skip length'],
    fields: ['network.recurrence.span'],
    see: 'model.md#recurrence-asrc-snn',
  },
  softSkips: {
    term: 'Softmax-weighted skips',
    symbol: 'p[k]',
    definition:
      'The delays, in steps, of the spikes that a layer receives, as a learned softmax. As the temperature falls it selects a single skip, which evaluation uses alone.',
    equations: [...RECURRENCE_EQUATIONS.adaptive],
    also: ['ASRC-SNN', 'skip lengths'],
    see: 'model.md#recurrence-asrc-snn',
  },
}

const LEARNING: Words = {
  loss: {
    term: 'Loss',
    symbol: 'L',
    definition:
      'What training makes smaller: how far the predictions are from the targets. For ten classes and equal chances the cross-entropy is ln 10 = 2.30.',
    equations: [['L', '=', '−ln p(correct class), mean over the batch']],
    also: ['cross-entropy'],
  },
  accuracy: {
    term: 'Accuracy',
    definition: 'The share of samples whose largest output is the correct class. At chance level it is one over the number of classes.',
    also: ['chance level'],
  },
  batch: {
    term: 'Batch and epoch',
    definition: 'A batch is the samples of one training step; an epoch is so many steps that every training sample was seen once.',
    fields: ['data.batch'],
  },
  learningRate: {
    term: 'Learning rate',
    definition: 'How far a training step moves the weights.',
    equations: [['w', '←', 'w − rate · direction of the optimizer']],
  },
}

export const GLOSSARY: Readonly<Record<string, Word>> = { ...NEURON, ...GRADIENT, ...ACTIVITY, ...MEMORY, ...LEARNING }
