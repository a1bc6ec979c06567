/** Changes while a run trains, in a terminal: at their steps, however the steps are submitted. */
import { expect, test } from 'vitest'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf } from '../testing/open'
import { openRunOf, submitSteps } from './open-run'

const gpu = await testGpu()
const data = madeData(200, 60)

async function lossesIn(e: Experiment, parts: readonly number[]): Promise<number[]> {
  let run: Run = await openRunOf(gpu, e, data)
  let step = 0
  for (const count of parts) {
    run = await submitSteps(run, e, data, step, count)
    step += count
  }
  const losses = await lossesOf(run)
  run.destroy()
  return Array.from(losses)
}

test('a change takes effect at its step', async () => {
  const plain = small({ run: { epochs: 4, seed: 3 } })
  const changed = {
    ...plain,
    changes: [
      { step: 3, rate: 0.5 },
      { step: 7, rate: 0.001, epochs: 2 },
    ],
  } as Experiment
  const [without, whole, parts] = [await lossesIn(plain, [10]), await lossesIn(changed, [10]), await lossesIn(changed, [2, 1, 4, 3])]
  expect(whole).toEqual(parts)
  expect(whole.slice(0, 4)).toEqual(without.slice(0, 4))
  expect(whole[4]).not.toBe(without[4])
})
