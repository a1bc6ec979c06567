/** Concatenated columns of events. */
import { expect, it } from 'vitest'
import { columnsFor, eventsFrom, joined, put } from './events'

it('pieces become one, in columns of their own', () => {
  const all = columnsFor(5)
  for (let i = 0; i < 5; i++) for (const [n, column] of [all.t, all.x, all.y, all.polarity].entries()) column[i] = 10 * n + i
  const whole = joined([eventsFrom(all, 0, 2), eventsFrom(all, 2, 2), eventsFrom(all, 2, 5)])
  expect(whole).toEqual(all)
  all.t[0] = 99
  expect(whole.t[0]).toBe(0)
  expect(joined([]).count).toBe(0)
})

it('a piece is put behind what is there, and no more of its columns than it has', () => {
  const into = columnsFor(4)
  const long = columnsFor(3)
  long.x.fill(7)
  expect(put({ ...long, count: 2 }, into, 1)).toBe(3)
  expect([...into.x]).toEqual([0, 7, 7, 0])
})
