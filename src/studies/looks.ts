/** The looks that a comparison may take at its trained networks: their settings, and what they found, as data that is checked when it is read. Pure. */
import * as z from 'zod'
import { LOOK_KINDS, type Look, type Looked } from '../readings/looks'

/** Draws for each sample: two in each of 16 estimates at least. */
const [FEWEST_DRAWS, MOST_DRAWS, MOST_SAMPLES] = [32, 1_048_576, 16]

export const lookSchema = z.object({
  kind: z.enum(LOOK_KINDS),
  samples: z.int().min(1).max(MOST_SAMPLES),
  draws: z.int().min(FEWEST_DRAWS).max(MOST_DRAWS).optional(),
  sigma: z.number().positive().max(1000).optional(),
}) satisfies z.ZodType<Look>

/** The settings of each look. */
export const USUAL_LOOKS = {
  reach: { kind: 'reach', samples: 8 },
  truth: { kind: 'truth', samples: 4, draws: 4096, sigma: 0.25 },
} as const satisfies Record<Look['kind'], Look>

const text = z.string().max(1000)
const found = z.object({ value: z.number(), error: z.number().optional() }).nullable()
export const lookedSchema = z.union([
  z.object({
    kind: z.enum(LOOK_KINDS),
    samples: z.int().min(1).max(MOST_SAMPLES),
    layers: z.array(z.object({ layer: text, values: z.record(text, found) })).max(257),
  }),
  z.object({ kind: z.enum(LOOK_KINDS), why: z.string().max(10_000) }),
]) satisfies z.ZodType<Looked>

/** What is wrong with the settings of a look, in a sentence; null where nothing is. */
export function lookProblem(look: unknown): string | null {
  if (lookSchema.safeParse(look).success) return null
  return `A look is one of ${LOOK_KINDS.join(', ')}, at 1 to ${MOST_SAMPLES} samples; draws are whole numbers from ${FEWEST_DRAWS} on, sigma a number above 0.`
}
