/**
 * Synthetic sets, whose samples are generated from a seed: their settings, and the shape of their samples. Each tests the memory of
 * something that was seen some steps ago. Data, and what is derived from it; `make.ts` and `sets.ts` make the samples.
 */
import * as z from 'zod'
import { integer, number } from '../../schema'
import { batch } from '../schema'

const samples = {
  train: integer(10, 100_000, 4096, { label: 'Training samples', help: 'Number of generated training samples.', rare: true }),
  test: integer(10, 100_000, 1024, { label: 'Test samples', help: 'Number of generated test samples.', rare: true }),
  seed: integer(0, 4_294_967_295, 1, { label: 'Data seed', term: 'seed', help: 'The same seed generates the same samples.', rare: true }),
}
const noise = number(0, 1, 0.05, {
  label: 'Noise',
  unit: 'per step',
  help: 'The probability of a noise spike in a channel at a step.',
})
const rate = number(0, 1, 0.8, {
  label: 'Cue rate',
  unit: 'per step',
  help: 'The probability of a spike in a channel of the cue at a step of the cue.',
})

const delayedCue = z.strictObject({
  kind: z.literal('delayedCue'),
  batch,
  ...samples,
  channels: integer(2, 256, 20, { label: 'Channels', help: 'Input channels; each class has an equal share of them for its cue.' }),
  classes: integer(2, 16, 4, { label: 'Classes', help: 'Number of different cues.' }),
  cueSteps: integer(1, 100, 5, { label: 'Cue steps', unit: 'steps', help: 'Duration of the cue, which starts at the first step.' }),
  delay: integer(0, 900, 200, { label: 'Delay', unit: 'steps', help: 'Steps of noise between the cue and the response.' }),
  answerSteps: integer(1, 100, 5, {
    label: 'Response steps',
    unit: 'steps',
    help: 'Steps of noise after the delay. The class is due at the last one.',
  }),
  rate,
  noise,
})

const temporalXor = z.strictObject({
  kind: z.literal('temporalXor'),
  batch,
  ...samples,
  channels: integer(2, 256, 20, { label: 'Channels', help: 'Input channels; a cue occupies one half of them.' }),
  cueSteps: integer(1, 100, 5, { label: 'Cue steps', unit: 'steps', help: 'Duration of each of the two cues.' }),
  delay: integer(0, 400, 20, {
    label: 'Delay',
    unit: 'steps',
    help: 'Steps of noise between the cues, and between the second cue and the end.',
  }),
  rate,
  noise,
  stream: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('endless'),
        pause: integer(0, 400, 16, {
          label: 'Pause',
          unit: 'steps',
          help: 'Steps of noise behind each sample, in which a network whose state is carried on forgets it: nothing else says where a sample begins.',
        }),
      }),
    ])
    .meta({
      label: 'Training data',
      help: 'A set of the given size, in another order in each epoch; or an endless stream, each of whose samples is new, drawn when it is read and never stored. An epoch of a stream is as many samples as the set has. The accuracy in training is then one on samples never seen before.',
      choices: { endless: 'an endless stream' },
      absent: 'a set',
    })
    .optional(),
})

const copy = z.strictObject({
  kind: z.literal('copy'),
  batch,
  ...samples,
  symbols: integer(2, 16, 4, { label: 'Symbols', help: 'Number of different symbols; each has a channel.' }),
  lag: integer(1, 400, 12, {
    label: 'Lag',
    symbol: 'L',
    unit: 'steps',
    help: 'The target is the symbol this many steps before the last.',
  }),
  steps: integer(2, 900, 40, { label: 'Sequence', unit: 'steps', help: 'Length of the stream of random symbols; must exceed the lag.' }),
})

const adding = z.strictObject({
  kind: z.literal('adding'),
  batch,
  ...samples,
  steps: integer(4, 900, 100, {
    label: 'Sequence',
    unit: 'steps',
    help: 'Length of the stream of random numbers. One in each half is marked.',
  }),
  classes: integer(2, 32, 4, {
    label: 'Classes',
    help: 'The target is the interval that contains the sum, out of this many equally likely intervals from 0 to 2.',
  }),
})

const coincidence = z.strictObject({
  kind: z.literal('coincidence'),
  batch,
  ...samples,
  classes: integer(2, 16, 4, { label: 'Classes', help: 'Number of different lags.' }),
  lag: integer(1, 60, 3, {
    label: 'Lag',
    symbol: 'L',
    unit: 'steps',
    help: 'The second channel fires this many steps after the first in class 0, twice as many in class 1, and so on.',
  }),
  steps: integer(3, 900, 40, {
    label: 'Sequence',
    unit: 'steps',
    help: 'Length of a sample; must exceed twice the longest lag, so that delayed spikes still arrive.',
  }),
  noise: noise.unwrap().default(0),
})

export const syntheticSchemas = [delayedCue, temporalXor, copy, adding, coincidence] as const

export type SyntheticSpec = z.infer<(typeof syntheticSchemas)[number]>
export type SyntheticOf<K extends SyntheticSpec['kind']> = Extract<SyntheticSpec, { kind: K }>
export const SYNTHETIC_KINDS = [
  'delayedCue',
  'temporalXor',
  'copy',
  'adding',
  'coincidence',
] as const satisfies readonly SyntheticSpec['kind'][]
export const isSynthetic = (data: { readonly kind: string }): data is SyntheticSpec =>
  (SYNTHETIC_KINDS as readonly string[]).includes(data.kind)

/** Whether every training sample is new, drawn where it is read. */
export const isEndless = (data: { readonly kind: string; readonly stream?: unknown }): data is SyntheticOf<'temporalXor'> =>
  data.kind === 'temporalXor' && data.stream !== undefined

const SPIKES = { zero: 0, scale: 1, binary: true } as const
const NUMBERS = { zero: 0, scale: 1 / 255 }

export function syntheticShape(spec: SyntheticSpec) {
  const { train, test } = spec
  const common = { channels: 1, train, test } as const
  switch (spec.kind) {
    case 'delayedCue': {
      const { cueSteps, delay, answerSteps, channels, classes } = spec
      return { ...common, title: 'Delayed cue', height: cueSteps + delay + answerSteps, width: channels, classes, sequence: SPIKES }
    }
    case 'temporalXor': {
      const { cueSteps, delay, channels, stream } = spec
      const height = 2 * (cueSteps + delay) + (stream?.pause ?? 0)
      return { ...common, title: 'Temporal XOR', height, width: channels, classes: 2, sequence: SPIKES }
    }
    case 'copy': {
      const { steps, symbols } = spec
      return { ...common, title: 'Copy with a lag', height: steps, width: symbols, classes: symbols, sequence: SPIKES }
    }
    case 'adding': {
      const { steps, classes } = spec
      return { ...common, title: 'Adding', height: steps, width: 2, classes, sequence: NUMBERS }
    }
    case 'coincidence': {
      const { steps, classes } = spec
      return { ...common, title: 'Coincidence', height: steps, width: 2, classes, sequence: SPIKES }
    }
    default:
      return spec satisfies never
  }
}
