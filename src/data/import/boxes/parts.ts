/** Selects which label times of which recordings are for training and for testing, and which of them fit. Pure. */
import { permute, randomKey, streamOf } from '../../../engine/random'
import { BOX_PARTS, boxedSampleBytes, MAX_BOXED_BYTES } from '../../boxes/schema'
import { type Counts, samplesIn } from '../../schema'
import type { BoxFolder, BoxPair } from './folder'
import { type BoxChoice, type BoxCost, sizesOf } from './schema'

/** A recording with its label times in microseconds, increasing; for N-Caltech101 a single infinite one, which stands for the end. */
export interface LabeledPair extends BoxPair {
  readonly times: Float64Array
  readonly boxes: number
}

export type LabeledFolder = Omit<BoxFolder, 'pairs'> & { readonly pairs: readonly LabeledPair[] }

type Part = (typeof BOX_PARTS)[number]

/** The part of each recording; undefined where it is left out. */
function partsOf({ pairs, split }: LabeledFolder, { validation, testShare, seed }: BoxChoice): (Part | undefined)[] {
  if (split) {
    const hasTest = pairs.some(({ part }) => part === 'test')
    const held = hasTest ? ({ part: 'validation', train: 'train', none: undefined } as const)[validation] : 'test'
    return pairs.map(({ part }) => (part === 'validation' ? held : part))
  }
  // The split is the same fraction of each class, where recordings have one.
  const counts = new Map<number, number>()
  for (const { label = 0 } of pairs) counts.set(label, (counts.get(label) ?? 0) + 1)
  const seen = new Map<number, number>()
  return pairs.map(({ label = 0 }) => {
    const [place, count] = [seen.get(label) ?? 0, counts.get(label)!]
    seen.set(label, place + 1)
    const tests = count < 2 ? 0 : Math.max(1, Math.floor((testShare / 100) * count))
    return permute(place, count, randomKey(seed, streamOf(`boxes of class ${label}`))) < tests ? 'test' : 'train'
  })
}

/** The label times of a recording that a choice selects. */
function chosenOf({ times }: LabeledPair, { every, after }: BoxChoice): Float64Array {
  let last = -Infinity
  return times.filter((t) => {
    const isIn = (after < 0 || t > 1000 * after) && t - last >= 1000 * every
    if (isIn) last = t
    return isIn
  })
}

export interface PlannedRecording {
  /** The index of the recording in its folder. */
  readonly n: number
  readonly part: Part
  /** The label times that become samples if they have boxes and events. */
  readonly times: Float64Array
}

export interface BoxPlan extends BoxCost {
  /** The recordings by part, those for training first. */
  readonly recordings: readonly PlannedRecording[]
  /** The number of label times that are too early for the choice. */
  readonly early: number
}

/** Plans the samples of a set. If they exceed `max` bytes, they are thinned out evenly, by the same fraction in each part. */
export function planBoxes(folder: LabeledFolder, choice: BoxChoice, max = MAX_BOXED_BYTES): BoxPlan {
  const parts = partsOf(folder, choice)
  const chosen = folder.pairs.map((pair) => chosenOf(pair, choice))
  const count = (part: Part) => chosen.reduce((sum, times, n) => sum + (parts[n] === part ? times.length : 0), 0)
  const all = { train: count('train'), validation: count('validation'), test: count('test') }
  const each = boxedSampleBytes(sizesOf(choice))
  const share = Math.min(1, max / (each * Math.max(1, samplesIn(all))))
  const kept = { train: 0, validation: 0, test: 0 }
  const recordings = BOX_PARTS.flatMap((part) => {
    const target = Math.min(all[part], Math.max(1, Math.floor(share * all[part])))
    let at = 0
    return chosen.flatMap((times, n) => {
      if (parts[n] !== part) return []
      // Keeps a time whenever the target number of samples increases.
      const thin = times.filter(() => {
        at++
        return Math.floor((at * target) / all[part]) > Math.floor(((at - 1) * target) / all[part])
      })
      kept[part] += thin.length
      return thin.length > 0 ? [{ n, part, times: thin }] : []
    })
  })
  const early = folder.pairs.reduce((sum, { times }, n) => sum + (parts[n] ? earlyOf(times, choice) : 0), 0)
  return { recordings, all: withoutNone(all), ...withoutNone(kept), bytes: each * samplesIn(kept), early }
}

const withoutNone = ({ train, validation, test }: Counts): Counts => ({ train, ...(validation && { validation }), test })

const earlyOf = (times: Float64Array, { after }: BoxChoice): number =>
  after < 0 ? 0 : times.reduce((sum, t) => sum + Number(t <= 1000 * after), 0)
