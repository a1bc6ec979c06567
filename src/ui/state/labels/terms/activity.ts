/** Terms of what goes into a network, fires in it and comes out. Data; base/glossary.ts says how it is read. */

import { READOUT_EQUATIONS } from '../../../../layers/readout/schema'
import type { Glossary } from '../../../base/glossary'

export const ACTIVITY: Glossary = {
  firingRate: {
    term: 'Firing rate',
    definition: 'The fraction of (neuron, sample, step) that fired.',
    equations: [['rate', '=', 'mean of s[t]']],
    see: 'model.md#what-is-counted-of-neurons',
  },
  distribution: {
    term: 'Distribution of potentials',
    definition:
      'How the potentials of a layer are distributed over neurons and samples, step by step: the share of potentials in each bin of the axis.',
    equations: [['share', '=', '(neuron, sample) with u[t] in the bin / all of the step']],
    also: ['histogram', 'ridgeline', 'heat map'],
    see: 'looking.md#what-is-counted',
  },
  silent: {
    term: 'Silent neuron',
    definition:
      'A neuron that fires at no step of any sample of the batch. If its potentials also lie outside the window, it receives no gradient and stays silent.',
    equations: [['Σ s[t]', '=', '0 over all steps and samples']],
    also: ['dead neuron'],
    see: 'health.md#silent-neurons',
  },
  saturated: {
    term: 'Saturated neuron',
    definition:
      'A neuron that fires at nearly every step of every sample: its output is almost constant and carries no information about the input.',
    see: 'health.md#saturated-neurons',
  },
  raster: {
    term: 'Spike raster',
    definition: 'One mark for each neuron and step that fired, for one sample of the test set.',
    also: ['raster plot'],
    see: 'looking.md',
  },
  trace: {
    term: 'Trace',
    definition: 'The potential of one neuron over time, with the threshold and its spikes, for one sample.',
    see: 'looking.md',
  },
  encoder: {
    term: 'Encoder',
    definition:
      'How a sample becomes input over time. Direct: the same currents at every step; Poisson: random spikes, more for brighter pixels; latency: one spike, earlier for brighter pixels.',
    equations: [
      ['x[t]', '=', 'brightness, for a direct encoder'],
      ['P(s[t] = 1)', '=', 'rate · brightness, for a Poisson encoder'],
      ['t of the spike', '=', 'round((1 − brightness) · (T − 1)), for a latency encoder'],
    ],
    also: ['rate coding', 'Poisson', 'latency'],
    see: 'model.md#encoders',
  },
  readout: {
    term: 'Readout',
    definition: 'How the outputs of all time steps become one prediction.',
    equations: [...READOUT_EQUATIONS.mean],
    see: 'model.md#readouts',
  },
  operations: {
    term: 'Operations',
    definition:
      'A spike adds a weight (an accumulate, AC); a number multiplies one (a multiply-accumulate, MAC). Both grow with the number of time steps.',
    equations: [
      ['AC', '=', 'Σ over spikes of the weights that each meets'],
      ['MAC', '=', 'weights that a step meets · steps at which the input is new'],
    ],
    also: ['energy', 'SynOps', 'AC', 'MAC'],
    see: 'looking.md#operations-and-energy',
  },
  weights: {
    term: 'Weights',
    symbol: 'W, R',
    definition:
      'The factors that multiply the spikes of the previous layer (W), or the layer’s own earlier spikes (R). They are learned; the histogram shows their distribution.',
    equations: [['x[t]', '=', 'W · s[t] + b']],
    see: 'model.md#layers',
  },
  energy: {
    term: 'Energy',
    definition:
      'An estimate of the energy for the arithmetic of one sample, at 45 nm and in 32-bit floating point, without memory traffic.',
    equations: [['E', '=', '0.9 pJ · AC + 4.6 pJ · MAC']],
    see: 'looking.md#operations-and-energy',
  },
  front: {
    term: 'Front',
    definition: 'The runs of a sweep that no other run beats in both numbers: each other one is worse with as much energy, or needs more.',
    also: ['Pareto front', 'trade-off'],
    see: 'sweeps.md#results',
  },
  featureMap: {
    term: 'Feature map',
    definition: 'Potentials or spikes of one channel of a convolution, as an image with one neuron per position.',
    also: ['channel'],
    see: 'model.md#layers',
  },
  eventCamera: {
    term: 'Event camera',
    symbol: 'C',
    definition:
      'A camera whose pixels send an event, ON or OFF, each time the logarithm of their brightness has changed by a threshold. Events report when, not how bright.',
    equations: [
      ['ON', '=', 'ln(light + dark) has risen by C₊ since the last event'],
      ['OFF', '=', 'ln(light + dark) has fallen by C₋'],
    ],
    also: ['DVS', 'polarity'],
    see: 'event-camera.md#what-a-pixel-does',
  },
}
