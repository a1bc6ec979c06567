/**
 * Converts the recordings of a DVS-SLR folder to a set of two streams: each is read, paired and reduced in order, with the user's
 * settings. Sets that are too large are thinned out before reading. All losses are reported.
 */
import { dataShape } from '../../datasets/schema'
import { MAX_FRAME_BYTES } from '../../events/schema'
import { createPairer, type PairedFacts } from '../../events/slr/pair'
import { SLR_SIGNS, SLR_TITLE, type SlrPairing, slrRowBytes, slrSampleBytes, slrText } from '../../events/slr/schema'
import { megabytes } from '../../formats/stream'
import type { DataSet, Samples } from '../../labeled-set'
import type { ImportedSet } from '../../store/store'
import { moreStreams, type Stream } from '../../streams'
import { firstOf, type Lost, lostText, noneLost, thinningText } from '../losses'
import { ImportError } from '../source-file'
import type { SlrFolder, SlrSample } from './folder'
import { readSlr } from './sample'
import { halfOf, type SlrChoice, type SlrHalf, slrCost, slrData, slrKept, slrRefusal } from './schema'

type Progress = (what: string, done: number, total: number) => void

/** The number of recordings of the complete set, in both halves. */
const WHOLE = 5418

/** @throws ImportError if nothing is left, if a recording is damaged and the choice is to stop, or the abort reason. */
export async function convertSlr(
  folder: SlrFolder,
  { pairing, damaged }: SlrChoice,
  progress: Progress,
  { signal, max = MAX_FRAME_BYTES }: { readonly signal?: AbortSignal; readonly max?: number } = {},
): Promise<ImportedSet> {
  const refusal = slrRefusal(slrCost(folder, pairing, max), max)
  if (refusal) throw new ImportError(`${folder.name} gives no set with these settings. ${refusal}`)
  const kept = slrKept(folder.samples, pairing, max).map((n) => folder.samples[n]!)
  const halves = { train: roomFor(kept, 'train', pairing), test: roomFor(kept, 'test', pairing) }
  const pair = createPairer(pairing)
  const lost = noneLost()
  const short = { count: 0, min: Infinity }
  for (const [n, sample] of kept.entries()) {
    signal?.throwIfAborted()
    progress('Reading the recordings', n, kept.length)
    const half = halves[halfOf(sample, pairing)]
    try {
      const facts = await readSlr(sample, pair, half.next(), signal)
      half.take(sample)
      addUp(lost, facts, sample)
      if (facts.pairs < pairing.frames) {
        short.count++
        short.min = Math.min(short.min, facts.pairs)
      }
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      if (damaged === 'stop') throw new ImportError(`${error.message} Nothing was imported.`, { cause: error })
      lost.damaged.push(error.message)
    }
  }
  const data = slrData(pairing)
  const set: DataSet = { train: halves.train.samples(), test: halves.test.samples() }
  for (const half of ['train', 'test'] as const)
    if (set[half].count === 0)
      throw new ImportError(`${lost.damaged[0] ?? folder.name} Nothing is left for ${half === 'train' ? 'training' : 'testing'}.`)
  const halved = (samples: readonly SlrSample[]) => samples.map((sample) => ({ half: halfOf(sample, pairing) }))
  const notes = [
    `${slrText(pairing)}. No split of ${SLR_TITLE} was published.`,
    ...(folder.samples.length < WHOLE
      ? [`${folder.samples.length} recordings are here; all of ${SLR_TITLE} are ${WHOLE.toLocaleString('en-US')}.`]
      : []),
    ...leftText(folder.left),
    ...thinningText(halved(folder.samples), halved(kept), folder.samples.length * slrSampleBytes(pairing), max),
    ...shortText(short, pairing),
    ...lostText(lost, kept.length),
  ]
  return { data, set, note: notes.join(' ') }
}

/** Allocates a half's samples, which are filled in order. */
function roomFor(all: readonly SlrSample[], half: SlrHalf, pairing: SlrPairing) {
  const max = all.filter((sample) => halfOf(sample, pairing) === half).length
  const row = slrRowBytes(pairing)
  const shape = dataShape(slrData(pairing))
  const [images, frames] = allocated(max * row.events, max * row.pictures)
  const labels = new Uint8Array(max)
  const words = { light: new Uint32Array(max), position: new Uint32Array(max), subject: new Uint32Array(max) }
  let count = 0
  return {
    next: () => ({ events: images.subarray(count * row.events), pictures: frames.subarray(count * row.pictures) }),
    take({ label, light, position, user }: SlrSample): void {
      labels[count] = label
      words.light[count] = light
      words.position[count] = position
      words.subject[count++] = user
    },
    samples(): Samples {
      const values: Readonly<Record<string, Stream['values']>> = { frames: frames.subarray(0, count * row.pictures), ...words }
      const more = moreStreams(shape).map(({ name, ...stream }): [string, Stream] => {
        const all = values[name]!
        return [name, { ...stream, values: stream.type === 'u8' ? all : all.subarray(0, count) }]
      })
      return {
        images: images.subarray(0, count * row.events),
        labels: labels.subarray(0, count),
        count,
        height: shape.height,
        width: shape.width,
        channels: shape.channels,
        classes: SLR_SIGNS.length,
        more: Object.fromEntries(more),
      }
    },
  }
}

function allocated(events: number, pictures: number): [Uint8Array, Uint8Array] {
  try {
    return [new Uint8Array(events), new Uint8Array(pictures)]
  } catch (error) {
    throw new ImportError(`There is no memory for ${megabytes(events + pictures)} of frames. Fewer or smaller frames would fit.`, {
      cause: error,
    })
  }
}

function addUp(lost: Lost, { recording, saturated, outside, unsliced }: PairedFacts, { event }: SlrSample): void {
  const { events, skipped, flawed, notes } = recording
  lost.events += events + skipped
  lost.skipped += skipped
  lost.saturated += saturated
  lost.outside += outside
  lost.unsliced += unsliced
  if (flawed) lost.flawed.push(`${event.path}: ${notes.join(' ')}`)
}

const leftText = (left: readonly string[]): string[] =>
  left.length > 0 ? [`${left.length} ${left.length === 1 ? 'file makes' : 'files make'} no sample. ${firstOf(left)}`] : []

const shortText = ({ count, min }: { readonly count: number; readonly min: number }, { frames }: SlrPairing): string[] =>
  count > 0
    ? [`${count} ${count === 1 ? 'sample has' : 'samples have'} fewer than ${frames} pairs, down to ${min}: the last is repeated.`]
    : []
