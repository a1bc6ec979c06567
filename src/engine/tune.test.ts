/** The tuner: takes a variant only where it is clearly faster, one key at a time. */
import { expect, test } from 'vitest'
import { pick, tune } from './tune'

test('the fastest variant is taken, unless the gain is noise', () => {
  expect(pick({ dense: 10, events: 4, bits: 5 }, 'dense')).toBe('events')
  expect(pick({ dense: 10, events: 9.8 }, 'dense')).toBe('dense')
  expect(() => pick({ events: 1 }, 'dense')).toThrow('no time for the present variant dense')
})

test('keys are tuned one after the other, each with the others as they are by then', async () => {
  const cost: Record<string, number> = { a1: 5, a2: 3, b1: 2, b2: 4, b3: 1 }
  const seen: string[] = []
  const tunedVariants = await tune({ a: ['a1', 'a2'], b: ['b1', 'b2', 'b3'] }, {}, async (c) => {
    seen.push(`${c.a ?? '-'} ${c.b ?? '-'}`)
    return cost[c.a ?? 'a1']! + cost[c.b ?? 'b1']!
  })
  expect(tunedVariants).toEqual({ a: 'a2', b: 'b3' })
  expect(seen).toEqual(['a1 -', 'a2 -', 'a2 b1', 'a2 b2', 'a2 b3'])
})

test('it stops between two measurements', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  const tuning = tune(
    { a: ['a1', 'a2'], b: ['b1', 'b2'] },
    {},
    async (c) => {
      seen.push(`${c.a} ${c.b ?? '-'}`)
      if (c.b) stop.abort(new Error('enough'))
      return 1
    },
    undefined,
    stop.signal,
  )
  await expect(tuning).rejects.toThrow('enough')
  expect(seen).toEqual(['a1 -', 'a2 -', 'a1 b1'])
})
