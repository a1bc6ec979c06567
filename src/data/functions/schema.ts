/**
 * Data with numbers as targets, generated from a seed: a function of one variable, and the adding problem. Data, and what is derived from
 * it; make.ts makes the samples.
 */
import * as z from 'zod'
import { choice, integer, number } from '../../schema'
import { batch } from '../schema'

const samples = {
  train: integer(10, 100_000, 4096, { label: 'Training samples', help: 'Number of generated training samples.', rare: true }),
  test: integer(10, 100_000, 512, { label: 'Test samples', help: 'Number of generated test samples.', rare: true }),
  seed: integer(0, 4_294_967_295, 1, { label: 'Data seed', term: 'seed', help: 'The same seed generates the same samples.', rare: true }),
}

const functionSchema = z.strictObject({
  kind: z.literal('function'),
  batch,
  ...samples,
  shape: choice(['sine', 'chirp', 'bumps', 'steps'], 'sine', {
    label: 'Function',
    help: 'The function y(x) for x from −1 to 1. Chirp: a sine whose frequency increases with x. Bumps: two Gaussians. Steps: a staircase.',
    choices: { sine: 'sine', chirp: 'chirp', bumps: 'two bumps', steps: 'staircase' },
  }),
  cycles: number(0.25, 8, 1.5, { label: 'Cycles', help: 'Periods from x = −1 to 1; for the staircase, the number of steps.' }),
  noise: number(0, 1, 0.1, {
    label: 'Noise',
    help: 'Standard deviation of the noise added to the training targets. Test targets are noiseless.',
    control: 'slider',
    step: 0.01,
  }),
})

const addingSchema = z.strictObject({
  kind: z.literal('addingNumbers'),
  batch,
  ...samples,
  steps: integer(4, 900, 50, {
    label: 'Sequence',
    unit: 'steps',
    help: 'Length of the stream of random numbers from 0 to 1. One in each half is marked; the target is the sum of the two.',
  }),
})

export const functionSchemas = [functionSchema, addingSchema] as const

export type FunctionSpec = z.infer<(typeof functionSchemas)[number]>
/** Whether targets are numbers, made from a seed. */
export const isFunction = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: FunctionSpec['kind'] }> =>
  data.kind === 'function' || data.kind === 'addingNumbers'
export type FunctionOf<K extends FunctionSpec['kind']> = Extract<FunctionSpec, { kind: K }>

/** The shape of a set, known before a sample is made. `steps` is 1 if the input is the same at every step. */
export interface FunctionShape {
  readonly title: string
  readonly train: number
  readonly test: number
  readonly steps: number
  readonly inputs: number
  readonly outputs: number
  /** The range of targets without noise, for axes. */
  readonly range: readonly [low: number, high: number]
}

export function functionShape(spec: FunctionSpec): FunctionShape {
  const { train, test } = spec
  switch (spec.kind) {
    case 'function':
      return { title: 'Function of x', train, test, steps: 1, inputs: 1, outputs: 1, range: [-1, 1] }
    case 'addingNumbers':
      return { title: 'Adding problem', train, test, steps: spec.steps, inputs: 2, outputs: 1, range: [0, 2] }
    default:
      return spec satisfies never
  }
}
