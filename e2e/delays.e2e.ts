/** What layers learn about time in the built app: delays as a matrix, as ways of spikes and as a table, and weights over steps. */
import { violations } from './axe'
import { expect, walk } from './lab'

walk('delays are drawn, their spikes are followed by keys, and what tests use is said', async ({ lab, page }) => {
  await lab.open('#coincidence.2')
  await lab.step(2)
  const delays = lab.region('Delays')
  await expect(delays).toContainText('96 synapses')
  await expect(delays).toContainText('0.5 from batch 400 on. Tests: whole steps.')
  expect(await violations(page, '[data-view=delays]')).toEqual([])
  await delays.getByText('hops', { exact: true }).click()
  const plot = delays.getByRole('img')
  await expect(plot).toHaveAttribute('aria-label', /^Spikes of input and lif1 in one sample/)
  await plot.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  // The sample has two spikes; the first reaches all neurons but those that it would only after the end.
  await expect(plot).toHaveAttribute('aria-label', /input 0 fires at t = 7; its spike arrives at \d+ neurons/)
  await page.keyboard.press('ArrowRight')
  await expect(plot).toHaveAttribute('aria-label', /input 1 fires at t = 11; its spike arrives at \d+ neurons/)
  expect(await violations(page, '[data-view=delays]')).toEqual([])
  await delays.getByText('table', { exact: true }).click()
  await expect(delays.locator('tbody tr')).toHaveCount(50)
  expect(await violations(page, '[data-view=delays]')).toEqual([])
})

walk('a spike that is picked in the raster has lines to what arrives with it, and Delays follows', async ({ lab, page }) => {
  await lab.open('#coincidence.2')
  await lab.step(2)
  const raster = lab.region('Spike raster')
  const plot = raster.getByRole('img').first()
  await plot.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(raster).toContainText(/lif1 \d+ fires at t = \d+; then arrive/)
  const words = await raster.locator('p[aria-live]').textContent()
  expect(await violations(page, '[data-view=raster]')).toEqual([])
  const delays = lab.region('Delays')
  await delays.getByText('hops', { exact: true }).click()
  await expect(delays).toContainText(words!)
  await plot.focus()
  await page.keyboard.press('Escape')
  await expect(raster.locator('p[aria-live]')).toHaveCount(0)
})

walk('weights over steps are drawn beside the nearest LIF, where neurons are parallel', async ({ lab, page }) => {
  await lab.open('#parallel-s-mnist-small.2&batch=8')
  await lab.step(1)
  const weights = lab.region('Weights over steps')
  await expect(weights).toContainText(/16 weights; the nearest LIF has β = 0\.\d\d and \d+\u00a0% of Σ w²/)
  await expect(lab.region('Delays')).toHaveCount(0)
  expect(await violations(page, '[data-view=step-weights]')).toEqual([])
})
