/** Both presets of regression learn with reproducible bits, and their evaluation agrees with their predictions. */
import { describe, expect, test } from 'vitest'
import { makeFunctionSet } from '../../data/functions/make'
import { errorsOf } from '../../problem'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor } from '../../testing/open'
import type { RegressionDetail } from './detail'
import { regressionMetrics } from './evaluation-metrics'
import { REGRESSION } from './presets'
import { problemsOf } from './problems'
import { regression } from './task'

const gpu = await testGpu()

describe.each(REGRESSION)('$name', ({ name, experiment }) => {
  const [steps, max] = name === 'noisy-sine' ? [200, 0.15] : [300, 0.33]
  const data = makeFunctionSet(experiment.data)

  test('learns, the same bits twice, and says what its predictions say', async () => {
    expect(errorsOf(problemsOf(experiment))).toEqual([])
    using run = await openFor(gpu, experiment, data)
    run.submit(steps)
    const losses = await lossesOf(run)
    const errors = await lossesOf(run, 'trainError')
    expect(losses).toHaveLength(steps)
    expect(losses.slice(-10).reduce((a, b) => a + b) / 10).toBeLessThan(losses[0]! / 2)
    const { values, detail } = await run.evaluate()
    const { predictions, targets } = detail as RegressionDetail
    expect(predictions).toHaveLength(experiment.data.test)
    expect(targets).toEqual(data.test.streams.targets!.values)
    const { loss, error, explained } = regressionMetrics(predictions, targets, experiment.loss.kind)
    expect(values).toMatchObject({ testLoss: loss, testError: error, testExplained: explained })
    expect(Object.keys(values).sort()).toEqual(
      regression
        .metrics(experiment)
        .filter(({ split }) => split === 'test')
        .map((m) => m.name)
        .sort(),
    )
    expect(error).toBeLessThan(max)
    expect(errors.at(-1)).toBeGreaterThan(0)
    run.reset()
    run.submit(steps / 4)
    expect(await lossesOf(run)).toEqual(losses.slice(0, steps / 4))
  })
})
