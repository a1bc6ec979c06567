/** Encoders: how a sample becomes input over time, for how many steps, and in which shape. Data, and what is derived from it. */
import * as z from 'zod'
import { choice, flag, integer, number } from '../../schema'
import { cameraFields, sensorOf } from '../camera/schema'
import { type AnyData, dataShape } from '../datasets/schema'
import type { DataShape } from '../schema'

const steps = (initial: number) =>
  integer(1, 1000, initial, { label: 'Steps', term: 'timeStep', symbol: 'T', help: 'Time steps per sample. Memory and time grow with it.' })

export const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('direct'), steps: steps(4) }),
    z.strictObject({
      kind: z.literal('poisson'),
      steps: steps(10),
      rate: number(0.01, 1, 1, {
        label: 'Rate',
        help: 'The probability of a spike in one step for a pixel of full brightness.',
        unit: 'per step',
      }),
    }),
    z.strictObject({ kind: z.literal('latency'), steps: steps(10) }),
    z.strictObject({
      kind: z.literal('pixels'),
      pool: integer(1, 16, 1, {
        label: 'Pool',
        unit: 'pixels',
        help: 'Average pooling of the image before it is encoded: 2 turns 28 × 28 into 14 × 14.',
      }),
      permuted: flag(false, { label: 'Permuted', help: 'Pixels are presented in a random order, the same for every image.' }),
      order: integer(0, 4_294_967_295, 0, {
        label: 'Order',
        help: 'Seed of the random order.',
        rare: true,
        when: [{ permuted: true }],
      }),
    }),
    z.strictObject({ kind: z.literal('rows') }),
    z.strictObject({ kind: z.literal('camera'), steps: steps(10), ...cameraFields }),
    z.strictObject({
      kind: z.literal('frames'),
      values: choice(['counts', 'binary', 'log'], 'counts', {
        label: 'Values',
        help: 'The input from a pixel of a frame: its number of events n, 1 for n > 0, or log2(1 + n).',
        choices: { counts: 'counts', binary: 'any event is 1', log: 'logarithm of counts' },
      }),
      order: choice(['recorded', 'reversed', 'shuffled', 'collapsed', 'testReversed', 'testShuffled'], 'recorded', {
        label: 'Order',
        help: 'The order of frames in training and evaluation. Shuffled: a fixed random order for each sample. Collapsed: the mean of all frames at every step. The accuracy lost shows how much the network uses time. The last two options train on frames as recorded and change only the test.',
        choices: {
          recorded: 'as recorded',
          reversed: 'reversed',
          shuffled: 'shuffled',
          collapsed: 'collapsed',
          testReversed: 'reversed in tests only',
          testShuffled: 'shuffled in tests only',
        },
      }),
    }),
  ])
  .meta({
    label: 'Encoder',
    term: 'encoder',
    help: 'How a sample becomes input over time. Direct: the same currents at every step. Poisson: random spikes, more for brighter pixels. Latency: one spike, earlier for brighter pixels. Pixels: one pixel per step. Rows: one row of the image, or one step of the sequence, per step. Event camera: the image moves in front of a simulated camera, and its events are counted. Frames: one frame of counted events per step.',
    choices: {
      direct: 'direct',
      poisson: 'Poisson rate',
      latency: 'latency',
      pixels: 'pixel by pixel',
      rows: 'row by row',
      camera: 'event camera, simulated',
      frames: 'frame by frame',
    },
  })
export type EncoderSpec = z.infer<typeof encoderSchema>

/** What reading rows is called where the rows are the steps of a sequence. */
export const STEP_BY_STEP = 'step by step'

/** The time steps of a sample: the encoder's setting, or as many as the sample has. */
export function stepsOf(data: AnyData, encoder: EncoderSpec): number {
  const { height, width } = dataShape(data)
  switch (encoder.kind) {
    case 'pixels':
      return Math.floor(height / encoder.pool) * Math.floor(width / encoder.pool)
    case 'rows':
    case 'frames':
      return height
    case 'direct':
    case 'poisson':
    case 'latency':
    case 'camera':
      return encoder.steps
    default:
      return encoder satisfies never
  }
}

/** The rows, columns and channels of the first layer's input, if the encoder preserves the image. */
export function receivedShape(data: AnyData, encoder: EncoderSpec): Pick<DataShape, 'height' | 'width'> & { readonly channels: number } {
  const { height, width, channels, frame } = dataShape(data)
  if (frame) return { height: frame.height, width: frame.width, channels: frame.polarities }
  return encoder.kind === 'camera' ? { ...sensorOf({ height, width }, encoder.border), channels: 2 } : { height, width, channels }
}

/** The number of values that a fully connected network receives at one step. */
export function inputsOf(data: AnyData, encoder: EncoderSpec): number {
  const { height, width, channels } = receivedShape(data, encoder)
  return encoder.kind === 'pixels' ? channels : encoder.kind === 'rows' ? width * channels : height * width * channels
}

/** Whether the positions of a sample become its time steps. */
export const isInTime = ({ kind }: EncoderSpec): boolean => kind === 'pixels' || kind === 'rows'

/** The only encoder that can read the samples, if there is just one. */
export const onlyEncoder = ({ sequence, frame }: DataShape): 'rows' | 'frames' | undefined => (frame ? 'frames' : sequence && 'rows')
