/** A car in a valley: its golden steps, its ends, and what the sign of the speed gets out of it. */
import { expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()
const spec = { kind: 'mountainCar', mask: 'F', limit: 999, cost: 'applied' } as const
const from = async (state: readonly number[], actions: readonly number[], cost: 'applied' | 'asked' = 'applied') => {
  using played = await player(gpu, { ...spec, cost }, 1, { seed: 1, split: 0 }, actions.length, { states: [[0, 1, ...state]] })
  const seen = await played.steps(actions.map((action) => [[action]]))
  return seen.slice(1).map(([one]) => one!)
}
const near = { absolute: 1e-6, reason: 'five steps of float32, of numbers below 1' }

test('goes through the golden steps; the cost is of what was asked for, or of what was applied', async () => {
  const golden = [
    [-0.498676843004, 0.001323156996, -0.1],
    [-0.498290426412, 0.000386416592, -0.025],
    [-0.496593640125, 0.001696786287, -0.4],
    [-0.495099170867, 0.001494469258, 0],
    [-0.492318188322, 0.002780982544, -0.1],
  ]
  const words = ({ observation, reward }: { observation: readonly number[]; reward: number }) => [...observation, reward]
  const actions = [1, -0.5, 2, 0, 1]
  expectClose((await from([-0.5, 0], actions, 'asked')).flatMap(words), golden.flat(), near)
  const applied = golden.map(([p, v, r], t) => [p!, v!, t === 2 ? -0.1 : r!])
  expectClose((await from([-0.5, 0], actions)).flatMap(words), applied.flat(), near)
})

test('the left end stops it, and the right one pays', async () => {
  const [left] = await from([-1.19, -0.06], [-1])
  expect(left!.observation).toEqual([Math.fround(-1.2), 0])
  const [right] = await from([0.43, 0.05], [0.5])
  expect(right!.end).toBe(END.terminated)
  expectClose([right!.reward], [100 - 0.025], { absolute: 1e-5, reason: 'a hundred in float32' })
  const [back] = await from([0.47, -0.01], [0])
  expect(back!.end).toBe(0)
})

test('is driven up by the sign of the speed', async () => {
  const returns = await returnsOf(gpu, { ...spec, mask: 'V' }, 100, ([v]) => [v! >= 0 ? 1 : -1])
  // The standard deviation over episodes is 0.14.
  expect(Math.abs(meanOf(returns) - 89.4)).toBeLessThan(0.1)
})
