/**
 * Converts arrays to a stored set: reads movies and responses in pieces, crops and averages them, and writes them as they come. An error
 * stops the conversion with a sentence; changes are listed in the set's note.
 */
import type { OwnResponseSpec } from '../../response/schema'
import type { ResponseWriter, WrittenResponses } from '../../store/responses'
import { ImportError } from '../source-file'
import { listed } from './axes/schema'
import type { OpenFiles } from './files'
import { type PartPlan, planFor, type ResponsePlan } from './plan/schema'
import { readBins, readFrames } from './read'
import type { ResponseChoice, ResponsesFound } from './schema'

type Progress = (what: string, done: number, total: number) => void
const PARTS = ['train', 'test'] as const

interface Work {
  readonly open: OpenFiles
  readonly choice: ResponseChoice
  readonly plan: ResponsePlan
  readonly progress: Progress
  readonly signal: AbortSignal | undefined
}

/** @throws ImportError if the choice gives no set or a file is invalid, or the abort reason. */
export async function convertResponses(
  open: OpenFiles,
  found: ResponsesFound,
  choice: ResponseChoice,
  writer: ResponseWriter,
  progress: Progress,
  signal?: AbortSignal,
): Promise<WrittenResponses> {
  const { plan, problem, notes } = planFor(found, choice)
  if (!plan) throw new ImportError(`${found.name} gives no set with these settings. ${problem}`)
  const work = { open, choice, plan, progress, signal }
  const answers = await answersOf(work)
  for (const part of PARTS) await writer.add(part, 'responses', answers.bytes[part])
  const { mean, deviation } = await writeMovies(work, writer)
  const isFlat = deviation === 0
  const normal = choice.normalize ? { offset: mean, scale: isFlat ? 1 : deviation } : { offset: 0, scale: 1 }
  const all = [...notes, ...answers.notes, ...(isFlat ? ['The training movies are the same everywhere.'] : [])]
  return {
    data: { ...plan.data, fingerprint: '' } satisfies OwnResponseSpec,
    pixels: plan.pixels,
    hold: plan.hold,
    ...normal,
    unit: answers.unit,
    cellNames: [...plan.cellNames],
    silent: answers.silent,
    ...(all.length > 0 && { note: all.join(' ') }),
  }
}

const arrayIn = ({ open }: Work, id: string) => open.arrays.find((array) => array.id === id)!

const numbersIn = ({ cells }: ResponsePlan, { movies, trials, bins }: PartPlan): number => movies.length * trials * cells.length * bins

/** Reads the responses of a part, [movies, trials, cells, bins], in spikes per bin. */
async function readPart(work: Work, part: 'train' | 'test', put: (at: number, counts: Float32Array) => void, tell: (bins: number) => void) {
  const { choice, plan, signal } = work
  const { movies, trials, bins } = plan[part]
  for (const [m, movie] of movies.entries()) {
    let before = 0
    for (const segment of movie) {
      const source = { array: arrayIn(work, segment.responses), axes: choice.axes[segment.responses]!, cells: plan.cells, trials, choice }
      await readBins(
        source,
        segment,
        (counts, first, count) => {
          for (let row = 0; row < trials * plan.cells.length; row++)
            put((m * trials * plan.cells.length + row) * bins + before + first, counts.subarray(row * count, (row + 1) * count))
          tell(count)
        },
        signal,
      )
      before += segment.bins
    }
  }
}

/** The responses as stored values, their scale, and what was found out about the cells. */
async function answersOf(work: Work) {
  const { choice, plan, progress } = work
  const isRate = choice.values === 'rates'
  const max = choice.values === 'binary' ? 1 : 255
  const lost = { clipped: 0, largest: 0 }
  const total = PARTS.reduce((sum, part) => sum + plan[part].movies.length * plan[part].bins, 0)
  let done = 0
  const read = async <T extends Uint8Array | Float32Array>(part: 'train' | 'test', into: T): Promise<T> => {
    const put = (at: number, counts: Float32Array) => {
      for (let i = 0; i < counts.length; i++) {
        const count = counts[i]!
        if (count > lost.largest) lost.largest = count
        if (!isRate && count > max) lost.clipped++
        into[at + i] = isRate ? count : Math.min(max, count)
      }
    }
    const tell = (bins: number) => {
      done += bins
      progress('Reading the responses', done, total)
    }
    await readPart(work, part, put, tell)
    return into
  }
  const room = (part: 'train' | 'test') => numbersIn(plan, plan[part])
  const raw = isRate
    ? { train: await read('train', new Float32Array(room('train'))), test: await read('test', new Float32Array(room('test'))) }
    : { train: await read('train', new Uint8Array(room('train'))), test: await read('test', new Uint8Array(room('test'))) }
  const unit = isRate && lost.largest > 0 ? lost.largest / 255 : 1
  const quantized = (values: Float32Array | Uint8Array) =>
    values instanceof Uint8Array ? values : Uint8Array.from(values, (rate) => Math.round(rate / unit))
  const bytes = { train: quantized(raw.train), test: quantized(raw.test) }
  const clipped =
    lost.clipped === 0
      ? []
      : [
          `${lost.clipped.toLocaleString('en-US')} bins had more than ${max} spike${max > 1 ? 's' : ''}, up to ${lost.largest}, and have ${max}.`,
        ]
  const silence = silenceOf(plan, bytes)
  return { bytes, unit, silent: silence.silent, notes: [...clipped, ...silence.notes] }
}

function silenceOf(plan: ResponsePlan, bytes: Readonly<Record<'train' | 'test', Uint8Array>>) {
  const quiet = (part: 'train' | 'test'): boolean[] => {
    const { bins } = plan[part]
    const fires = plan.cells.map(() => false)
    for (let row = 0; row * bins < bytes[part].length; row++)
      fires[row % fires.length] ||= bytes[part].subarray(row * bins, (row + 1) * bins).some((count) => count > 0)
    return fires.map((fired) => !fired)
  }
  const [train, test] = [quiet('train'), quiet('test')]
  const namesOf = (where: (cell: number) => boolean | undefined) => plan.cellNames.filter((_, cell) => where(cell))
  const say = (names: readonly string[], when: string): string[] =>
    names.length === 0 ? [] : [`${listed(names)} never fire${names.length === 1 ? 's' : ''}${when}: kept, and left out of means.`]
  return {
    silent: plan.cells.map((_, cell) => cell).filter((cell) => train[cell] && test[cell]),
    notes: [
      ...say(
        namesOf((cell) => train[cell] && test[cell]),
        '',
      ),
      ...say(
        namesOf((cell) => train[cell] && !test[cell]),
        ' in the training movies',
      ),
      ...say(
        namesOf((cell) => !train[cell] && test[cell]),
        ' in the test movies',
      ),
    ],
  }
}

/** @returns mean and standard deviation of the pixels of the training movies. */
async function writeMovies(work: Work, writer: ResponseWriter): Promise<{ readonly mean: number; readonly deviation: number }> {
  const { choice, plan, progress, signal } = work
  const framesIn = (part: 'train' | 'test') => plan[part].movies.length * Math.ceil(plan[part].bins / plan.hold)
  const total = framesIn('train') + framesIn('test')
  let done = 0
  const sums = { count: 0, shift: Number.NaN, sum: 0, squares: 0 }
  for (const part of PARTS)
    for (const segment of plan[part].movies.flat()) {
      const source = { array: arrayIn(work, segment.stimulus), axes: choice.axes[segment.stimulus]!, plan, channel: choice.channel }
      const take = async (frames: Float32Array) => {
        if (part === 'train') addTo(sums, frames)
        await writer.add(part, 'stimulus', plan.pixels === 'u8' ? Uint8Array.from(frames) : new Uint8Array(frames.buffer))
        done += frames.length / (plan.height * plan.width)
        progress('Reading the movies', done, total)
      }
      await readFrames(source, segment, take, signal)
    }
  const mean = sums.sum / sums.count
  return { mean: sums.shift + mean, deviation: Math.sqrt(Math.max(0, sums.squares / sums.count - mean * mean)) }
}

/** Sums differences from the first value, so that a small standard deviation is not lost next to a large mean. */
function addTo(sums: { count: number; shift: number; sum: number; squares: number }, values: Float32Array): void {
  if (Number.isNaN(sums.shift)) sums.shift = values[0]!
  sums.count += values.length
  for (const value of values) {
    const less = value - sums.shift
    sums.sum += less
    sums.squares += less * less
  }
}
