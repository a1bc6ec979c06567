/** Acrobot: recorded steps of Gymnasium, and the returns of simple policies. */
import { expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()
const spec = { kind: 'acrobot', mask: 'F', limit: 500 } as const

test('goes through the golden steps', async () => {
  using played = await player(gpu, spec, 1, { seed: 1, split: 0 }, 5, { states: [[0, 1, 0.1, -0.05, 0.02, 0]] })
  const seen = await played.steps([2, 2, 0, 1, 2].map((action) => [[action]]))
  const golden = [
    [0.0775350072, -0.001277514925, -0.238275087357, 0.474824671108],
    [0.0097950269, 0.130306906261, -0.42083824772, 0.806847247863],
    [-0.055474503357, 0.236655639274, -0.216270833146, 0.230342660427],
    [-0.085737430567, 0.250675029638, -0.080013454871, -0.096618313679],
    [-0.099423069226, 0.232132824014, -0.054677490985, -0.087688903502],
  ]
  expectClose(
    seen.slice(1).flatMap(([one]) => one!.state.slice(2)),
    golden.flat(),
    { absolute: 2e-6, reason: 'five Runge-Kutta steps of float32, of numbers below 1' },
  )
  expect(seen.slice(1).map(([one]) => [one!.reward, one!.end])).toEqual(new Array(5).fill([-1, 0]))
})

test('wraps angles, clips speeds, and ends where the tip is a link above the joint', async () => {
  const starts = [
    [3.1, 0, 3, 0],
    [0, 3, 0, 20],
    [Math.PI - 0.1, 0, 0, 0],
    [0, 0, 12.5, 28.2],
  ]
  using played = await player(gpu, spec, 4, { seed: 1, split: 0 }, 1, { states: starts.map((own) => [0, 1, ...own]) })
  const seen = await played.step([[2], [2], [2], [2]])
  for (const { state } of seen) {
    expect(Math.max(...state.slice(2, 4).map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.PI))
    expect(Math.abs(state[4]!)).toBeLessThanOrEqual(Math.fround(4 * Math.PI))
    expect(Math.abs(state[5]!)).toBeLessThanOrEqual(Math.fround(9 * Math.PI))
  }
  expect({ reward: Math.abs(seen[2]!.reward), end: seen[2]!.end }).toEqual({ reward: 0, end: END.terminated })
})

test('is swung up by the sign of the second speed, not by chance', async () => {
  const swung = await returnsOf(gpu, { ...spec, mask: 'V' }, 100, ([, w2]) => [w2! > 0 ? 2 : w2! < 0 ? 0 : 1])
  // Standard deviation 34 over episodes.
  expect(Math.abs(meanOf(swung) + 87)).toBeLessThan(4 * 3.4)
  const random = await returnsOf(gpu, { ...spec, limit: 200 }, 20, (_, __, random) => [Math.floor(3 * random())])
  expect(meanOf(random)).toBeLessThan(-190)
})
