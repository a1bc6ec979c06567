/**
 * What is known of a folder of DVS-SLR before it becomes a set, and what the user chooses of how it does: the page and the worker that
 * opens files speak of it. Data, and what is read off it.
 */
import { type AnyData, type DataSpec, dataSchema } from '../../datasets/schema'
import { MAX_FRAME_BYTES } from '../../events/schema'
import { isSlr, SLR_LIGHTS, SLR_POSITIONS, type SlrPairing, type SlrSpec, slrPairingOf, slrSampleBytes } from '../../events/slr/schema'
import type { Counts } from '../../schema'
import type { Losses } from '../schema'

/** A recording by the names of its two files: the numbers of its sign, light and position are their places in the set's lists. */
export interface SlrTag {
  /** Of its events. */
  readonly path: string
  readonly user: number
  readonly label: number
  readonly light: number
  readonly position: number
}

export interface SlrFound {
  /** Of the folder. */
  readonly name: string
  /** By user, sign, light and position. */
  readonly samples: readonly SlrTag[]
  /** Files that make no sample, and why: a sentence each. */
  readonly left: readonly string[]
}

export interface SlrChoice {
  readonly pairing: SlrPairing
  /** What becomes of the import where a recording cannot be read. */
  readonly damaged: 'skip' | 'stop'
}

/** One recording as a choice makes it: a step of it, and what became of the whole. */
export interface SlrPreview extends Losses {
  /** [height, width, 2], OFF before ON. */
  readonly counts: Uint8Array
  /** [height, width, channels] */
  readonly picture: Uint8Array
  /** Pairs that it has, before they are cut or filled up to the steps. */
  readonly pairs: number
  /** Of its file. */
  readonly pictures: number
  /** Microseconds from its first image on. */
  readonly first: number
  readonly last: number
  /** What was skipped or changed as it was read, in sentences. */
  readonly notes: readonly string[]
}

export type SlrHalf = 'train' | 'test'
export const halfOf = ({ user }: Pick<SlrTag, 'user'>, { testUsers }: Pick<SlrPairing, 'testUsers'>): SlrHalf =>
  testUsers.includes(user) ? 'test' : 'train'

export const usersOf = ({ samples }: Pick<SlrFound, 'samples'>): number[] =>
  [...new Set(samples.map(({ user }) => user))].sort((a, b) => a - b)

const DEFAULT = dataSchema.parse({ kind: 'dvsSlr' }) as SlrSpec

/** As an experiment wants it that learns from the set; else with test users among those that are here. */
export function slrChoiceFor(found: Pick<SlrFound, 'samples'>, wanted?: AnyData): SlrChoice {
  if (wanted && isSlr(wanted)) return { pairing: slrPairingOf(wanted), damaged: 'skip' }
  const users = usersOf(found)
  const usual = users.filter((user) => DEFAULT.testUsers.includes(user))
  const last = users.slice(-Math.max(1, Math.round((users.length * DEFAULT.testUsers.length) / 43)))
  const testUsers = usual.length > 0 && usual.length < users.length ? DEFAULT.testUsers : last
  return { pairing: slrPairingOf({ ...DEFAULT, testUsers }), damaged: 'skip' }
}

/**
 * The samples that fit: of each half, sign, light and position the same share, and one at least; and of each of these others of the
 * users, so that as many people as can be are in the set.
 * @returns their places, rising.
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

/** What a choice takes. */
export interface SlrCost extends Counts {
  /** Without thinning. */
  readonly all: Counts
  /** Of all samples that are kept. */
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

/** Why a choice makes no set; null where it does. */
export function slrRefusal(cost: SlrCost, max = MAX_FRAME_BYTES): string | null {
  if (cost.all.train === 0) return 'Every user who is here is for testing: leave some for training.'
  if (cost.all.test === 0) return 'No user who is here is for testing: choose some.'
  if (cost.bytes > max)
    return `One sample of each sign, light and position alone comes to ${Math.ceil(cost.bytes / 1e6)} MB, and up to ${Math.ceil(max / 1e6)} fit. Choose fewer or smaller frames.`
  return null
}

/** What an experiment says of the set. */
export const slrData = (pairing: SlrPairing): DataSpec => dataSchema.parse({ kind: 'dvsSlr', ...slrPairingOf(pairing) })
