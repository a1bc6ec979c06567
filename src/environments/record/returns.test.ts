/** Totals of episodes: made records through the kernel, over two rollouts. */
import { expect, test } from 'vitest'
import { persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { kernelGpu } from '../../testing/gpu'
import { episodeReturns, FIRST_EPISODE, TOTALS } from './kernels'
import { END } from './schema'

const gpu = await kernelGpu()

/** [row][time step]: the reward and the end of each transition. */
async function totalsOf(rollouts: readonly (readonly (readonly [reward: number, end: number])[])[][], wonAbove: number) {
  const [rows, steps] = [rollouts[0]!.length, rollouts[0]![0]!.length]
  const records = persistent('records', 'f32', [steps + 1, rows, 4])
  const totals = persistent('totals', 'f32', [rows, TOTALS])
  using bench = await inspect(gpu, [episodeReturns({ records, totals }, { reward: 1, end: 2, wonAbove })])
  bench.write(totals, new Float32Array(rows * TOTALS))
  for (const rollout of rollouts) {
    const values = new Float32Array((steps + 1) * rows * 4)
    rollout.forEach((row, r) => {
      row.forEach((transition, t) => void values.set(transition, ((t + 1) * rows + r) * 4 + 1))
    })
    bench.write(records, values)
    bench.run()
  }
  const seen = await bench.f32(totals)
  return Array.from({ length: rows }, (_, r) => {
    const own = seen.subarray(r * TOTALS, (r + 1) * TOTALS)
    return { ended: own[4], return: own[FIRST_EPISODE.RETURN], length: own[FIRST_EPISODE.LENGTH], won: own[FIRST_EPISODE.WON] }
  })
}

test('the first episode of a row is won by its last reward alone', async () => {
  const { terminated, truncated, reset } = END
  const totals = await totalsOf(
    [
      [
        [
          [0, reset],
          [2, 0],
          [0, 0],
        ],
        [
          [0, reset],
          [0, 0],
          [1.5, terminated],
        ],
        [
          [0, reset],
          [0.5, terminated],
          [0, reset],
        ],
        [
          [0, reset],
          [3, 0],
          [1.25, truncated],
        ],
      ],
      [
        [
          [0.5, terminated],
          [0, reset],
          [5, terminated],
        ],
        [
          [0, reset],
          [0, terminated],
          [0, reset],
        ],
        [
          [9, 0],
          [9, terminated],
          [0, reset],
        ],
        [
          [0, reset],
          [0, 0],
          [0, 0],
        ],
      ],
    ],
    1,
  )
  expect(totals).toEqual([
    { ended: 2, return: 2.5, length: 3, won: 0 },
    { ended: 2, return: 1.5, length: 2, won: 1 },
    { ended: 2, return: 0.5, length: 1, won: 0 },
    { ended: 1, return: 4.25, length: 2, won: 1 },
  ])
})
