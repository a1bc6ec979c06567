/** A pole on a cart: its golden steps, its kernel beside float64, and what simple rules get out of it. */
import { test } from 'vitest'
import { expectClose } from '../../testing/close'
import { player } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'

const gpu = await kernelGpu()
const draws = { seed: 1, split: 0 }
const full = { kind: 'cartPole', mask: 'F', limit: 200 } as const

test('goes through the golden steps', async () => {
  const played = await player(gpu, full, 1, draws, 5, { states: [[0, 1, 0.01, -0.02, 0.03, -0.04]] })
  const seen = await played.steps([1, 0, 1, 1, 0].map((action) => [[action]]))
  played.destroy()
  const golden = [
    [0.0096, 0.174679195748, 0.0292, -0.32306871796],
    [0.013093583915, -0.020846120233, 0.022738625641, -0.021322189539],
    [0.01267666151, 0.173942480216, 0.02231218185, -0.306744977734],
    [0.016155511115, 0.368739501658, 0.016177282295, -0.59230854336],
    [0.023530301148, 0.17339486216, 0.004331111428, -0.294574011652],
  ]
  expectClose(
    seen.slice(1).flatMap(({ 0: one }) => one!.observation),
    golden.flat(),
    { absolute: 5 * 2 ** -22, reason: 'five steps of float32, of numbers below 1' },
  )
})
