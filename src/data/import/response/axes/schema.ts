/** The axes of arrays: guesses by their sizes, checks, and the ratio of a movie’s frames to the bins of its responses. */
import {
  type Axis,
  type FoundArray,
  RESPONSE_AXES,
  type ResponseAxis,
  type ResponseChoice,
  STIMULUS_AXES,
  type StimulusAxis,
} from '../schema'

/** The reasons why a choice gives no set, in sentences. */
export class NoSet extends Error {
  override readonly name = 'NoSet'
}

/** The size of each axis by its kind; kinds without an axis are absent. */
export type Extents = Readonly<Partial<Record<Axis, number>>>

export const extentsOf = ({ shape }: FoundArray, axes: readonly Axis[]): Extents =>
  Object.fromEntries(axes.map((axis, i) => [axis, shape[i]!] as const).filter(([axis]) => axis !== 'single'))

/** Why these cannot be the axes of the array, in words that follow its name; undefined if they can. */
export function wrongAxes({ shape }: FoundArray, axes: readonly Axis[] | undefined, kind: 'stimulus' | 'responses'): string | undefined {
  const known: readonly Axis[] = kind === 'stimulus' ? STIMULUS_AXES : RESPONSE_AXES
  if (axes?.length !== shape.length || !axes.every((axis) => known.includes(axis))) return `has ${shape.length} axes: say what each is`
  const twice = axes.find((axis, i) => axis !== 'single' && axes.indexOf(axis) !== i)
  if (twice) return `has two axes for ${AXIS_LABELS[twice]}: choose another for one of them`
  const long = axes.findIndex((axis, i) => axis === 'single' && shape[i] !== 1)
  if (long >= 0) return `has ${grouped(shape[long]!)} places along axis ${long + 1}: say what that is`
  if (kind === 'responses' && !axes.includes('time')) return 'needs an axis for time'
  if (kind === 'stimulus' && !axes.includes('time') && !axes.includes('movie')) return 'needs an axis for time, or one for images'
  return undefined
}

export const AXIS_LABELS: Readonly<Record<Axis, string>> = {
  time: 'time',
  y: 'rows (y)',
  x: 'columns (x)',
  channel: 'colors',
  movie: 'movies or images',
  trials: 'trials',
  cells: 'cells',
  single: 'of one place',
}

export const grouped = (count: number): string => count.toLocaleString('en-US')

/** The maximum number of names in a sentence. */
const NAMED = 12
export const listed = (names: readonly string[]): string =>
  `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${grouped(names.length - NAMED)} more` : ''}`

/** Formats a shape: "1,800 × 24 × 24". */
export const sizesText = (shape: readonly number[]): string => shape.map(grouped).join(' × ')

/** The relative difference up to which lengths match: a few frames more or less are common. */
const NEAR = 0.05
const near = (a: number, b: number): boolean => Math.abs(a - b) <= NEAR * Math.max(a, b)

/** The maximum number of frames per bin for a guess. */
const MAX_FRAMES = 8

/** The ratio of bins to frames for these lengths, in integers of which one is 1. */
export function pace(frames: number, bins: number): Pick<ResponseChoice, 'bins' | 'frames'> {
  const ratio = bins / frames
  const [up, down] = [Math.max(1, Math.round(ratio)), Math.max(1, Math.round(1 / ratio))]
  if (near(bins, frames * up)) return { bins: up, frames: 1 }
  return { bins: 1, frames: down <= MAX_FRAMES && near(bins * down, frames) ? down : 1 }
}

/** Fills unknown axes with the remaining kinds in order; any further axis is 'single'. */
function fill<A extends Axis>(shape: readonly number[], known: readonly (A | undefined)[], left: readonly A[]): (A | 'single')[] {
  const rest = left.filter((axis) => !known.includes(axis))
  return known.map((axis, i) => axis ?? (shape[i] === 1 && rest.length === 0 ? 'single' : (rest.shift() ?? 'single')))
}

/** The axes of a movie. @param lengths of its responses’ axes, where they are known. */
export function guessStimulus({ shape, reversedIn }: FoundArray, lengths: readonly number[] = []): StimulusAxis[] {
  const known: (StimulusAxis | undefined)[] = shape.map(() => undefined)
  // Colors are the first or the last axis.
  const color = shape.length === 4 ? [0, 3, 1].find((axis) => shape[axis]! <= 4) : undefined
  if (color !== undefined) known[color] = 'channel'
  const open = shape.map((_, axis) => axis).filter((axis) => axis !== color)
  const isSquare = (axis: number) => open.some((other) => other !== axis && shape[other] === shape[axis])
  const time =
    open.find((axis) => lengths.includes(shape[axis]!) && shape[axis]! > 1) ??
    (open.length === 3 && open.filter(isSquare).length === 2 ? open.find((axis) => !isSquare(axis)) : undefined) ??
    open.reduce((max, axis) => (shape[axis]! > shape[max]! ? axis : max), open[0] ?? 0)
  known[time] = 'time'
  return fill(shape, known, reversedIn ? ['x', 'y', 'channel', 'movie'] : ['y', 'x', 'channel', 'movie'])
}

/** The axes of responses. @param frames of their movie. */
export function guessResponses({ shape, reversedIn, members }: FoundArray, frames: number): ResponseAxis[] {
  const known: (ResponseAxis | undefined)[] = shape.map(() => undefined)
  if (members) known[0] = 'cells'
  const open = shape.map((_, axis) => axis).filter((axis) => known[axis] === undefined)
  const fits = (axis: number) => {
    const { bins, frames: per } = pace(frames, shape[axis]!)
    return near(shape[axis]! * per, frames * bins)
  }
  const bySize = open.toReversed().sort((a, b) => shape[b]! - shape[a]!)
  const time = open.findLast((axis) => shape[axis] === frames) ?? bySize.find(fits) ?? bySize[0] ?? 0
  known[time] = 'time'
  const order: readonly ResponseAxis[] =
    shape.length - (members ? 1 : 0) > 2 || members ? ['trials', 'cells', 'movie'] : ['cells', 'trials', 'movie']
  if (!reversedIn) return fill(shape, known, order)
  return fill(shape.toReversed(), known.toReversed(), order).reverse()
}
