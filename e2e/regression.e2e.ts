/** Regression, a second task in the lab: it trains, its inspector shows predictions and the curve, and its error decides a sweep. */
import { violations } from './axe'
import { expect, walk } from './lab'

walk('a sine is learned, and the inspector shows the curve and the predictions', async ({ lab, page }) => {
  await lab.open('#noisy-sine.2')
  const inspector = lab.region('Inspector')
  const curve = inspector.getByRole('region', { name: 'Curve', exact: true }).getByRole('img')
  // The untrained network also has a curve.
  await expect(curve).toHaveAccessibleName(/^The network’s output for x from −1\.00 to 1\.00, batch 0\./)
  await lab.step(60)
  const { trainLoss, trainError } = await lab.metrics()
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  expect(mean(trainLoss!.value.slice(-10))).toBeLessThan(mean(trainLoss!.value.slice(0, 5)) / 2)
  expect(trainError!.value).toHaveLength(60)
  await expect(curve).toHaveAccessibleName(/batch 60\. .* after step 16 of 16 the network goes from/)

  const predictions = inspector.getByRole('region', { name: 'Predicted against target', exact: true })
  await predictions.getByRole('button', { name: 'Evaluate on the test set' }).click()
  await expect(predictions.getByRole('img')).toHaveAccessibleName(/of 512 test samples, batch 60: R² .*, mean absolute error 0\.\d{3}\./)
  const report = await lab.call('evaluate')
  await expect(predictions).toContainText(`mean absolute error ${(report as { error: number }).error.toFixed(3)}`)
  await predictions.getByRole('button', { name: 'Predictions as a table' }).click()
  await expect(predictions.getByRole('table').getByRole('row')).toHaveCount(21)

  expect(await violations(page, 'section[aria-label="Inspector"]')).toEqual([])

  // The time step that all views share.
  await inspector.getByRole('slider', { name: 'Time step' }).fill('3')
  await expect(curve).toHaveAccessibleName(/after step 3 of 16/)
  await inspector.getByRole('button', { name: 'Curve as a table' }).click()
  await expect(inspector.getByRole('columnheader', { name: 'step 3', exact: true })).toBeVisible()

  // The strip and the curves show the task's metrics; nothing is called correct or wrong.
  await expect(lab.region('Learning curves').getByRole('img').first()).toHaveAccessibleName(/mean absolute error/i)
  await page.getByRole('button', { name: 'What is checked' }).click()
  await expect(page.getByRole('dialog', { name: 'What Health checks' })).toContainText('rules look at')
  await expect(page.locator('body')).not.toContainText(/accuracy/i)
})

walk('a sequence has its prediction by step', async ({ lab }) => {
  await lab.open('#adding-numbers.2')
  await lab.step(2)
  const inspector = lab.region('Inspector')
  await expect(inspector.getByRole('region', { name: 'Curve' })).toHaveCount(0)
  await expect(inspector.getByRole('region', { name: 'Prediction by step' }).getByRole('img')).toHaveAccessibleName(
    /^Prediction of test sample \d+ by step: .* Marked: 0\.\d\d at step \d+ and 0\.\d\d at step \d+\./,
  )
  await inspector.getByRole('button', { name: 'Next test sample' }).click()
  await expect(inspector).toContainText('2 of 16')
})

walk('a sweep and a comparison decide by the mean absolute error, of which less is better', async ({ lab, page }) => {
  await lab.open('#noisy-sine.2&network.hidden=16,16&T=3&network.normalization.kind=tdBatchNorm&network.bias=false')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const runs = page.getByRole('group', { name: 'What to run in turn' })
  await runs.getByText('Sweep').click()
  const sweep = page.getByRole('dialog', { name: 'Sweep fields' })
  await sweep.getByLabel('Add a field').fill('Learning rate')
  await sweep.getByLabel('Add a field').press('Enter')
  await sweep.getByLabel('Learning rate', { exact: true }).fill('1e-7, 0.01')
  // With fewer steps, the statistics of tdBN would still be warming up, and the sweep would draw no conclusion.
  await sweep.getByLabel('Training steps').fill('50')
  await sweep.getByLabel('Training steps').press('Enter')
  await sweep.getByRole('button', { name: 'Start' }).click()
  // The rate that hardly trains is not the best one.
  await expect(sweep.getByText(/^Lowest test mean absolute error of this sweep.* 0\.01/)).toBeVisible()
  const table = sweep.getByRole('table', { name: 'Runs of the sweep' })
  await expect(table.getByRole('columnheader', { name: /test mean absolute error/i })).toBeVisible()
  await expect(table.locator('tbody').getByRole('row')).toHaveCount(2)
  await expect(sweep).not.toContainText(/accuracy/i)

  const { tables } = await lab.call('compare', { times: [2], seeds: [1, 2, 3], steps: 50 })
  expect(tables[0]!.sentence).toContain('mean absolute error')
  expect(tables[0]!.sentence).not.toMatch(/accuracy|%\./)
})
