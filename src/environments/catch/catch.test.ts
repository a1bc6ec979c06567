/** Catching fruit: what an episode is, where fruits fall, and what simple rules get out of it. */
import { expect, test } from 'vitest'
import { meanOf, type Policy, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'
import { packed, runCode } from './reference'

const gpu = await kernelGpu()
const draws = { seed: 1, split: 0 }
const cellOf = (observation: readonly number[], value: number) => observation.indexOf(value)

/** The fruit is hidden only where the basket covers it. */
const towards: Policy = (observation) => {
  const basket = cellOf(observation, 1) % 7
  const fruit = cellOf(observation, -1)
  return [fruit < 0 ? 1 : 1 + Math.sign((fruit % 7) - basket)]
}

test.each([1, 5, 7])('of %i runs all are caught by going to the fruit', async (runs) => {
  expect(await returnsOf(gpu, { kind: 'catch', runs }, 40, towards)).toEqual(new Array(40).fill(runs))
})

test('random actions catch 0.15 of a run, standing still 0.17', async () => {
  const spec = { kind: 'catch', runs: 5 } as const
  const [random, still] = [
    await returnsOf(gpu, spec, 400, (_, __, random) => [Math.floor(3 * random())]),
    await returnsOf(gpu, spec, 400, () => [1]),
  ]
  // 2000 runs with a standard deviation of .37.
  expect(Math.abs(meanOf(random) / 5 - 0.15)).toBeLessThan(4 * 0.0083)
  expect(Math.abs(meanOf(still) / 5 - 1 / 6)).toBeLessThan(4 * 0.0083)
})

test('a run is six moves and a step that shows the next one; the last move pays all and is terminal', async () => {
  const start = [0, 1, 0, 2, 4, 0, ...packed([runCode(2, 4), runCode(5, 1)])]
  using played = await player(gpu, { kind: 'catch', runs: 2 }, 1, draws, 14, { states: [start] })
  const seen = (await played.steps([0, 0, 1, 1, 1, 1, 0, 2, 2, 2, 2, 1, 1, 0].map((action) => [[action]]))).slice(1).map(([one]) => one!)
  const cells = seen.map(({ state }) => state.slice(2, 6))
  expect(cells[5]).toEqual([6, 2, 2, 1])
  expect(cells[6]).toEqual([0, 5, 1, 1])
  expect(cells[12]).toEqual([6, 5, 5, 2])
  expect(seen.map(({ reward }) => reward)).toEqual([...new Array(12).fill(0), 2, 0])
  expect(seen.map(({ end }) => end)).toEqual([...new Array(12).fill(0), END.terminated, END.reset])
  // When the fruit has been caught, only the basket is visible.
  expect(seen[5]!.observation.filter((x) => x !== 0)).toEqual([1])
  expect([cellOf(seen[6]!.observation, -1), cellOf(seen[6]!.observation, 1)]).toEqual([5, 43])
})

test('fruits fall in the first six columns and baskets start in the middle four, all alike often', async () => {
  using played = await player(gpu, { kind: 'catch', runs: 1 }, 600, { seed: 9, split: 0 })
  const seen = await played.step(Array.from({ length: 600 }, () => [0]))
  const often = (word: number, column: number) => seen.filter(({ state }) => state[word] === column).length
  for (let column = 0; column < 7; column++) {
    const [fruits, baskets] = [column < 6 ? 100 : 0, column > 0 && column < 5 ? 150 : 0]
    expect(Math.abs(often(3, column) - fruits)).toBeLessThanOrEqual(4 * Math.sqrt(fruits))
    expect(Math.abs(often(4, column) - baskets)).toBeLessThanOrEqual(4 * Math.sqrt(baskets))
  }
})
