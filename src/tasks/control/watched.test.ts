/** The potentials of agents in watched steps: each is counted exactly once, also for teams and for sequences from a buffer. */
import { expect, test } from 'vitest'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openRun } from '../../experiments/run'
import { disposable } from '../../headless/disposable'
import { watchedPreview, watchedStep } from '../../headless/watched-step'
import { testGpu } from '../../testing/gpu'
import { controlSchema } from './schema'

const gpu = await testGpu()
const cart = { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 30 }, batch: 6, test: 5 }
const pendulum = { kind: 'experience', environment: { kind: 'pendulum', mask: 'P', limit: 20 }, batch: 6, test: 5 }
const prisoners = { kind: 'experience', environment: { kind: 'switchRiddle', agents: 3 }, batch: 5, test: 6 }
const replay = { updates: 2, batch: 5, sequence: 9, buffer: 60, randomRollouts: 3 }
const ppo = { kind: 'ppo', minibatches: 1, epochs: 2 }
const team = { kind: 'team', sequences: 7, length: 6, capacity: 40, updates: 2, mixer: { kind: 'sum' } }

test.each([
  ['PPO', cart, ppo, [6]],
  ['PPO of a team', prisoners, ppo, [3 * 5]],
  ['VDN', prisoners, team, [3 * 5]],
  ['discrete SAC', cart, { kind: 'sacd', ...replay }, [2 * 5, 2 * 5]],
  ['SAC', pendulum, { kind: 'sac', ...replay }, [2 * 5, 2 * 5]],
  ['TD3', pendulum, { kind: 'td3', ...replay }, [2 * 5, 2 * 5]],
] as const)('%s', async (_, data, algorithm, samples) => {
  const e = controlSchema.parse({
    version: 2,
    task: 'control',
    data,
    algorithm,
    run: { epochs: 1, seed: 3 },
    encoder: { kind: 'direct', steps: 9 },
    network: { kind: 'agent', memory: { kind: 'grsn', gain: 3 }, units: 12, observation: 8, shortcut: 6, heads: [10] },
  })
  using run = disposable(await openRun(gpu, buildExperiment(e), await loadSamples(e, {} as never)))
  const ahead = await watchedPreview(gpu, run)
  run.submit(3)
  const readings = await watchedStep(gpu, run)
  expect(readings.map((reading) => reading.samples)).toEqual(samples)
  for (const { counts, bins, total, available, neurons } of [...ahead, ...readings]) {
    expect(neurons).toBe(12)
    const sums = Array.from({ length: counts.length / (bins + 3) }, (_, t) =>
      counts.subarray(t * (bins + 3), (t + 1) * (bins + 3)).reduce((a, b) => a + b),
    )
    expect(sums).toEqual(sums.map(() => total))
    expect(Math.max(...available)).toBeLessThanOrEqual(total)
  }
})
