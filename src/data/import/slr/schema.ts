/**
 * What is known of a folder of DVS-SLR before it becomes a data set, and how the user chooses to convert it. The page and the worker that
 * reads files exchange these records. Data, and what is derived from it.
 */
import { type AnyData, type DataSpec, dataSchema } from '../../datasets/schema'
import { MAX_FRAME_BYTES } from '../../events/schema'
import { isSlr, SLR_LIGHTS, SLR_POSITIONS, type SlrPairing, type SlrSpec, slrPairingOf, slrSampleBytes } from '../../events/slr/schema'
import type { Counts } from '../../schema'
import type { Losses } from '../schema'

/** A recording, identified by the names of its two files. Label, light and position are indices in the set's lists. */
export interface SlrTag {
  /** The path of the event file. */
  readonly path: string
  readonly user: number
  readonly label: number
  readonly light: number
  readonly position: number
}

export interface SlrFound {
  /** The name of the folder. */
  readonly name: string
  /** Sorted by user, sign, light and position. */
  readonly samples: readonly SlrTag[]
  /** Files that give no sample and why, a sentence each. */
  readonly left: readonly string[]
}

export interface SlrChoice {
  readonly pairing: SlrPairing
  /** Whether to skip a recording that cannot be read or to stop the import. */
  readonly damaged: 'skip' | 'stop'
}

/** One time step of a recording as a choice would make it, and the losses of the whole recording. */
export interface SlrPreview extends Losses {
  /** [height, width, 2], OFF before ON. */
  readonly counts: Uint8Array
  /** [height, width, channels] */
  readonly image: Uint8Array
  /** The number of event-image pairs, before they are cut or filled up to the time steps. */
  readonly pairs: number
  /** The number of images in the file. */
  readonly pictures: number
  /** Microseconds since the first image. */
  readonly first: number
  readonly last: number
  /** What was skipped or changed while reading, in sentences. */
  readonly notes: readonly string[]
}

export type SlrHalf = 'train' | 'test'
export const halfOf = ({ user }: Pick<SlrTag, 'user'>, { testUsers }: Pick<SlrPairing, 'testUsers'>): SlrHalf =>
  testUsers.includes(user) ? 'test' : 'train'

export const usersOf = ({ samples }: Pick<SlrFound, 'samples'>): number[] =>
  [...new Set(samples.map(({ user }) => user))].sort((a, b) => a - b)

const DEFAULT = dataSchema.parse({ kind: 'dvsSlr' }) as SlrSpec

/** The default choice: the settings of the current experiment if it uses this set, otherwise with test users among those present. */
export function slrChoiceFor(found: Pick<SlrFound, 'samples'>, wanted?: AnyData): SlrChoice {
  if (wanted && isSlr(wanted)) return { pairing: slrPairingOf(wanted), damaged: 'skip' }
  const users = usersOf(found)
  const usual = users.filter((user) => DEFAULT.testUsers.includes(user))
  const last = users.slice(-Math.max(1, Math.round((users.length * DEFAULT.testUsers.length) / 43)))
  const testUsers = usual.length > 0 && usual.length < users.length ? DEFAULT.testUsers : last
  return { pairing: slrPairingOf({ ...DEFAULT, testUsers }), damaged: 'skip' }
}

/**
 * The samples that fit: the same fraction of each half, sign, light and position, at least one; and different users for each of these, so
 * that as many as possible are in the set.
 * @returns their indices, in ascending order.
 */
export function slrKept(samples: readonly SlrTag[], pairing: SlrPairing, max = MAX_FRAME_BYTES): number[] {
  const share = Math.min(1, max / (slrSampleBytes(pairing) * samples.length))
  if (share === 1) return samples.map((_, n) => n)
  const groups = new Map<string, number[]>()
  for (const [n, tag] of samples.entries()) {
    const key = [halfOf(tag, pairing), tag.label, tag.light, tag.position].join()
    groups.set(key, [...(groups.get(key) ?? []), n])
  }
  const kept = [...groups.values()].flatMap((all) => {
    const { label, light, position } = samples[all[0]!]!
    const turn = (label * SLR_LIGHTS.length + light) * SLR_POSITIONS.length + position
    const count = Math.max(1, Math.floor(all.length * share))
    return Array.from({ length: count }, (_, i) => all[(Math.floor((i * all.length) / count) + turn) % all.length]!)
  })
  return kept.sort((a, b) => a - b)
}

/** The number of samples and bytes of a choice. */
export interface SlrCost extends Counts {
  /** The counts before thinning. */
  readonly all: Counts
  /** The size of all samples that remain after thinning. */
  readonly bytes: number
}

export function slrCost({ samples }: Pick<SlrFound, 'samples'>, pairing: SlrPairing, max = MAX_FRAME_BYTES): SlrCost {
  const count = (places: readonly SlrTag[]): Counts => {
    const test = places.filter((tag) => halfOf(tag, pairing) === 'test').length
    return { train: places.length - test, test }
  }
  const kept = slrKept(samples, pairing, max).map((n) => samples[n]!)
  return { ...count(kept), all: count(samples), bytes: kept.length * slrSampleBytes(pairing) }
}

/** The reason why a choice gives no set; null if it does. */
export function slrRefusal(cost: SlrCost, max = MAX_FRAME_BYTES): string | null {
  if (cost.all.train === 0) return 'Every user who is here is for testing: leave some for training.'
  if (cost.all.test === 0) return 'No user who is here is for testing: choose some.'
  if (cost.bytes > max)
    return `One sample of each sign, light and position alone comes to ${Math.ceil(cost.bytes / 1e6)} MB, and up to ${Math.ceil(max / 1e6)} fit. Choose fewer or smaller frames.`
  return null
}

/** The `data` of an experiment with this set. */
export const slrData = (pairing: SlrPairing): DataSpec => dataSchema.parse({ kind: 'dvsSlr', ...slrPairingOf(pairing) })
