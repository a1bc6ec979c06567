/** How outputs over time become one prediction: the choices, their equations, and the weight of each step. z is the output at step t. */
import * as z from 'zod'
import { type Equation, integer, number } from '../../schema'

export const readoutSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mean') }),
    z.strictObject({ kind: z.literal('spiking') }),
    z.strictObject({ kind: z.literal('sum') }),
    z.strictObject({
      kind: z.literal('last'),
      steps: integer(1, 1000, 1, {
        label: 'Last steps',
        unit: 'steps',
        help: 'The output is averaged over this many last steps.',
      }),
    }),
    z.strictObject({
      kind: z.literal('leaky'),
      decay: number(0, 1, 0.9, {
        label: 'Readout decay',
        help: 'The fraction of the integrator that remains after one step. Its value after the last step is the output.',
        control: 'slider',
        step: 0.01,
      }),
    }),
    z.strictObject({ kind: z.literal('perStep') }),
  ])
  .meta({
    label: 'Readout',
    term: 'readout',
    help: 'How the output layer becomes a prediction: the mean of its currents over time, their sum, their mean over the last steps, or a leaky integral. Spikes: its neurons fire, and the output is their firing rate. Weights for every step: the output layer sees all steps at once, and so their order, which a mean over time cannot.',
    choices: {
      mean: 'currents',
      spiking: 'spikes',
      sum: 'sum of currents',
      last: 'currents of the last steps',
      leaky: 'leaky integrator',
      perStep: 'weights for every step',
    },
  })
export type ReadoutSpec = z.infer<typeof readoutSchema>

/** The readout of an experiment's outputs; without a choice, the spikes of its output neurons. */
export const readoutOf = ({ readout }: { readonly task: string; readonly readout?: ReadoutSpec }): ReadoutSpec =>
  readout ?? { kind: 'spiking' }

/** y is the input of the loss. */
export const READOUT_EQUATIONS: Readonly<Record<ReadoutSpec['kind'], readonly Equation[]>> = {
  mean: [['y', '=', '1/T · Σ over t of z[t]']],
  spiking: [['y', '=', '1/T · Σ over t of s[t]']],
  sum: [['y', '=', 'Σ over t of z[t]']],
  last: [['y', '=', '1/k · Σ over the last k steps of z[t]']],
  leaky: [
    ['m[t]', '=', 'd · m[t−1] + z[t]'],
    ['y', '=', 'm[T]'],
  ],
  perStep: [['y', '=', 'Σ over t of W[t] · s[t] + b']],
}

/** Every readout is a fixed weight for each step: y = sum over t of weights[t] * z[t]. A spiking one is the mean of spikes; with weights for every step there is but one z. */
export function readoutWeights(spec: ReadoutSpec, steps: number): Float32Array<ArrayBuffer> {
  const weights = (at: (t: number) => number) => Float32Array.from({ length: steps }, (_, t) => at(t))
  switch (spec.kind) {
    case 'mean':
    case 'spiking':
      return weights(() => 1 / steps)
    case 'sum':
      return weights(() => 1)
    case 'perStep':
      return weights((t) => Number(t === steps - 1))
    case 'last': {
      const last = Math.min(spec.steps, steps)
      return weights((t) => (t < steps - last ? 0 : 1 / last))
    }
    case 'leaky':
      return weights((t) => spec.decay ** (steps - 1 - t))
    default:
      return spec satisfies never
  }
}
