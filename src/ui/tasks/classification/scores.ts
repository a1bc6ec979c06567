/** Describes the scores of attention: which stream they belong to, what they weigh, and their range. Pure. */
import { fixed } from '../../../format'
import { scoreSymbol } from '../../../layers/attention/schema'
import type { Scores, ScoresReading } from '../../../readings/sample'

const STREAMS = { event: 'events', frame: 'frames' } as const

export const symbolOf = ({ of, stream }: Pick<Scores, 'of' | 'stream'>): string => scoreSymbol(of, stream)

export const temporalOf = (scores: readonly ScoresReading[]): ScoresReading[] => scores.filter(({ of }) => of === 'temporal')

/** A key that is unique among the scores of a network. */
export const keyOf = ({ layer, of, stream }: Pick<Scores, 'layer' | 'of' | 'stream'>): string => `${layer}.${stream}.${of}`

/** "of events, weighs frames"; if a stream weighs itself, "of events, weighs them". */
export function scoreText({ stream, weighs }: Pick<Scores, 'stream' | 'weighs'>): string {
  const weighed = weighs.map((other) => (other === stream ? 'them' : STREAMS[other]))
  return `of ${STREAMS[stream]}, weighs ${weighed.join(' and ') || 'nothing'}`
}

/** The minimum and the maximum. */
function rangeOf({ data }: Pick<ScoresReading, 'data'>): readonly [number, number] {
  return data.reduce<readonly [number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1, 0])
}

/** "0.41 to 0.60" */
export function rangeText(score: Pick<ScoresReading, 'data'>): string {
  const [low, high] = rangeOf(score)
  return `${fixed(low, 2)} to ${fixed(high, 2)}`
}

/** The smallest range of scores that the overlay spreads over all colors. */
const MIN_SPAN = 0.02

/** The minimum and maximum of the overlay's color scale: the range of the score, widened to the smallest range within 0 and 1. */
export function overlayRange(score: Pick<ScoresReading, 'data'>): readonly [number, number] {
  const [low, high] = rangeOf(score)
  if (high - low >= MIN_SPAN) return [low, high]
  const middle = Math.min(1 - MIN_SPAN / 2, Math.max(MIN_SPAN / 2, (low + high) / 2))
  return [middle - MIN_SPAN / 2, middle + MIN_SPAN / 2]
}

/** How the image relates to the score laid over it: "weighed by Bᶠ", "Bᶠ is read off it". */
export function relationText(score: Pick<Scores, 'of' | 'stream' | 'weighs'>, stream: Scores['stream']): string {
  const symbol = symbolOf(score)
  return score.weighs.includes(stream) ? `weighed by ${symbol}` : `${symbol} is read off it`
}

/** A text alternative to the scores at a step, for screen readers. */
export const scoresSummary = (scores: readonly ScoresReading[], step: number | null): string =>
  scores
    .map((score) => {
      const value = score.of === 'temporal' && step !== null ? score.data[step] : undefined
      const now = value === undefined ? '' : `, ${fixed(value, 2)} at step ${step! + 1}`
      return `${symbolOf(score)} ${scoreText(score)}: ${rangeText(score)}${now}.`
    })
    .join(' ')
