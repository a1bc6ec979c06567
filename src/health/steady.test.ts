/** Notes do not flicker: they appear and disappear once several frames agree; while training is paused the newest frame decides. */
import { expect, it } from 'vitest'
import type { Note } from './evidence'
import { after, HOLD, NOTHING, type Steady, shownOf } from './steady'

const note = (text = ''): Note => ({ id: 'dead', severity: 'warn', title: 'lif1 is silent', text, remedies: [], see: '' })
const run = (held: Steady, ...frames: readonly (readonly Note[])[]) => frames.reduce((now, found) => after(now, found, true), held)
const ids = (held: Steady) => shownOf(held).map(({ id }) => id)

it('shows what was found in three frames in a row, and hides it after three without', () => {
  expect(HOLD).toBe(3)
  const two = run(NOTHING, [note()], [note()])
  expect(ids(two)).toEqual([])
  const three = run(two, [note()])
  expect(ids(three)).toEqual(['dead'])
  expect(ids(run(three, [], []))).toEqual(['dead'])
  expect(ids(run(three, [], [], []))).toEqual([])
})

it('neither shows nor hides what comes and goes', () => {
  expect(ids(run(NOTHING, [note()], [note()], [], [note()], [note()], []))).toEqual([])
  const shown = run(NOTHING, [note()], [note()], [note()])
  expect(ids(run(shown, [], [note()], [], [], [note()]))).toEqual(['dead'])
})

it('shows the newest words of what is still found, and the last of what is not', () => {
  const shown = run(NOTHING, [note()], [note()], [note('1')], [note('2')])
  expect(shownOf(shown)[0]?.text).toBe('2')
  expect(shownOf(run(shown, []))[0]?.text).toBe('2')
})

it('says at once what the only frame of a standstill shows, and no more', () => {
  expect(ids(after(NOTHING, [note()], false))).toEqual(['dead'])
  expect(ids(after(run(NOTHING, [note()], [note()], [note()]), [], false))).toEqual([])
})
