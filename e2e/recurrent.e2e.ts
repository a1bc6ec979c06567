/** A recurrent network in the built app: its learned skips, the single skip compared with the softmax, and the recurrent input. */
import { violations } from './axe'
import { expect, walk } from './lab'

/** A copy task over six steps, small enough that an epoch on a software adapter takes seconds. */
const COPY =
  '#blank.1&data.kind=copy&data.train=256&data.test=64&data.lag=6&data.steps=14&data.batch=32&encoder.kind=rows&network.kind=recurrent&network.recurrence.kind=adaptive&network.recurrence.spans=9&readout.kind=last&surrogate.kind=triangle&epochs=2'

walk('softmax-weighted skips are drawn and described, and tested next to the single skip', async ({ lab, page }) => {
  await lab.open(COPY)
  const spans = lab.region('Skip lengths')
  for (let step = 0; step < 4; step++) await lab.step(1)
  const body = page.locator('body')
  await body.press('f')
  await lab.step(8)
  await body.press('f')
  const hidden = (await lab.layers()).find(({ watchable }) => watchable.includes('membrane'))!.name
  const frame = await lab.call('membrane', hidden)
  const shares = frame.spans!.probabilities
  expect(shares.length).toBe(9)
  expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
  expect(frame.spans!.span).toBe(shares.indexOf(Math.max(...shares)) + 1)
  // The first epoch has eight steps, after which the temperature has fallen once.
  expect(frame.spans!.temperature).toBeCloseTo(0.96, 5)
  expect(Math.max(...shares)).toBeLessThan(0.5)
  await expect(spans).toContainText(`skips 1–9, p ≤ ${Math.max(...shares).toFixed(2)}, temperature 0.96`)
  const layer = lab.region('Network').getByRole('button', { name: hidden })
  await expect(layer).toContainText('skips 1–9')
  await expect(layer).toContainText('par.')

  const weights = lab.region('Weights')
  await expect(weights).toContainText('256 weights')
  await weights.getByText('R', { exact: true }).click()
  await expect(weights).toContainText('4,096 weights')

  const metrics = await lab.metrics()
  expect(metrics.testSoftAccuracy!.step).toEqual(metrics.testAccuracy!.step)
  const [argmax, soft] = [metrics.testAccuracy!.value.at(-1)!, metrics.testSoftAccuracy!.value.at(-1)!]
  const curves = lab.region('Learning curves')
  await curves.getByRole('button', { name: 'Table' }).click()
  await expect(curves.getByRole('columnheader', { name: 'argmax less soft, points' })).toBeVisible()
  const row = curves.getByRole('row', { name: /^1 8 / })
  await expect(row).toContainText((100 * soft).toFixed(2))
  await expect(row).toContainText(
    (100 * (argmax - soft))
      .toFixed(1)
      .replace('-', '−')
      .replace(/^−0\.0$/, '0.0'),
  )

  // Keys move the cursor, which the curves share.
  const time = spans.getByRole('slider', { name: 'Training time of the skips' })
  await time.focus()
  await page.keyboard.press('PageDown')
  await expect(time).toHaveAttribute('aria-valuetext', 'epoch 1.38: no batch was watched here')
  await expect(spans).toContainText('no batch was watched here')
  // The slider is still there and has focus.
  for (let step = 11; step > 4; step--) await page.keyboard.press('PageDown')
  await expect(time).toHaveAttribute('aria-valuetext', /^epoch 0.50: skips 1–9, p ≤ /)
  await page.keyboard.press('Home')
  await expect(time).toHaveAttribute('aria-valuetext', /^now: /)
  await spans.getByRole('button', { name: 'Table' }).click()
  await expect(spans.locator('tbody tr')).toHaveCount(5)
  expect(await violations(page, '[data-view=skips]')).toEqual([])
})

walk('without learned skips there is no map of them', async ({ lab }) => {
  await lab.open(COPY.replace('adaptive&network.recurrence.spans=9', 'skip&network.recurrence.span=6'))
  await lab.step(1)
  await expect(lab.region('Network')).toContainText('skip 6')
  await expect(lab.region('Skip lengths')).toHaveCount(0)
  expect((await lab.metrics()).testSoftAccuracy).toBeUndefined()
})

walk('sequences are shown and cannot be drawn; an image read pixel by pixel can', async ({ lab, page }) => {
  await lab.open(COPY)
  const inspector = page.getByRole('region', { name: 'Inspector' })
  await expect(inspector.getByRole('img', { name: 'Sequence of 14 steps and 4 channels, showing test sample 1' })).toBeVisible()
  await expect(inspector.getByRole('img', { name: /^Drawing pad/ })).toHaveCount(0)
  await lab.open(
    `${COPY.replace(/data\.kind=copy&.*?batch=32/, 'data.kind=mnist&data.batch=32').replace('kind=rows', 'kind=pixels&encoder.pool=7')}`,
  )
  const pad = inspector.getByRole('img', { name: /^Drawing pad, 28 by 28 pixels/ })
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 40, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x + 60, box.y + 80, { steps: 4 })
  await page.mouse.up()
  await expect(inspector).toContainText('your drawing')
  await expect(inspector).toContainText('after 16 steps')
})

walk('recurrences are compared at the one T that there is', async ({ lab, page }) => {
  await lab.open(COPY)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Compare variants' })
  await expect(dialog).toContainText('“vanilla”, “skip 6, the lag” and “adaptive 1 to 9”')
  await expect(dialog).toContainText('T is 14: it follows from the data')
  await expect(dialog.getByLabel('Time steps T')).toHaveCount(0)
  await page.keyboard.press('Escape')
  const { runs, tables } = await lab.call('compare', { seeds: [1], steps: 3 })
  expect(runs.map(({ ok, time }) => [ok, time])).toEqual([1, 2, 3].map(() => [true, 14]))
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const fractions = dialog.getByRole('grid', { name: 'Gradient-available fraction at T = 14' })
  await expect(fractions.getByRole('rowheader')).toHaveText(['vanilla', 'skip 6', 'adaptive 1 to 9'].map((title) => new RegExp(title)))
  const norms = dialog.getByRole('grid', { name: 'Gradient norm by step at T = 14' })
  await expect(norms.getByRole('row')).toHaveCount(1 + 3)
  const [learned] = runs[2]!.ok ? runs[2]!.layers : []
  await expect(dialog.getByRole('grid', { name: 'Most probable skip at T = 14' }).getByRole('gridcell')).toHaveText([String(learned!.span)])
  expect(tables).toHaveLength(1)
})
