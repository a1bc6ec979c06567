/** Remembering a bit: what is seen when, and what an answer gets. */
import { expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()

test('the context is seen at the start and behind the first step, then time alone', async () => {
  using played = await player(gpu, { kind: 'memoryChain', length: 4 }, 1, { seed: 1, split: 0 }, 6)
  const seen = (await played.steps(new Array(6).fill([[0]]))).slice(1).map(([one]) => one!)
  const bit = seen[0]!.observation[2]!
  expect(Math.abs(bit)).toBe(1)
  const times = [1, 1, 0.75, 0.5, 0.25, 0]
  expectClose(
    seen.flatMap(({ observation }) => observation),
    times.flatMap((time, t) => [time, 0, t < 2 ? bit : 0]),
    { absolute: 1e-7, reason: 'quarters are exact' },
  )
  expect(seen.map(({ reward }) => reward)).toEqual([0, 0, 0, 0, 0, bit === -1 ? 1 : -1])
  expect(seen.map(({ end }) => end)).toEqual([END.reset, 0, 0, 0, 0, END.terminated])
})

test('an agent that remembers gets 1, one that guesses 0 on average', async () => {
  const spec = { kind: 'memoryChain', length: 12 } as const
  const remembered = await returnsOf(gpu, spec, 50, (_, timeSteps) => [timeSteps[0]!.observation[2]! > 0 ? 1 : 0])
  expect(remembered).toEqual(new Array(50).fill(1))
  const guessed = await returnsOf(gpu, { ...spec, length: 2 }, 400, () => [1])
  expect(Math.abs(meanOf(guessed))).toBeLessThan(4 / Math.sqrt(400))
})
