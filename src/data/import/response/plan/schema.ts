/**
 * Plans a set from arrays: which frames and bins of which array become which movie of which part, or why a choice gives no set. Pure, so
 * that the page can report it before any data is read.
 */
import {
  heldBytes,
  LONGEST_BIN,
  MAX_CELLS,
  MAX_RESPONSES,
  MAX_SET_BYTES,
  MAX_TRIALS,
  type OwnResponseSpec,
  ownResponseSchema,
  ownResponseShape,
  storedBytes,
} from '../../../response/schema'
import { MAX_NAME, MAX_SIDE } from '../../../schema'
import { extentsOf, grouped, listed, NoSet, wrongAxes } from '../axes/schema'
import type { FoundArray, RecordingChoice, ResponseChoice, ResponsesFound } from '../schema'
import { lengthOf, moviesOf, type Segment, type Source, split, type Timing } from '../segments/schema'

export interface PartPlan {
  readonly trials: number
  /** The number of bins of each movie. */
  readonly bins: number
  readonly movies: readonly (readonly Segment[])[]
}

export interface ResponsePlan extends Timing {
  /** The crop of a frame in pixels of the file, and the down-sampling factor. */
  readonly view: { readonly left: number; readonly top: number; readonly width: number; readonly height: number; readonly average: number }
  readonly height: number
  readonly width: number
  /** Indices of the cells in the set. */
  readonly cells: readonly number[]
  readonly cellNames: readonly string[]
  /** Names of the cells left out because of too few trials. */
  readonly leftOut: readonly string[]
  /** The type of the stored pixels; u8: the bytes of the file, unchanged. */
  readonly pixels: 'u8' | 'f32'
  readonly train: PartPlan
  readonly test: PartPlan
  /** With a placeholder fingerprint, which is that of no set. */
  readonly data: OwnResponseSpec
  /** The size in bytes, stored and in memory. */
  readonly bytes: { readonly kept: number; readonly held: number }
}

export interface Planned {
  readonly plan: ResponsePlan | null
  /** Why there is no plan. */
  readonly problem: string | null
  /** Notes for the user, in sentences. */
  readonly notes: readonly string[]
}

/** Limits: bytes of a frame in the file, and frames that are averaged to one. */
const MAX_FRAME_BYTES = 2 ** 26
const MAX_AVERAGED = 100
/** The default number of frames of a clip, if movies are that long. */
const USUAL_CLIP = 30
/** Limits on the numbers of a bin over all trials and cells: of one bin of the file, and of all bins that are summed. */
const MAX_BIN = 2 ** 22
const MAX_SUMMED = 2 ** 25
export function planFor(found: ResponsesFound, choice: ResponseChoice): Planned {
  const notes: string[] = []
  try {
    return { plan: planOrThrow(found, choice, notes), problem: null, notes }
  } catch (error) {
    if (error instanceof NoSet) return { plan: null, problem: error.message, notes: [] }
    throw error
  }
}

function planOrThrow(found: ResponsesFound, choice: ResponseChoice, notes: string[]): ResponsePlan {
  const sources = choice.recordings.filter(({ part }) => part !== 'none').map((recording) => sourceOf(found, choice, recording))
  const train = sources.filter(({ choice: { part } }) => part === 'train')
  const test = sources.filter(({ choice: { part } }) => part === 'test')
  if (train.length === 0) throw new NoSet('No movie is for training.')
  const view = viewOf(sources, choice, notes)
  const timing = timingOf(sources, choice)
  const { trials, ...cells } = cellsOf(sources, choice, notes)
  const trialsIn = (of: readonly Source[]) => trialsOf(of, trials, notes)
  const movies = moviesOf(train, choice, timing, notes)
  const own = test.length > 0 ? moviesOf(test, { ...choice, from: 0, to: 0 }, timing, notes) : null
  const [trainMovies, testMovies] = own ? [movies, own] : split(movies, choice, timing, notes)
  const parts = {
    train: { trials: trialsIn(train), bins: lengthOf(trainMovies, 'training'), movies: trainMovies },
    test: { trials: trialsIn(own ? test : train), bins: lengthOf(testMovies, 'test'), movies: testMovies },
  }
  if (parts.test.trials === 1)
    notes.push('The test movie has one trial: CCnorm and distances from trial to trial are not defined, everything else is.')
  if (choice.values === 'rates')
    notes.push(
      'Rates are no spikes: they can be kept, and no model here learns from them. Choose spikes or counts where the files have them.',
    )
  const exact = sources.every(({ stimulus, seen }) => stimulus.type === 'u1' && ((seen.channel ?? 1) === 1 || choice.channel >= 0))
  const pixels = exact && view.average === 1 && timing.averaged === 1 ? 'u8' : 'f32'
  const plan = { view, ...sizeIn(view), ...timing, ...cells, pixels, ...parts } as const
  const data = dataOf(plan, choice)
  return { ...plan, data, bytes: bytesOf(data, plan, choice) }
}

function sourceOf(found: ResponsesFound, { axes, sum }: ResponseChoice, choice: RecordingChoice): Source {
  const arrayOf = (id: string, kind: 'stimulus' | 'responses'): FoundArray => {
    const array = found.arrays.find((one) => one.id === id)
    if (!array) throw new NoSet(`Choose the ${kind === 'stimulus' ? 'movie' : 'responses'} of ${choice.title}.`)
    const wrong = wrongAxes(array, axes[id], kind)
    if (wrong) throw new NoSet(`${array.name} ${wrong}.`)
    if (array.shape.includes(0)) throw new NoSet(`${array.name} is empty.`)
    return array
  }
  const [stimulus, responses] = [arrayOf(choice.stimulus, 'stimulus'), arrayOf(choice.responses, 'responses')]
  const [seen, answered] = [extentsOf(stimulus, axes[stimulus.id]!), extentsOf(responses, axes[responses.id]!)]
  if ((seen.movie ?? 1) !== (answered.movie ?? 1))
    throw new NoSet(
      `${stimulus.name} has ${grouped(seen.movie ?? 1)} movies or images, and ${responses.name} responses to ${grouped(answered.movie ?? 1)}. ` +
        'Both need an axis for them, of the same length.',
    )
  const numbers = (answered.trials ?? 1) * (answered.cells ?? 1)
  if (numbers > MAX_BIN)
    throw new NoSet(`${responses.name} has ${grouped(numbers)} trials and cells. Up to ${grouped(MAX_BIN)} fit: are axes mixed up?`)
  if (numbers * sum > MAX_SUMMED) throw new NoSet(`Bins of ${grouped(sum)} make more numbers than are read at once. Sum fewer.`)
  return { choice, stimulus, responses, seen, answered }
}

function viewOf(sources: readonly Source[], { left, top, width, height, average, channel }: ResponseChoice, notes: string[]) {
  const [{ seen, stimulus }] = sources as [Source]
  const sizes = ({ seen: { y = 1, x = 1, channel: colors = 1 } }: Source) => [y, x, colors]
  const [rows, columns, colors] = sizes(sources[0]!) as [number, number, number]
  for (const other of sources)
    if (sizes(other).some((size, i) => size !== [rows, columns, colors][i]))
      throw new NoSet(
        `${other.stimulus.name} has frames of ${grouped(other.seen.x ?? 1)} × ${grouped(other.seen.y ?? 1)}, ${stimulus.name} of ${grouped(seen.x ?? 1)} × ${grouped(seen.y ?? 1)}. Movies of one set are of one size.`,
      )
  if (channel >= colors) throw new NoSet(`There are ${colors} color channels: choose one of them, or the mean.`)
  const view = { left, top, width: width || columns - left, height: height || rows - top, average }
  if (view.width < 1 || view.height < 1 || left + view.width > columns || top + view.height > rows)
    throw new NoSet(`The crop goes beyond the frame of ${grouped(columns)} × ${grouped(rows)} pixels.`)
  const kept = sizeIn(view)
  if (kept.height < 1 || kept.width < 1)
    throw new NoSet(`A mean of ${average} × ${average} pixels needs as many: ${view.width} × ${view.height} are seen.`)
  if (Math.max(kept.height, kept.width) > MAX_SIDE)
    throw new NoSet(`Frames of ${grouped(kept.width)} × ${grouped(kept.height)} pixels: up to ${MAX_SIDE} a side fit. Down-sample or crop.`)
  if (view.width * view.height * colors * stimulus.itemBytes > MAX_FRAME_BYTES)
    throw new NoSet('A frame of the file has more than 64 MiB. Crop it.')
  const over = [view.width - kept.width * average, view.height - kept.height * average]
  if (over.some((count) => count > 0))
    notes.push(`${over[0]} columns and ${over[1]} rows at the far edges make no whole pixel, and are left out.`)
  return view
}

const sizeIn = ({ width, height, average }: ResponsePlan['view']) => ({
  height: Math.floor(height / average),
  width: Math.floor(width / average),
})

/** How many frames are averaged per bin, or for how many bins each frame is held. */
function timingOf(sources: readonly Source[], { bins, frames, sum, lag }: ResponseChoice): Timing {
  const still = sources.filter(({ seen }) => seen.time === undefined)
  if (still.length > 0) {
    const lengths = new Set(sources.map(({ answered }) => answered.time))
    if (still.length < sources.length || lengths.size > 1)
      throw new NoSet('Some of what was shown are images, some movies, or responses to images are of several lengths. Choose one kind.')
    if (lag < 0) throw new NoSet('An image has no frames that could be dropped: the lag cannot be negative.')
    return { hold: Math.max(1, Math.floor(([...lengths][0]! - lag) / sum)), averaged: 1 }
  }
  const covered = sum * frames
  if (covered / bins > MAX_AVERAGED) throw new NoSet(`A bin of ${grouped(covered / bins)} frames: up to ${MAX_AVERAGED} become one.`)
  if (covered % bins === 0) return { hold: 1, averaged: covered / bins }
  if (bins % covered === 0) return { hold: bins / covered, averaged: 1 }
  throw new NoSet(`${sum} bins of the responses are no whole part of a frame, and no number of frames. ${bins} bins are one frame.`)
}

function cellsOf(sources: readonly Source[], choice: ResponseChoice, notes: string[]) {
  const [{ responses, answered }] = sources as [Source]
  const count = answered.cells ?? 1
  for (const other of sources)
    if ((other.answered.cells ?? 1) !== count)
      throw new NoSet(
        `${responses.name} has ${grouped(count)} cells and ${other.responses.name} ${grouped(other.answered.cells ?? 1)}. All must be of the same cells: are axes mixed up?`,
      )
  if (count > MAX_CELLS) throw new NoSet(`There are ${grouped(count)} cells. Up to ${grouped(MAX_CELLS)} fit: are axes mixed up?`)
  const counts = sources.flatMap(({ responses: { trialsOf: of } }) => (of?.length === count ? [of] : []))
  const min = Array.from({ length: count }, (_, cell) => Math.min(...counts.map((of) => of[cell]!)))
  const trials = choice.trials || (counts.length > 0 ? usualTrials(min) : 0)
  const names = sources.find(({ responses: { members } }) => members)?.responses.members
  const nameOf = (cell: number) => (names?.[cell] ?? `cell ${cell}`).slice(0, MAX_NAME)
  const all = min.map((_, cell) => cell)
  const cells = counts.length > 0 ? all.filter((cell) => min[cell]! >= trials) : all
  const leftOut = all.filter((cell) => !cells.includes(cell)).map(nameOf)
  if (cells.length === 0) throw new NoSet(`No cell was recorded in ${trials} trials. Choose fewer.`)
  if (leftOut.length > 0)
    notes.push(`Recorded in fewer than ${trials} trials, and left out: ${listed(leftOut)}. With fewer trials more cells are kept.`)
  return { cells, cellNames: cells.map(nameOf), leftOut, trials }
}

/** The number of trials with the largest product of trials and cells recorded in at least as many. */
function usualTrials(counts: readonly number[]): number {
  const worth = (trials: number) => trials * counts.filter((count) => count >= trials).length
  return [...new Set(counts)].reduce((best, trials) => (worth(trials) > worth(best) ? trials : best), 1)
}

/** @param max the requested number of trials; 0: all. */
function trialsOf(sources: readonly Source[], max: number, notes: string[]): number {
  const counts = sources.map(({ answered }) => answered.trials ?? 1)
  const min = Math.min(...counts)
  if (Math.max(...counts) !== min) notes.push(`Movies were shown ${min} to ${Math.max(...counts)} times: the first ${min} trials are kept.`)
  const trials = max > 0 ? Math.min(max, min) : min
  if (trials > MAX_TRIALS) throw new NoSet(`There are ${grouped(trials)} trials. Up to ${grouped(MAX_TRIALS)} fit: are axes mixed up?`)
  return trials
}

function dataOf(
  { height, width, cells, train, test }: Pick<ResponsePlan, 'height' | 'width' | 'cells' | 'train' | 'test'>,
  { name, values, binMs, sum }: ResponseChoice,
): OwnResponseSpec {
  if (binMs * sum > LONGEST_BIN) throw new NoSet(`A bin of ${grouped(binMs * sum)} ms: up to ${grouped(LONGEST_BIN)} fit.`)
  return ownResponseSchema.parse({
    kind: 'ownResponse',
    name: name.slice(0, MAX_NAME),
    fingerprint: '0'.repeat(32),
    height,
    width,
    cells: cells.length,
    values,
    binMs: binMs * sum,
    clip: Math.min(USUAL_CLIP, train.bins),
    movies: train.movies.length,
    frames: train.bins,
    trials: train.trials,
    testMovies: test.movies.length,
    testFrames: test.bins,
    testTrials: test.trials,
  })
}

function bytesOf(data: OwnResponseSpec, stored: Pick<ResponsePlan, 'pixels' | 'hold'>, { values }: ResponseChoice): ResponsePlan['bytes'] {
  const shape = ownResponseShape(data)
  const [train, test] = [storedBytes(shape, 'train', stored), storedBytes(shape, 'test', stored)]
  const [responses, max] = [train.responses + test.responses, values === 'rates' ? MAX_RESPONSES / 4 : MAX_RESPONSES]
  const held = heldBytes(shape, 'train') + heldBytes(shape, 'test')
  if (responses > max)
    throw new NoSet(
      `The responses come to ${grouped(responses)} numbers, and ${grouped(max)} fit. Keep fewer trials or frames, or longer bins.`,
    )
  if (held > MAX_SET_BYTES)
    throw new NoSet(
      `The set would take ${grouped(Math.ceil(held / 2 ** 20))} MiB of memory, and ${grouped(MAX_SET_BYTES / 2 ** 20)} fit. Down-sample or crop more, or keep fewer frames.`,
    )
  return { kept: train.stimulus + test.stimulus + responses, held }
}
