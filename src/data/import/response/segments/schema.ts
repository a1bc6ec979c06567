/** The sequences of frames and bins that make up the movies of a set: cropped in time, aligned, and split into training and testing. */
import { MAX_FRAMES, MAX_MOVIES, MIN_FRAMES } from '../../../response/schema'
import { type Extents, grouped, NoSet } from '../axes/schema'
import type { FoundArray, RecordingChoice, ResponseChoice } from '../schema'

/** A run of bins of the set, with their frames. */
export interface Segment {
  /** The ids of the arrays. */
  readonly stimulus: string
  readonly responses: string
  /** The index along the movie axis, if there is one. */
  readonly movie: number
  /** The first frame. */
  readonly frame: number
  /** The first bin of the responses in the file. */
  readonly bin: number
  /** The number of bins of the set. */
  readonly bins: number
}

/** A recording with its arrays, and the sizes of their axes. */
export interface Source {
  readonly choice: RecordingChoice
  readonly stimulus: FoundArray
  readonly responses: FoundArray
  readonly seen: Extents
  readonly answered: Extents
}

/** How many bins each frame is shown for. If it is 1, `averaged` frames become one. */
export interface Timing {
  readonly hold: number
  readonly averaged: number
}

export type Cut = Pick<ResponseChoice, 'bins' | 'frames' | 'sum' | 'lag' | 'from' | 'to'>

/** The maximum relative difference between lengths that is accepted. */
const UNEQUAL = 0.1

/** Movies of equal length; if lengths differ, a single movie of all of them in a row. */
export function moviesOf(sources: readonly Source[], cut: Cut, timing: Timing, notes: string[]): Segment[][] {
  const count = sources.reduce((sum, { seen }) => sum + (seen.movie ?? 1), 0)
  if (count > MAX_MOVIES) throw new NoSet(`There are ${grouped(count)} movies. Up to ${grouped(MAX_MOVIES)} fit.`)
  const segments = sources.flatMap((source) => {
    const one = segmentOf(source, cut, timing, notes)
    return Array.from({ length: source.seen.movie ?? 1 }, (_, movie): Segment => ({ ...one, movie }))
  })
  if (segments.every(({ bins }) => bins === segments[0]!.bins)) return segments.map((segment) => [segment])
  notes.push('The movies are of several lengths, and become one, in a row.')
  return [segments]
}

function segmentOf(
  { choice, stimulus, responses, seen, answered }: Source,
  cut: Cut,
  { hold, averaged }: Timing,
  notes: string[],
): Segment {
  const { bins: perFrame, frames, sum, lag } = cut
  const arrays = { stimulus: stimulus.id, responses: responses.id, movie: 0 }
  const [shown, recorded] = [seen.time, answered.time!]
  if (shown === undefined) return { ...arrays, frame: 0, bin: lag, bins: hold }
  const from = Math.ceil(cut.from / frames) * frames
  const [frame, bin] = [from + Math.max(0, -lag), (from * perFrame) / frames + Math.max(0, lag)]
  const byFrames = Math.floor((((cut.to || shown) - frame) * hold) / averaged)
  const byBins = Math.floor((recorded - bin) / sum)
  const bins = Math.floor(Math.min(byFrames, byBins) / hold) * hold
  const lengths = `“${choice.title}” has ${grouped(shown)} frames, and its responses ${grouped(recorded)} bins`
  if (cut.to > shown) throw new NoSet(`${lengths}: frames up to ${grouped(shown)} can be kept.`)
  if (cut.to === 0 && Math.abs(byFrames - byBins) > UNEQUAL * Math.max(byFrames, byBins))
    throw new NoSet(`${lengths}, which do not belong together so. ${remedy(responses, shown, recorded, cut)}`)
  if (cut.to === 0 && byFrames !== byBins) notes.push(`${lengths}: the first ${grouped(bins)} bins of both are kept.`)
  return { ...arrays, frame, bin, bins }
}

/** Suggests another time axis of the responses, or how to make the lengths match. */
function remedy({ shape }: FoundArray, shown: number, recorded: number, { bins, frames }: Cut): string {
  const other = shape.findIndex((size) => Math.abs(size * frames - shown * bins) <= UNEQUAL * shown * bins)
  if (other >= 0 && shape[other] !== recorded)
    return `Axis ${other + 1} of the responses has ${grouped(shape[other]!)} places: is that time?`
  return `Say how many bins a frame lasts, or which axis is time; or keep frames up to ${grouped(Math.floor(Math.min(shown * bins, recorded * frames) / bins))} only.`
}

/** Sets a part aside for testing: evenly spaced movies if there are several, or the end of a single one. */
export function split(
  movies: Segment[][],
  { testShare, sum }: ResponseChoice,
  timing: Timing,
  notes: string[],
): [Segment[][], Segment[][]] {
  const count = movies.length
  if (count > 1) {
    const apart = Math.max(1, Math.min(count - 1, Math.round((count * testShare) / 100)))
    const places = new Set(Array.from({ length: apart }, (_, i) => Math.floor(((i + 0.5) * count) / apart)))
    notes.push(`None is for testing: ${grouped(apart)} of ${grouped(count)} are set apart, evenly from first to last.`)
    return [movies.filter((_, n) => !places.has(n)), movies.filter((_, n) => places.has(n))]
  }
  const total = movies[0]!.reduce((sum, { bins }) => sum + bins, 0)
  const { hold } = timing
  const apart = Math.max(hold, Math.round((total * testShare) / 100 / hold) * hold)
  notes.push(`Nothing is for testing: the last ${grouped(apart)} of ${grouped(total)} bins are set apart.`)
  const row = (from: number, to: number) => rowOf(movies[0]!, from, to, sum, timing)
  return [[row(0, total - apart)], [row(total - apart, total)]]
}

/** The range of bins `from` to `to` of a row of segments. */
function rowOf(all: readonly Segment[], from: number, to: number, sum: number, { hold, averaged }: Timing): Segment[] {
  let start = 0
  return all.flatMap((segment) => {
    const [low, high] = [Math.max(0, from - start), Math.min(segment.bins, to - start)]
    start += segment.bins
    if (high <= low) return []
    return [{ ...segment, frame: segment.frame + (low * averaged) / hold, bin: segment.bin + low * sum, bins: high - low }]
  })
}

/** @param words the name of the part. @returns the number of bins of each movie. */
export function lengthOf(movies: readonly (readonly Segment[])[], words: string): number {
  const bins = movies[0]?.reduce((sum, segment) => sum + segment.bins, 0) ?? 0
  if (bins < MIN_FRAMES)
    throw new NoSet(`${grouped(Math.max(0, bins))} bins are left for the ${words} movie. ${MIN_FRAMES} or more make one.`)
  if (bins > MAX_FRAMES) throw new NoSet(`The ${words} movie has ${grouped(bins)} bins. Up to ${grouped(MAX_FRAMES)} fit: keep fewer.`)
  return bins
}
