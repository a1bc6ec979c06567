/**
 * ASRC-SNN (Xu et al., arXiv 2505.11455): recurrent networks that receive their own spikes of several steps ago. The six settings of the
 * paper's code at full size, reduced versions for a laptop, and synthetic tasks with long delays.
 * Micro-batches and the minimum temperature are additions to the paper; they change results only by rounding, after about 170 epochs.
 */
import { presets, type Settings } from './preset'

const adaptive = (spans: number) => ({ kind: 'adaptive' as const, spans })
const skip = (span: number) => ({ kind: 'skip' as const, span })

/** A short run lowers the temperature within a few epochs; the learning rate of the skip weights is the paper's. */
const narrow = (spans: number) => ({ ...adaptive(spans), temperatureFactor: 0.3, rateFactor: 10 })

/** Settings of the paper's code for all tasks. */
const paper = {
  neuron: { kind: 'lif', decay: 0.5, threshold: 1, reset: 'subtract' },
  surrogate: { kind: 'triangle', scale: 1 },
  readout: { kind: 'sum' },
} as const satisfies Settings

/** Pixel by pixel: AdamW, 200 epochs of one cycle, batches of 256. */
const pixelByPixel = {
  ...paper,
  optimizer: { kind: 'adamw', rate: 1e-3, weightDecay: 0.01 },
  schedule: { kind: 'oneCycleByEpoch' },
} as const satisfies Settings
const digits = { kind: 'mnist', batch: 256 } as const
const full = { epochs: 200, seed: 0 } as const

/** Spoken words: Adam, 100 epochs of one cycle, batches of 128. */
const spoken = (rate: number) =>
  ({
    ...paper,
    encoder: { kind: 'rows' },
    optimizer: { kind: 'adam', rate },
    schedule: { kind: 'oneCycleByEpoch' },
    run: { epochs: 100, seed: 0 },
  }) as const satisfies Settings

/** For a laptop: 14 × 14 or 7 × 7 pixels, narrow layers that fire from the first step, two epochs. */
const laptop = {
  ...paper,
  data: { kind: 'mnist', batch: 64 },
  readout: { kind: 'mean' },
  optimizer: { kind: 'adamw', rate: 0.01, weightDecay: 0.01 },
  schedule: { kind: 'oneCycle' },
  run: { epochs: 2, seed: 0 },
} as const satisfies Settings

/** A synthetic task: one layer of 64, a prediction at the last step. */
const task = {
  ...paper,
  encoder: { kind: 'rows' },
  readout: { kind: 'last', steps: 1 },
  optimizer: { kind: 'adam', rate: 2e-3 },
} as const satisfies Settings

const EXPECTED = 'an independent reproduction with the authors’ code reports'

export const ASRC_SNN = presets('ASRC-SNN', [
  {
    name: 'delayed-cue',
    title: 'Delayed cue',
    summary:
      'Four cues, 200 steps of noise, then the response. Five skips of 41 steps carry the cue to the last step; other skip lengths miss it. A synthetic task, not from the paper.',
    group: 'tasks',
    experiment: {
      ...task,
      data: { kind: 'delayedCue', batch: 64 },
      network: { kind: 'recurrent', hidden: [64], recurrence: skip(41), inputScale: 6 },
      run: { epochs: 8, seed: 1 },
    },
  },
  {
    name: 'temporal-xor',
    title: 'Temporal XOR',
    summary:
      'Were two cues, 25 steps apart, in different halves of the channels? A skip of 24 steps aligns the first with the second. A synthetic task, not from the paper.',
    group: 'tasks',
    experiment: {
      ...task,
      data: { kind: 'temporalXor', batch: 64 },
      network: { kind: 'recurrent', hidden: [64], recurrence: skip(24), inputScale: 4 },
      run: { epochs: 8, seed: 1 },
    },
  },
  {
    name: 'copy',
    title: 'Copy with a lag',
    summary:
      'A stream of random symbols; the target is the one twelve steps ago. The softmax over skip lengths must find the lag or a divisor. A synthetic task, not from the paper.',
    group: 'tasks',
    experiment: {
      ...task,
      data: { kind: 'copy', batch: 64, lag: 12, steps: 60 },
      network: { kind: 'recurrent', hidden: [64], recurrence: { ...adaptive(40), temperatureFactor: 0.8, rateFactor: 20 }, inputScale: 2 },
      run: { epochs: 16, seed: 1 },
    },
  },
  {
    name: 'adding',
    title: 'Adding problem, as classes',
    summary:
      'A stream of random numbers, two of them marked: which quarter of its range contains their sum? A synthetic task, not from the paper.',
    group: 'tasks',
    experiment: {
      ...task,
      data: { kind: 'adding', batch: 64 },
      network: { kind: 'recurrent', hidden: [64, 64], recurrence: adaptive(41), inputScale: 2 },
      run: { epochs: 16, seed: 1 },
    },
  },
  {
    name: 's-mnist-small',
    title: 'Digits, pixel by pixel',
    summary: '196 pixels, one per step, through three narrow layers with softmax-weighted skips. Not the paper’s size or training.',
    group: 'for a laptop',
    experiment: {
      ...laptop,
      encoder: { kind: 'pixels', pool: 2 },
      network: { kind: 'recurrent', hidden: [32, 64, 64], initialization: 'kaiming', recurrence: narrow(21) },
    },
  },
  {
    name: 's-mnist-wide-small',
    title: 'Digits, pixel by pixel, fixed skip',
    summary: 'The same with two wider layers that receive their spikes of six steps ago. Not the paper’s size or training.',
    group: 'for a laptop',
    experiment: {
      ...laptop,
      encoder: { kind: 'pixels', pool: 2 },
      network: { kind: 'recurrent', hidden: [32, 96, 96], initialization: 'kaiming', recurrence: skip(6) },
    },
  },
  {
    name: 'ps-mnist-small',
    title: 'Digits, permuted pixels',
    summary: '196 pixels in a fixed random order: neighboring pixels are far apart in time. Not the paper’s size or training.',
    group: 'for a laptop',
    experiment: {
      ...laptop,
      encoder: { kind: 'pixels', pool: 2, permuted: true },
      network: { kind: 'recurrent', hidden: [32, 64, 64], initialization: 'kaiming', recurrence: narrow(26) },
    },
  },
  {
    name: 'ps-mnist-wide-small',
    title: 'Digits, permuted, 49 steps',
    summary: '7 × 7 pixels in a fixed random order, two wider layers, softmax-weighted skips. Not the paper’s size or training.',
    group: 'for a laptop',
    experiment: {
      ...laptop,
      encoder: { kind: 'pixels', pool: 4, permuted: true },
      network: { kind: 'recurrent', hidden: [32, 96, 96], initialization: 'kaiming', recurrence: narrow(16) },
    },
  },
  {
    name: 'gsc-small',
    title: 'Spoken digits, narrow',
    summary:
      'Ten words from a speech synthesizer, generated at install, as mel spectra through three layers of 48 with softmax-weighted skips; the test uses an unseen voice. Not the paper’s size, data or training.',
    group: 'for a laptop',
    experiment: {
      ...laptop,
      data: { kind: 'spokenDigits', batch: 64 },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [48, 48, 48], initialization: 'kaiming', recurrence: narrow(11), dropout: 0.1 },
      run: { epochs: 8, seed: 0 },
    },
  },
  {
    name: 'ssc-small',
    title: 'Spikes of spoken digits, narrow',
    summary:
      'Your own copy of the Spiking Heidelberg Digits through two layers of 64 with softmax-weighted skips. Not the paper’s size, data or training.',
    group: 'for a laptop',
    asCounterpart: 'Speech Commands',
    experiment: {
      ...laptop,
      data: { kind: 'shd', batch: 64 },
      encoder: { kind: 'rows' },
      network: { kind: 'recurrent', hidden: [64, 64], initialization: 'kaiming', recurrence: narrow(11), dropout: 0.1 },
      run: { epochs: 4, seed: 0 },
    },
  },
  {
    name: 's-mnist',
    title: 'S-MNIST as in the paper',
    summary: '784 pixels, one per step; layers of 64, 128 and 128; skips up to 41; 200 epochs. Needs a GPU.',
    group: 'as in the paper',
    experiment: {
      ...pixelByPixel,
      data: digits,
      encoder: { kind: 'pixels' },
      network: { kind: 'recurrent', hidden: [64, 128, 128], recurrence: adaptive(41) },
      run: { ...full, microBatches: 2 },
    },
  },
  {
    name: 's-mnist-wide',
    title: 'S-MNIST as in the paper, wide',
    summary: '784 pixels, one per step; layers of 64, 212 and 212; a fixed skip of 12; 200 epochs. Needs a GPU.',
    group: 'as in the paper',
    experiment: {
      ...pixelByPixel,
      data: digits,
      encoder: { kind: 'pixels' },
      network: { kind: 'recurrent', hidden: [64, 212, 212], recurrence: skip(12) },
      run: { ...full, microBatches: 4 },
    },
  },
  {
    name: 'ps-mnist',
    title: 'PS-MNIST as in the paper',
    summary: '784 pixels in a fixed random order (not the paper’s); layers of 64, 128 and 128; skips up to 51; 200 epochs. Needs a GPU.',
    group: 'as in the paper',
    experiment: {
      ...pixelByPixel,
      data: digits,
      encoder: { kind: 'pixels', permuted: true },
      network: { kind: 'recurrent', hidden: [64, 128, 128], recurrence: adaptive(51) },
      run: { ...full, microBatches: 2 },
    },
  },
  {
    name: 'ps-mnist-wide',
    title: 'PS-MNIST as in the paper, wide',
    summary: `784 pixels in a fixed random order (not the paper’s); layers of 64, 212 and 212; skips up to 31; 200 epochs. For this size ${EXPECTED} 95.77 %. Needs a GPU.`,
    group: 'as in the paper',
    experiment: {
      ...pixelByPixel,
      data: digits,
      encoder: { kind: 'pixels', permuted: true },
      network: { kind: 'recurrent', hidden: [64, 212, 212], recurrence: adaptive(31) },
      run: { ...full, microBatches: 4 },
    },
  },
  {
    name: 'gsc',
    title: 'Speech Commands as in the paper',
    summary:
      'Your own copy of Speech Commands as 101 mel spectra of 40; three layers of 128; skips up to 21; 100 epochs. The silence class is a reconstruction.',
    group: 'as in the paper',
    experiment: {
      ...spoken(2.5e-3),
      data: { kind: 'speechCommands', batch: 128 },
      network: { kind: 'recurrent', hidden: [128, 128, 128], recurrence: adaptive(21), dropout: 0.1 },
    },
  },
  {
    name: 'ssc',
    title: 'Spiking Speech Commands as in the paper',
    summary: `Your own copy of SSC as 250 steps of 140 channels; three layers of 256; skips up to 6; 100 epochs. For this size ${EXPECTED} 81.54 %.`,
    group: 'as in the paper',
    experiment: {
      ...spoken(1e-3),
      data: { kind: 'ssc', batch: 128 },
      network: { kind: 'recurrent', hidden: [256, 256, 256], recurrence: adaptive(6), dropout: 0.1 },
    },
  },
])
