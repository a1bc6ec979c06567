/** Data sets and encoders: where samples come from and how they become input over time. Data, no code. */
import * as z from 'zod'
import { integer, number } from '../schema'

export const batch = integer(1, 4096, 100, { label: 'Batch', unit: 'samples', help: 'How many samples one step sees.' })
const steps = (initial: number) =>
  integer(1, 1000, initial, { label: 'Steps', symbol: 'T', help: 'Time steps for one sample. Memory and time grow with it.' })

export const dataSchema = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('mnist'), batch })])
  .meta({ label: 'Data set', help: 'What the network learns from.', choices: { mnist: 'MNIST' } })
export type DataSpec = z.infer<typeof dataSchema>

export const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('direct'), steps: steps(4) }),
    z.strictObject({
      kind: z.literal('poisson'),
      steps: steps(10),
      rate: number(0.01, 1, 1, {
        label: 'Rate',
        help: 'The chance of a spike in one step for a pixel of full brightness.',
        unit: 'per step',
      }),
    }),
    z.strictObject({ kind: z.literal('latency'), steps: steps(10) }),
  ])
  .meta({
    label: 'Encoder',
    help: 'How an image becomes input over time. Direct: the same currents at every step. Poisson: random spikes, brighter is more. Latency: one spike, brighter is earlier.',
    choices: { direct: 'direct', poisson: 'Poisson rate', latency: 'latency' },
  })
export type EncoderSpec = z.infer<typeof encoderSchema>

/** Shapes and names that must be known before a byte is loaded. */
export const DATA_SETS = {
  mnist: { title: 'MNIST', height: 28, width: 28, channels: 1, classes: 10, train: 60_000, test: 10_000 },
} as const satisfies Record<
  DataSpec['kind'],
  { title: string; height: number; width: number; channels: number; classes: number; train: number; test: number }
>
