/**
 * Cross-modality attention between two streams, events and frames, reconstructed from the abstract of Zhou et al., Neural Networks 2024,
 * which has no equations: the fields, the equations, and which scores multiply which stream. Data, and arithmetic of sizes.
 * V1: temporal scores of the events, spatial scores of the frames, each given to the other stream. V2: each stream gets both scores of
 * the other. Self: each has its own, the control.
 */
import * as z from 'zod'
import { choice, type Equation, field, integer } from '../../schema'

export const STREAMS = ['event', 'frame'] as const
export type Stream = (typeof STREAMS)[number]
/** One value for each stream. */
export type Both<T> = Readonly<Record<Stream, T>>
export const bothOf = <T>(valueFor: (stream: Stream) => T): Both<T> => ({ event: valueFor('event'), frame: valueFor('frame') })

/** Scores of steps and of places. */
export const KINDS = ['temporal', 'spatial'] as const
export type Kind = (typeof KINDS)[number]
export type Variant = 'V1' | 'V2' | 'self'
export type Join = 'none' | 'concat' | 'add'

export const attentionFields = {
  scores: choice(['both', 'temporal', 'spatial'], 'both', {
    label: 'Scores',
    term: 'crossAttention',
    help: 'Which attention scores are computed: one for each step, one for each place, or both. A score that is left out is 1.',
    choices: { both: 'temporal and spatial', temporal: 'temporal', spatial: 'spatial' },
  }),
  ratio: integer(1, 64, 4, {
    label: 'Reduction ratio',
    term: 'temporalScore',
    symbol: 'r',
    help: 'The net of the temporal score has one hidden unit for this many steps, rounded down, and at least one.',
  }),
  kernel: field(
    z
      .int()
      .min(3)
      .max(7)
      .refine((side) => side === 3 || side === 7, 'Either 3 or 7.'),
    {
      label: 'Attention kernel',
      term: 'spatialScore',
      unit: 'pixels',
      help: 'Side length of the convolution that makes the spatial score: 3 or 7.',
      step: 4,
    },
  ).default(3),
}
const attentionSchema = z.strictObject(attentionFields)
export type AttentionSpec = z.infer<typeof attentionSchema> & { readonly variant: Variant }

/** Hidden units of the temporal score's net. */
export const unitsFor = (steps: number, ratio: number): number => Math.max(1, Math.floor(steps / ratio))

/** The stream whose scores multiply a stream, for each kind; absent for a factor of 1. */
export type Received = Readonly<Partial<Record<Kind, Stream>>>

const SOURCES: Readonly<Record<Variant, Both<Received>>> = {
  V1: { event: { spatial: 'frame' }, frame: { temporal: 'event' } },
  V2: { event: { temporal: 'frame', spatial: 'frame' }, frame: { temporal: 'event', spatial: 'event' } },
  self: { event: { temporal: 'event', spatial: 'event' }, frame: { temporal: 'frame', spatial: 'frame' } },
}

/** The scores that each stream receives. No score is given to more than one stream. */
export function allocation({ variant, scores }: Pick<AttentionSpec, 'variant' | 'scores'>): Both<Received> {
  return bothOf((stream) => {
    const { temporal, spatial } = SOURCES[variant][stream]
    return { ...(scores !== 'spatial' && temporal && { temporal }), ...(scores !== 'temporal' && spatial && { spatial }) }
  })
}

/**
 * The number of weights of all scores, for streams of this many steps: W₁ and W₂ of each temporal score, the window of each spatial one.
 */
export function weightCount(spec: AttentionSpec, steps: number): number {
  const received = Object.values(allocation(spec))
  const temporal = received.filter((scores) => scores.temporal).length
  const spatial = received.filter((scores) => scores.spatial).length
  return temporal * 2 * steps * unitsFor(steps, spec.ratio) + spatial * 2 * spec.kernel ** 2
}

/** X is a stream, T its steps; c, h, w its channels and places. W₁ and W₂ have T / r units between them. */
export const ATTENTION_EQUATIONS: Readonly<Record<Kind, readonly Equation[]>> = {
  temporal: [
    ['a[t], b[t]', '=', 'mean and maximum over c, h, w of X[t]'],
    ['A', '=', 'sigmoid(W₂ · relu(W₁ · a) + W₂ · relu(W₁ · b))'],
  ],
  spatial: [
    ['d[h, w]', '=', 'mean and maximum over t, c of X[h, w]'],
    ['B', '=', 'sigmoid(d convolved with {kernel} × {kernel} weights)'],
  ],
}

const MARKS: Both<string> = { event: 'ᵉ', frame: 'ᶠ' }
const LETTERS: Readonly<Record<Kind, string>> = { temporal: 'A', spatial: 'B' }

/** The symbol of a score in the equations: Aᵉ for steps of the events. */
export const scoreSymbol = (kind: Kind, stream: Stream): string => `${LETTERS[kind]}${MARKS[stream]}`

/** The output of each stream; e marks events, f frames. */
export function allocationEquations(spec: Pick<AttentionSpec, 'variant' | 'scores'>): Equation[] {
  const received = allocation(spec)
  return STREAMS.map((stream): Equation => {
    const { temporal, spatial } = received[stream]
    const own = `X${MARKS[stream]}`
    const factors = [
      own,
      ...(temporal ? [`${scoreSymbol('temporal', temporal)}[t]`] : []),
      ...(spatial ? [`${scoreSymbol('spatial', spatial)}[h, w]`] : []),
    ]
    return [own, '←', factors.join(' · ')]
  })
}
