/** A much longer distance between snapshots than usual is a gap; a changed pace is not. */
import { expect, it } from 'vitest'
import { createWatched } from './gaps'

function gapsOf(steps: readonly number[]): (readonly [number, number])[] {
  const watched = createWatched()
  for (const step of steps) watched.take(step)
  return watched.gaps.map(({ from, to }) => [from, to])
}

it('steps in one go are a gap, whatever comes after them at the pace from before', () => {
  expect(gapsOf([0, 1, 60])).toEqual([[1, 60]])
  expect(gapsOf([0, 1, 60, 61])).toEqual([[1, 60]])
  expect(gapsOf([0, 1, 3, 40])).toEqual([[3, 40]])
  expect(gapsOf([0, 1, 6, 50, 51, 52])).toEqual([[6, 50]])
})

it('training that is played or stepped through has none, also where the pace changes', () => {
  expect(gapsOf([0, 1, 7, 15, 25, 40])).toEqual([])
  expect(gapsOf([0, 6, 9, 10, 25])).toEqual([])
  expect(gapsOf([0, 1, 2, 3, 4, 40, 75, 112, 113, 114, 115, 150, 190])).toEqual([])
  expect(gapsOf([0, 100, 210, 290, 300, 301, 302])).toEqual([])
  // Submissions grow until they take long enough.
  expect(gapsOf([0, 1, 3, 10, 45, 200, 400])).toEqual([])
})

it('begins at 0 where the first moment is of a later step', () => {
  expect(gapsOf([50, 51])).toEqual([[0, 50]])
  expect(gapsOf([1, 2])).toEqual([])
})

it('a stop is a gap at half that, whatever the pace after it', () => {
  const watched = createWatched()
  for (const step of [0, 2, 4]) watched.take(step)
  watched.stop()
  expect(watched.until(8)).toEqual([])
  expect(watched.until(9)).toEqual([{ from: 4, to: 9 }])
  watched.take(10)
  watched.take(16)
  expect(watched.gaps).toEqual([{ from: 4, to: 10 }])
})

it('of moments of which not all were kept the gaps are those that were told', () => {
  const watched = createWatched()
  watched.put([0, 2, 30, 90], [{ from: 2, to: 28 }])
  expect(watched.gaps).toEqual([{ from: 2, to: 28 }])
  watched.put([20, 30], [])
  expect(watched.gaps).toEqual([{ from: 0, to: 20 }])
})
