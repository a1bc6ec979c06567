/** A pendulum: its golden steps, what hanging still costs, and what energy pumping gets out of it. */
import { expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()
const spec = { kind: 'pendulum', mask: 'F', limit: 200 } as const
const from = async (state: readonly number[], actions: readonly number[]) => {
  using played = await player(gpu, spec, 1, { seed: 1, split: 0 }, actions.length, { states: [[0, 1, ...state]] })
  const seen = await played.steps(actions.map((action) => [[action]]))
  return seen.slice(1).map(([one]) => one!)
}

test('goes through the golden steps; an action is half a torque, and clipped', async () => {
  const seen = await from(
    [1, 0],
    [0.5, -2, 3, 0, 1].map((torque) => torque / 2),
  )
  const golden = [
    [1.03530516193, 0.706103238606, -1.00025],
    [1.087861002967, 1.051116820741, -1.125714956676],
    [1.188628180207, 2.015343544802, -1.297926218861],
    [1.324190041579, 2.711237227424, -1.818997911141],
    [1.50361739516, 3.588547071637, -2.489559996553],
  ]
  expectClose(
    seen.flatMap(({ state, reward }) => [state[2]!, state[3]!, reward]),
    golden.flat(),
    { absolute: 5e-6, reason: 'five steps of float32, of numbers below 4' },
  )
})

test('hanging still costs pi squared a step, and the clock alone ends it', async () => {
  const seen = await from([Math.PI, 0], new Array(200).fill(0))
  const total = seen.reduce((sum, { reward }) => sum + reward, 0)
  expectClose([total], [-200 * Math.PI ** 2], {
    absolute: 2,
    reason: 'float32 does not hold pi: it falls from there, by an eighth of a radian in 200 steps',
  })
  expect(seen.map(({ end }) => end)).toEqual([...new Array(199).fill(0), END.truncated])
})

test('keeps its angle as it turns, and takes the cost of the angle without whole turns', async () => {
  const seen = await from([40 * Math.PI + 0.5, 1], [0])
  expectClose([seen[0]!.reward], [-(0.5 ** 2 + 0.1)], { absolute: 1e-5, reason: 'an angle of 126 in float32 is off by 8e-6' })
})

test('is lifted by pumping energy, hardly by chance', async () => {
  const random = await returnsOf(gpu, spec, 100, (_, __, random) => [2 * random() - 1])
  expect(Math.abs(meanOf(random) + 1217)).toBeLessThan((4 * 279) / 10)
  const pumped = await returnsOf(gpu, spec, 100, ([cos, sin, w]) => {
    const lean = Math.atan2(sin!, cos!)
    if (Math.abs(lean) < 0.5 && Math.abs(w!) < 3) return [(-12 * lean - 3 * w!) / 2]
    return [(10 - (w! ** 2 / 2 + 10 * cos!)) * Math.sign(w!)]
  })
  expect(meanOf(pumped)).toBeGreaterThan(-220)
})
