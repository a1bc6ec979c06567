/** A key, apples and a door: each rule by itself, and what a player who knows them gets. */
import { describe, expect, test } from 'vitest'
import { meanOf, type Policy, player, returnsOf, type Seen } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'
import { APPLE_PLACES, THINGS } from './schema'

const gpu = await kernelGpu()
const spec = { kind: 'keyToDoor' } as const
const draws = { seed: 1, split: 0 }
const [NORTH, SOUTH, WEST, EAST] = [0, 1, 2, 3]

interface Start {
  readonly elapsed?: number
  readonly at: readonly [number, number]
  readonly key?: number
  readonly keyPlace?: number
  /** The state of an apple place, by its number. */
  readonly apples?: Readonly<Record<number, number>>
}
const stateOf = ({ elapsed = 0, at, key = 0, keyPlace = 0, apples = {} }: Start) => [
  elapsed,
  1,
  ...at,
  key,
  keyPlace,
  0,
  ...Array.from({ length: APPLE_PLACES }, (_, place) => apples[place] ?? 0),
]

async function walk(start: Start, actions: readonly number[]): Promise<readonly Seen[]> {
  using played = await player(gpu, spec, 1, draws, actions.length, { states: [stateOf(start)] })
  const seen = await played.steps(actions.map((action) => [[action]]))
  return seen.slice(1).map(([one]) => one!)
}
const places = (seen: readonly Seen[]) => seen.map(({ state }) => state.slice(2, 4))
const keys = (seen: readonly Seen[]) => seen.map(({ state }) => state[4])

const LETTERS = { wall: '#', key: 'k', apple: 'a', door: 'd', mark: 'i', agent: '+' } as const
/** The observation as five lines; a point is an empty cell. */
const picture = ({ observation }: Seen): string[] =>
  Array.from({ length: 5 }, (_, row) =>
    Array.from({ length: 5 }, (_, column) => {
      const there = THINGS.filter((_, plane) => observation[25 * plane + 5 * row + column] === 1)
      expect(there.length).toBeLessThanOrEqual(1)
      return there[0] ? LETTERS[there[0]] : '.'
    }).join(''),
  )

describe('the first room', () => {
  test('has a key in the upper block and the agent in the lower one, anywhere in them', async () => {
    using played = await player(gpu, spec, 500, draws)
    const seen = await played.step(Array.from({ length: 500 }, () => [0]))
    const often = (value: (state: readonly number[]) => string) => {
      const values = seen.map(({ state }) => value(state))
      return [...new Set(values)].map((one) => values.filter((other) => other === one).length)
    }
    for (const counts of [often((state) => `${state[2]},${state[3]}`), often((state) => `${state[5]}`)]) {
      expect(counts).toHaveLength(10)
      expect(Math.max(...counts.map((count) => Math.abs(count - 50)))).toBeLessThan(4 * Math.sqrt(45))
    }
    for (const { state } of seen) {
      expect([4, 5]).toContain(state[2])
      expect([3, 4, 5, 6, 7]).toContain(state[3])
    }
  })

  test('shows walls, the key, and nothing beyond the board', async () => {
    const [seen] = await walk({ at: [3, 5], keyPlace: 8 }, [NORTH])
    expect(picture(seen!)).toEqual(['#####', '.....', '..+k.', '#...#', '.....'])
    const [corner] = await walk({ at: [5, 3] }, [WEST])
    expect(picture(corner!)).toEqual(['.##..', '.#...', '.#+..', '.####', '.....'])
  })

  test('walls stop; a step on the key takes it for nothing, and a mark shows for one time step', async () => {
    const seen = await walk({ at: [4, 3], keyPlace: 6 }, [WEST, NORTH, EAST, NORTH, NORTH, SOUTH])
    expect(places(seen)).toEqual([
      [4, 3],
      [4, 3],
      [4, 4],
      [3, 4],
      [2, 4],
      [3, 4],
    ])
    expect(keys(seen)).toEqual([0, 0, 0, 0, 1, 1])
    expect(seen.map(({ reward }) => reward)).toEqual(new Array(6).fill(0))
    expect(picture(seen[3]!)).toEqual(['#....', '#.k..', '##+..', '#....', '#....'])
    expect(picture(seen[4]!)).toEqual(['###i#', '#....', '#.+..', '##...', '#....'])
    expect(picture(seen[5]!)[2]).toBe('##+..')
    expect(seen[5]!.observation.slice(25 * 4, 25 * 5)).toEqual(new Array(25).fill(0))
  })

  test('the fifteenth step leads into the second, with the key if it is the one that takes it', async () => {
    const [before, seen] = await walk({ elapsed: 13, at: [3, 5], keyPlace: 7 }, [EAST, NORTH])
    expect(before!.state.slice(0, 4)).toEqual([14, 1, 3, 6])
    expect(seen!.state.slice(0, 4)).toEqual([15, 1, 5, 5])
    const [taken] = await walk({ elapsed: 14, at: [3, 5], keyPlace: 7 }, [NORTH])
    expect(taken!.state.slice(2, 7)).toEqual([5, 5, 1, 7, 0])
  })
})

describe('the second room', () => {
  test('has ten apples on every second cell but the agent’s, each as likely as any', async () => {
    using played = await player(gpu, spec, 600, { seed: 2, split: 0 })
    const seen = await played.step(Array.from({ length: 600 }, () => [0]))
    const apples = seen.map(({ state }) => state.slice(7))
    expect(apples.every((there) => there.filter((apple) => apple === 1).length === 10 && there[20] === 0)).toBe(true)
    for (let place = 0; place < APPLE_PLACES; place++) {
      const often = apples.filter((there) => there[place] === 1).length
      if (place !== 20) expect(Math.abs(often - (600 * 10) / 22)).toBeLessThan(4 * Math.sqrt((600 * 10 * 12) / 22 ** 2))
    }
  })

  test('shows apples where they lie, and pays 1 for each', async () => {
    // Place 19 is cell 38: row 5, column 3; place 15 is cell 30: row 4, column 4; place 11 is cell 22, in the middle.
    const seen = await walk({ elapsed: 20, at: [5, 5], apples: { 11: 1, 15: 1, 19: 1 } }, [SOUTH, WEST, WEST, EAST, NORTH, NORTH, EAST])
    expect(picture(seen[0]!)).toEqual(['..a..', '.a...', 'a.+..', '#####', '.....'])
    expect(seen.map(({ reward }) => reward)).toEqual([0, 0, 1, 0, 1, 0, 1])
    expect(picture(seen[6]!)).toEqual(['.....', '.....', '..+..', '.....', '.....'])
  })

  test('an apple is back 21 steps after it was taken, and one who waits on it gets it a step later', async () => {
    const waiting = await walk({ elapsed: 15, at: [5, 4], apples: { 19: 1 } }, [WEST, ...new Array(44).fill(SOUTH)])
    expect(waiting.flatMap(({ reward }, t) => (reward === 1 ? [t] : []))).toEqual([0, 22, 44])
    const leaving = await walk({ elapsed: 15, at: [5, 4], apples: { 19: 1 } }, [WEST, EAST, ...new Array(19).fill(SOUTH), SOUTH, WEST])
    expect(leaving.map((seen) => picture(seen)[2]![1] === 'a')).toEqual([...new Array(21).fill(false), true, false])
    expect(leaving.at(-1)!.reward).toBe(1)
  })

  test('its sixtieth step leads into the third, and still pays', async () => {
    const seen = await walk({ elapsed: 73, at: [5, 5], apples: { 19: 1 } }, [WEST, WEST])
    expect(seen.map(({ reward }) => reward)).toEqual([0, 1])
    expect(seen[1]!.state.slice(0, 4)).toEqual([75, 1, 3, 5])
    expect(picture(seen[1]!)).toEqual(['##d##', '#...#', '#.+.#', '#...#', '#####'])
  })
})

describe('the third room', () => {
  test('its door stops an agent without the key', async () => {
    const seen = await walk({ elapsed: 75, at: [3, 5] }, [NORTH, NORTH, NORTH])
    expect(places(seen).at(-1)).toEqual([2, 5])
    expect(seen.map(({ reward }) => reward)).toEqual([0, 0, 0])
  })

  test('the first step on it with the key pays 5, once; then it stays open', async () => {
    const seen = await walk({ elapsed: 75, at: [3, 5], key: 1 }, [NORTH, NORTH, SOUTH, NORTH, NORTH, NORTH, WEST])
    expect(seen.map(({ reward }) => reward)).toEqual([0, 5, 0, 0, 0, 0, 0])
    expect(keys(seen)).toEqual([1, 2, 2, 2, 2, 2, 2])
    // Outside the walls the board is free to its edge.
    expect(places(seen).slice(3)).toEqual([
      [1, 5],
      [0, 5],
      [0, 5],
      [0, 4],
    ])
  })

  test('its tenth step is terminal, whatever it does', async () => {
    const seen = await walk({ elapsed: 82, at: [3, 5] }, [SOUTH, WEST, EAST, NORTH])
    expect(seen.map(({ end }) => end)).toEqual([0, 0, END.terminated, END.reset])
    expect(seen[2]!.state[0]).toBe(85)
  })
})

test('one who takes the key, eats what is near and opens the door gets more than one without the key', async () => {
  /** A policy from the state: walks to the key, to the nearest visible apple, to the door. */
  const knowing =
    (wants: boolean): Policy =>
    (_, timeSteps) => {
      const [elapsed, , row, column, key, place, , ...apples] = timeSteps.at(-1)!.state
      const to = (r: number, c: number) => [row! > r ? NORTH : row! < r ? SOUTH : column! > c ? WEST : EAST]
      if (elapsed! < 15) {
        if (!wants || key === 1) return [SOUTH]
        const [r, c] = [1 + Math.floor(place! / 5), 3 + (place! % 5)]
        // Through the passage, three cells wide.
        if (row! > 3 && (column! < 4 || column! > 6)) return [column! < 4 ? EAST : WEST]
        if (row! > 2) return [NORTH]
        return column! === c ? to(r, c) : [column! > c ? WEST : EAST]
      }
      if (elapsed! >= 75) return to(1, 5)
      const lying = apples.flatMap((apple, i) => (apple === 1 ? [[1 + Math.floor((2 * i) / 9), 1 + ((2 * i) % 9)] as const] : []))
      const near = lying.sort(
        (a, b) => Math.abs(a[0] - row!) + Math.abs(a[1] - column!) - Math.abs(b[0] - row!) - Math.abs(b[1] - column!),
      )[0]
      return near ? to(...near) : [SOUTH]
    }
  const [withKey, without] = [await returnsOf(gpu, spec, 40, knowing(true)), await returnsOf(gpu, spec, 40, knowing(false))]
  expect(meanOf(withKey) - meanOf(without)).toBe(5)
  expect(meanOf(withKey)).toBeGreaterThan(20)
  expect(Math.max(...withKey)).toBeLessThan(33)
})
