/** Terms of runs, of what is compared between them, and of what they take. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const RUNS: Glossary = {
  seed: {
    term: 'Seed',
    definition:
      'The number from which all that is drawn by chance follows: first weights, the order of the data, noise. The same seed draws the same again.',
    also: ['random numbers', 'reproducible'],
    see: 'comparing.md#what-is-run',
  },
  overSeeds: {
    term: 'Over seeds',
    definition:
      'Of runs that differ in their seed alone the mean, and how far they lie apart: least and most, or one standard deviation to each side. A difference smaller than that may be chance.',
    equations: [
      ['mean', '=', '1/n · Σ over runs of x'],
      ['deviation', '=', '√(Σ over runs of (x − mean)² / (n − 1))'],
    ],
    also: ['mean', 'standard deviation', 'band', 'group'],
    see: 'runs.md#sorting-grouping-tags',
  },
  gradientRatio: {
    term: 'Gradient norm, first over last layer',
    definition:
      'What is left of the gradient on its way back from the last spiking layer to the first: far below 1 it vanishes, far above it explodes.',
    equations: [['ratio', '=', '‖∂L/∂u‖ of the first layer / ‖∂L/∂u‖ of the last, each over all steps']],
    also: ['vanishing gradient', 'exploding gradient'],
    see: 'sweeps.md#what-is-measured',
  },
  runTime: {
    term: 'Time of a run',
    definition:
      'By the clock: in a sweep from building the network to its test, in the list of runs of training alone. It hangs on what else the machine does.',
    see: 'sweeps.md#what-is-measured',
  },
  provenance: {
    term: 'Where a run was computed',
    definition:
      'The adapter (the GPU, or the software in its stead), the version of the lab, and a hash of all shaders. Where these are the same, the same link gives the same bits.',
    also: ['adapter', 'shaders', 'lab version', 'machine'],
    see: 'runs.md#what-is-kept',
  },
  layerShape: {
    term: 'Shape of a layer',
    definition:
      'Inputs → neurons of a dense layer. Of a convolution its kernel, then channels × rows × columns of neurons; of the input what a sample has at a step.',
    also: ['neurons', 'channels', 'kernel'],
    see: 'model.md#layers',
  },
  parameters: {
    term: 'Parameters',
    definition: 'How many numbers of a layer are learned: weights and biases, and those of its normalization and its neurons.',
    equations: [
      ['dense', '=', 'inputs · neurons + neurons'],
      ['convolution', '=', 'kernel² · channels in · channels out + channels out'],
    ],
    also: ['weights', 'bias'],
    see: 'model.md#layers',
  },
  graphicsMemory: {
    term: 'Graphics memory',
    definition:
      'What lies on the GPU: the samples, the weights, and the potentials and spikes of a batch at every step, which its gradients need. It is known before anything is opened.',
    also: ['GPU memory', 'VRAM', 'buffer'],
    see: 'event-sets.md#from-events-to-frames',
  },
}

/** Terms of the similarity of a sample's time steps. */
export const ORDER: Glossary = {
  temporalCorrelation: {
    term: 'Temporal correlation',
    symbol: 'r(d)',
    definition:
      'How alike two steps of a sample are that lie d apart: 1 where they are the same picture. Where it stays high at every d, the order of the steps can tell little.',
    equations: [
      ['r(d)', '=', 'mean over samples of mean over t of corr(x[t], x[t + d])'],
      ['r in any order', '=', 'mean over samples of the mean over all pairs t ≠ u of corr(x[t], x[u])'],
    ],
    also: ['autocorrelation', 'order of steps'],
    see: 'events.md#temporal-correlation',
  },
  profile: {
    term: 'Profile of events',
    symbol: 'q[t]',
    definition:
      'How the events of a sample are spread over its steps. What of its variance classes explain beyond chance could be learned without a look at a pixel.',
    equations: [
      ['q[t]', '=', 'T · n[t] / Σ n, n[t] the events of step t'],
      ['within', '=', 'mean over samples and t of (q[t] − class mean of q[t])²'],
      ['share', '=', 'between / (within + between)'],
    ],
    see: 'events.md#temporal-correlation',
  },
}
