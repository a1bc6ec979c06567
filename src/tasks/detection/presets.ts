/**
 * Presets of detection, after EAS-SNN (Wang et al., ECCV 2024): its adaptive sampler, the controls that it is compared with, and its sizes
 * on Gen1. Samplers and loss are those of the published code; the small detector and its training on moving shapes are not from the paper.
 */
import { DETECTOR_SIZES } from '../../networks/detector/schema'
import { presetsOf } from '../preset'
import { detectionSchema } from './schema'

const presets = presetsOf(detectionSchema, 'detection')
type Settings = Parameters<typeof presets>[1][number]['experiment']

/** A small detector for 64 × 64 pixels, trained for 1500 steps on new scenes. */
const shapes = (sampler: NonNullable<Settings['sampler']>, spiking: 'none' | 'backbone' = 'none', steps = 1): Settings => ({
  data: { kind: 'movingShapes', batch: 16, train: 3000, test: 500 },
  sampler,
  encoder: { kind: 'direct', steps },
  network: { kind: 'detector', spiking, ...DETECTOR_SIZES.tiny },
  optimizer: { kind: 'adam', rate: 5e-3 },
  schedule: { kind: 'cosine' },
  run: { epochs: 8, seed: 1 },
})

/** The published settings: a window of 200 ms in four bins, one slice seen at three time steps, samples placed at random. For the user's copy of the set. */
const gen1 = (size: 'small' | 'medium'): Settings => ({
  data: { kind: 'ownBoxes', batch: 1, name: 'Gen1', height: 640, width: 640, most: 50, classes: 2, augment: { kind: 'place' } },
  sampler: { kind: 'arsnn', depth: 2 },
  encoder: { kind: 'direct', steps: 3 },
  network: { kind: 'detector', spiking: 'backbone', ...DETECTOR_SIZES[size] },
  optimizer: { kind: 'adam', rate: 1e-3 },
  average: { kind: 'exponential', decay: 0.9998 },
  run: { epochs: 30, seed: 80 },
})

const NO_ORDER = 'The paper’s order of samplers does not show at this size.'

export const DETECTION = presets('EAS-SNN: adaptive event sampling', [
  {
    name: 'eas-shapes',
    title: 'Adaptive sampler',
    summary: `Shapes that move at many speeds before an event camera. A spiking sampler decides pixel by pixel when enough has happened (ARSNN, with SAT and RPD), an analog detector draws boxes. ${NO_ORDER}`,
    group: 'tasks',
    counterpart: 'count-shapes',
    asCounterpart: 'Adaptive sampler',
    experiment: shapes({ kind: 'arsnn', depth: 1 }),
  },
  {
    name: 'eas-shapes-spiking',
    title: 'Adaptive sampler, spiking backbone',
    summary:
      'The same sampler in front of a detector whose backbone spikes: PLIF neurons at one time step, SiLUs behind them. Behind event counts, in one run, AP50 was half of that of SiLUs after as many steps.',
    group: 'for a laptop',
    counterpart: 'eas-shapes-spiking-3',
    asCounterpart: 'One-step version',
    experiment: shapes({ kind: 'arsnn', depth: 1 }, 'backbone'),
  },
  {
    name: 'eas-shapes-spiking-3',
    title: 'Adaptive sampler, spiking backbone at three steps',
    summary: 'The same spiking backbone at three time steps, as in the paper: the slice of the sampler is presented three times. Slower.',
    group: 'for a laptop',
    counterpart: 'eas-shapes-spiking',
    asCounterpart: 'Three-step version',
    experiment: shapes({ kind: 'arsnn', depth: 1 }, 'backbone', 3),
  },
  {
    name: 'arsnn-shapes',
    title: 'Adaptive sampler without SAT and RPD',
    summary: `Spikes close windows, but get no gradient of their own, and what is left behind the last one is handed on. ${NO_ORDER} In two runs this one was ahead.`,
    group: 'for a laptop',
    counterpart: 'eas-shapes',
    experiment: shapes({ kind: 'arsnn', depth: 1, spikeAwareTraining: false, residualPotentialDropout: false }),
  },
  {
    name: 'rsnn-shapes',
    title: 'Recurrent sampler',
    summary: `The same gates and currents without windows: the sum of all potentials is handed on. ${NO_ORDER}`,
    group: 'for a laptop',
    counterpart: 'eas-shapes',
    asCounterpart: 'Recurrent sampler',
    experiment: shapes({ kind: 'rsnn', depth: 1 }),
  },
  {
    name: 'snn-shapes',
    title: 'Sampler without recurrence',
    summary: `One convolution and one learned leak: the simplest sampler that learns. ${NO_ORDER}`,
    group: 'for a laptop',
    counterpart: 'rsnn-shapes',
    experiment: shapes({ kind: 'snn', depth: 1 }),
  },
  {
    name: 'count-shapes',
    title: 'Event count',
    summary: 'How many events each pixel had in the window, in front of the same detector: what is learned without a sampler.',
    group: 'for a laptop',
    counterpart: 'eas-shapes',
    asCounterpart: 'Event-count version',
    experiment: shapes({ kind: 'count' }),
  },
  {
    name: 'voxel-shapes',
    title: 'Voxel grid',
    summary: 'Events of both polarities weighed into four times, a channel each, in front of the same detector.',
    group: 'for a laptop',
    counterpart: 'count-shapes',
    experiment: shapes({ kind: 'voxelGrid' }),
  },
  {
    name: 'surface-shapes',
    title: 'Time surface',
    summary: 'How long ago each pixel’s last event was, at four times, in front of the same detector.',
    group: 'for a laptop',
    counterpart: 'count-shapes',
    experiment: shapes({ kind: 'timeSurface' }),
  },
  {
    name: 'eas-gen1-s',
    title: 'Gen1, small',
    summary:
      'Your own copy of Prophesee’s Gen1: the sampler and YOLOX-S with a spiking backbone at 640 × 640, as published. A batch of one needs gigabytes; the paper’s is 64. Its average precision is not claimed here.',
    group: 'as in the paper',
    counterpart: 'eas-gen1-m',
    asCounterpart: 'Small version',
    experiment: gen1('small'),
  },
  {
    name: 'eas-gen1-m',
    title: 'Gen1, medium',
    summary: 'The same with YOLOX-M, which the paper reports with AP50 0.731 and AP 0.409 on Gen1. Not measured here.',
    group: 'as in the paper',
    counterpart: 'eas-gen1-s',
    asCounterpart: 'Medium version',
    experiment: gen1('medium'),
  },
])
