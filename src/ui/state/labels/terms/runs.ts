/** Terms of runs, of what is compared between them, and of what they take. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const RUNS: Glossary = {
  stress: {
    term: 'Stress',
    definition:
      'The evaluation of a trained network under a disturbance of its samples, of the settings that it runs with, or of its weights, over the strength of that disturbance. Random disturbances are drawn from a seed; each seed gives another one.',
    also: ['robustness', 'disturbance', 'noise', 'jitter', 'quantization', 'drift'],
    see: 'stress.md#disturbances',
  },
  seed: {
    term: 'Seed',
    definition:
      'The number from which all random numbers follow: initial weights, the order of the data, noise. The same seed gives the same numbers.',
    also: ['random numbers', 'reproducible'],
    see: 'comparing.md#what-is-run',
  },
  overSeeds: {
    term: 'Over seeds',
    definition:
      'The mean of runs that differ only in their seed, and their spread: minimum and maximum, or one standard deviation to each side. A smaller difference may be due to chance.',
    equations: [
      ['mean', '=', '1/n · Σ over runs of x'],
      ['standard deviation', '=', '√(Σ over runs of (x − mean)² / (n − 1))'],
    ],
    also: ['mean', 'standard deviation', 'band', 'group'],
    see: 'runs.md#sorting-grouping-tags',
  },
  interval: {
    term: '95 % interval of a mean',
    definition:
      'Where the mean over all possible seeds probably lies: the BCa bootstrap interval (Efron, 1987) of 9,999 resamples of the seeds, drawn from a fixed seed. With fewer than about ten seeds it tends to be too narrow.',
    equations: [
      ['low, high', '=', 'quantiles Φ(b + (b ± z) / (1 − a (b ± z))) of the means of the resamples, z = 1.96'],
      ['b', '=', 'Φ⁻¹ of the share of these means below the mean, ties half'],
      ['a', '=', 'Σ (x − mean)³ / (6 (Σ (x − mean)²)^1.5)'],
    ],
    also: ['confidence interval', 'bootstrap', 'BCa'],
    see: 'comparing.md#what-is-concluded',
  },
  pairedDifference: {
    term: 'Behind the best',
    definition:
      'By how much the best is better: the mean of the differences between runs with the same seed, with its 95 % interval. Where this contains 0, the two cannot be told apart.',
    equations: [['behind', '=', '1/n · Σ over seeds of (best − this one), or the reverse where lower is better']],
    also: ['paired difference', 'lead'],
    see: 'comparing.md#what-is-concluded',
  },
  pValue: {
    term: 'p',
    definition:
      'How often a difference at least as large would be seen if the two were equal: the share of all flips of the signs of the paired differences whose mean is as extreme (9,999 drawn ones above 12 seeds). With n seeds it is never below 2 / 2ⁿ.',
    equations: [['p', '=', 'min(1, 2 · min(share of flips ≤ mean, share of flips ≥ mean))']],
    also: ['p-value', 'sign-flip test', 'permutation test', 'significance'],
    see: 'comparing.md#what-is-concluded',
  },
  iqm: {
    term: 'Interquartile mean',
    symbol: 'IQM',
    definition:
      'The mean without the lowest and the highest quarter of the runs, so that a few runs far off do not decide (Agarwal et al., 2021). Its 95 % interval is of 9,999 bootstrap resamples, stratified by task.',
    equations: [['IQM', '=', 'mean of the sorted values without ⌊n / 4⌋ at each end']],
    also: ['IQM', 'trimmed mean', 'rliable'],
    see: 'comparing.md#returns-of-agents',
  },
  improvement: {
    term: 'Probability of improvement',
    definition:
      'How probable it is that a run of this one has a higher return than a run of the best (Agarwal et al., 2021): 0.5 where the two are alike, 0 where every run of the best is better.',
    equations: [['P(x > y)', '=', 'share of all pairs of runs with x > y, ties half']],
    also: ['Mann-Whitney U', 'rliable'],
    see: 'comparing.md#returns-of-agents',
  },
  gradientRatio: {
    term: 'Gradient norm, first over last layer',
    definition:
      'How much of the gradient remains from the last spiking layer back to the first: far below 1 it vanishes, far above 1 it explodes.',
    equations: [['ratio', '=', '‖∂L/∂u‖ of the first layer / ‖∂L/∂u‖ of the last, each over all steps']],
    also: ['vanishing gradient', 'exploding gradient'],
    see: 'sweeps.md#what-is-measured',
  },
  runTime: {
    term: 'Time of a run',
    definition:
      'Elapsed time: in a sweep, from building the network to its test; in the list of runs, of training alone. It depends on the load of the machine.',
    see: 'sweeps.md#what-is-measured',
  },
  provenance: {
    term: 'Where a run was computed',
    definition:
      'The adapter (the GPU, or software instead of one), the version of the lab, and a hash of all shaders. If these are the same, the same link gives the same bits.',
    also: ['adapter', 'shaders', 'lab version', 'machine'],
    see: 'runs.md#what-is-kept',
  },
  layerShape: {
    term: 'Shape of a layer',
    definition:
      'For a dense layer, inputs → neurons. For a convolution, its kernel, then channels × rows × columns of neurons; for the input, the size of a sample at a step.',
    also: ['neurons', 'channels', 'kernel'],
    see: 'model.md#layers',
  },
  parameters: {
    term: 'Parameters',
    definition: 'The number of learned values of a layer: weights and biases, and those of its normalization and its neurons.',
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
      'The memory used on the GPU: the samples, the weights, and the potentials and spikes of a batch at every step, which its gradients need. It is computed before anything is opened.',
    also: ['GPU memory', 'VRAM', 'buffer'],
    see: 'event-sets.md#from-events-to-frames',
  },
}

/** Terms of the time that a device takes. */
export const DEVICE: Glossary = {
  kernel: {
    term: 'Kernel',
    definition: 'A function that the GPU runs for many indices at once: a product with weights, the neurons of a layer, an optimizer.',
    also: ['shader', 'compute shader'],
    see: 'architecture.md',
  },
  dispatch: {
    term: 'Dispatch',
    definition:
      'One call of a kernel. Encoding it, checking it and waiting for the one before cost time even where there is little to compute, so a small network is limited by how many there are.',
    equations: [['cost', '=', 'slope of the time of a submission over its number of dispatches']],
    also: ['call', 'launch', 'overhead'],
    see: 'measurements.md#where-the-time-of-a-step-goes',
  },
  bandwidth: {
    term: 'Memory bandwidth',
    definition:
      'The bytes that the GPU reads and writes in a second. A kernel’s are those of all tensors that its calls bind; the device’s are those of a large copy, so what lies in a cache can exceed them.',
    equations: [['share', '=', 'bytes of the kernel / time / bandwidth of a copy']],
    also: ['bytes', 'memory traffic'],
    see: 'measurements.md#where-the-time-of-a-step-goes',
  },
  flop: {
    term: 'Floating-point operations',
    symbol: 'FLOP',
    definition:
      'Multiplications and additions of a product with weights, two a multiply-add, whether or not a spike meets the weight. A kernel that skips zeros can exceed the device’s multiply-adds.',
    equations: [['share', '=', 'FLOP of the kernel / time / FLOP/s of multiply-adds in registers']],
    also: ['FLOPS', 'multiply-add', 'arithmetic'],
    see: 'measurements.md#where-the-time-of-a-step-goes',
  },
  roofline: {
    term: 'Roofline',
    definition:
      'Operations a second against operations per byte, both logarithmic. A kernel can lie no higher than the sloped line of the memory bandwidth or the flat one of the arithmetic: under the slope it waits for memory.',
    equations: [
      ['intensity', '=', 'FLOP / bytes'],
      ['roof', '=', 'min(FLOP/s of multiply-adds, intensity · bandwidth)'],
    ],
    also: ['arithmetic intensity', 'operations per byte'],
    see: 'measurements.md#where-the-time-of-a-step-goes',
  },
}

/** Terms of the similarity of a sample's time steps. */
export const ORDER: Glossary = {
  temporalCorrelation: {
    term: 'Temporal correlation',
    symbol: 'r(d)',
    definition:
      'How similar two time steps of a sample are that are d apart: 1 if they are the same image. If it stays high for every d, the order of the steps carries little information.',
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
      'How the events of a sample are distributed over its steps. The part of its variance that classes explain beyond chance could be learned without looking at any pixel.',
    equations: [
      ['q[t]', '=', 'T · n[t] / Σ n, n[t] the events of step t'],
      ['within', '=', 'mean over samples and t of (q[t] − class mean of q[t])²'],
      ['share', '=', 'between / (within + between)'],
    ],
    see: 'events.md#temporal-correlation',
  },
}
