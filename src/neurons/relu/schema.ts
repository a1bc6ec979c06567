/**
 * The analog counterpart of a spiking neuron: a rectified linear unit, independently at every step. Parameters, ranges, equations. Data, no
 * code.
 */
import * as z from 'zod'
import type { Equation } from '../../schema'
import { leakyFields } from '../lif/schema'

export const reluSchema = z.strictObject({ kind: z.literal('relu'), inputGain: leakyFields.inputGain })
export type ReluSpec = z.infer<typeof reluSchema>

export const RELU_EQUATIONS: readonly Equation[] = [
  ['u[t]', '=', '{inputGain} · x[t]'],
  ['s[t]', '=', 'max(0, u[t])'],
  ['∂s/∂u', '=', '1 where u > 0, else 0'],
]
