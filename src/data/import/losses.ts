/** Counts what is lost in converting recordings to a set, and describes it. */
import { megabytes } from '../formats/stream'
import { type Losses, lossText } from './schema'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export interface Lost extends Writable<Losses> {
  /** Samples without a single event. */
  empty: number
  /** A sentence for each recording that could not be read. */
  readonly damaged: string[]
  /** Sentences on recordings of which something was skipped or corrected. */
  readonly flawed: string[]
}

export const noneLost = (): Lost => ({ events: 0, skipped: 0, saturated: 0, outside: 0, unsliced: 0, empty: 0, damaged: [], flawed: [] })

/** The maximum number of sentences of one kind in a note. */
const NAMED = 3

/** The first sentences, and the number of the others. */
export function firstOf(sentences: readonly string[]): string {
  const more = sentences.length > NAMED ? ` And ${sentences.length - NAMED} more.` : ''
  return `${sentences.slice(0, NAMED).join(' ')}${more}`
}

interface Halved {
  readonly half: 'train' | 'test'
}

/** Describes how many samples were left out. @param bytes of all samples. @param max the maximum size in bytes. */
export function thinningText(all: readonly Halved[], kept: readonly Halved[], bytes: number, max: number): string[] {
  if (kept.length === all.length) return []
  const count = (samples: readonly Halved[], half: Halved['half']) => samples.filter((sample) => sample.half === half).length
  return [
    `${count(kept, 'train')} of ${count(all, 'train')} training and ${count(kept, 'test')} of ${count(all, 'test')} test samples are kept, ` +
      `evenly of each class: all would come to ${megabytes(bytes)}, and up to ${megabytes(max)} fit.`,
  ]
}

export function lostText(lost: Lost, samples: number): string[] {
  const { empty, damaged, flawed } = lost
  const notes: string[] = []
  if (damaged.length > 0)
    notes.push(
      `${damaged.length} of ${samples} recordings could not be read and ${damaged.length === 1 ? 'is' : 'are'} left out. ${firstOf(damaged)}`,
    )
  if (flawed.length > 0) notes.push(`Of ${flawed.length} of ${samples} recordings something was skipped or corrected. ${firstOf(flawed)}`)
  notes.push(...lossText(lost))
  if (empty > 0) notes.push(`${empty} ${empty === 1 ? 'sample has' : 'samples have'} no event at all.`)
  return notes
}
