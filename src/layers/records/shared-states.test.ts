/** The words of a state that each agent's critic receives: which ones, times which factors, and zeros behind them. */
import { expect, test } from 'vitest'
import { constant, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { kernelGpu } from '../../testing/gpu'
import { sharedStates } from './kernels'

const gpu = await kernelGpu()
const [STEPS, ENVIRONMENTS, AGENTS, WORDS, FIRST, COLUMNS] = [2, 3, 2, 5, 2, 4] as const
const SCALES = [2, 0.5, -1]

test('agents of an environment receive its last words, each times its factor', async () => {
  const states = persistent('states', 'f32', [STEPS, ENVIRONMENTS, WORDS])
  const ofAgents = persistent('ofAgents', 'f32', [STEPS, ENVIRONMENTS * AGENTS, COLUMNS])
  using bench = await inspect(gpu, [sharedStates({ states, ofAgents, scales: constant('scales', SCALES) }, { first: FIRST })])
  bench.write(
    states,
    Float32Array.from({ length: STEPS * ENVIRONMENTS * WORDS }, (_, i) => i + 1),
  )
  bench.run()
  const rows = Array.from({ length: STEPS * ENVIRONMENTS * AGENTS }, (_, row) => {
    const state = Math.floor(row / AGENTS)
    return [...SCALES.map((scale, i) => (state * WORDS + FIRST + i + 1) * scale), 0]
  })
  expect(Array.from(await bench.f32(ofAgents))).toEqual(rows.flat())
})
