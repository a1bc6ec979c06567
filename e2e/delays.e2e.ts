/** What layers learn about time in the built app: delays as a matrix, as ways of spikes and as a table, and weights over steps. */
import { violations } from './axe'
import { expect, walk } from './lab'

walk('delays are drawn, their spikes are followed by keys, and what tests use is said', async ({ lab, page }) => {
  await lab.open('#coincidence.2')
  await lab.step(2)
  const delays = lab.region('Delays')
  await expect(delays).toContainText('96 synapses')
  await expect(delays).toContainText('from batch 400 on over 0.5. Tests use whole steps')
  expect(await violations(page, '[data-view=delays]')).toEqual([])
  await delays.getByText('hops', { exact: true }).click()
  const plot = delays.getByRole('img')
  await expect(plot).toHaveAttribute('aria-label', /^Spikes of input and lif1 in one sample/)
  await plot.focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  // The first of the two spikes of a sample, which reaches all neurons but those that it would only after the end.
  await expect(delays).toContainText(/input [01] fires at t = \d+; its spike arrives at \d+ neurons/)
  const first = await plot.getAttribute('aria-label')
  await page.keyboard.press('ArrowRight')
  await expect(plot).not.toHaveAttribute('aria-label', first!)
  expect(await violations(page, '[data-view=delays]')).toEqual([])
  await delays.getByText('table', { exact: true }).click()
  await expect(delays.locator('tbody tr')).toHaveCount(50)
  expect(await violations(page, '[data-view=delays]')).toEqual([])
})

walk('weights over steps are drawn beside the nearest LIF, where neurons are parallel', async ({ lab, page }) => {
  await lab.open('#parallel-s-mnist-small.2&batch=8')
  await lab.step(1)
  const weights = lab.region('Weights over steps')
  await expect(weights).toContainText(/16 weights; the nearest LIF has β = 0\.\d\d and \d+\u00a0% of Σ w²/)
  await expect(lab.region('Delays')).toHaveCount(0)
  expect(await violations(page, '[data-view=step-weights]')).toEqual([])
})
