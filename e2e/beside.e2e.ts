/** Another run trains in turn with the open one: laid over the views, in step, gone without a trace. */
import { expect, walk } from './lab'

const SMALL = '#window.1&network.hidden=24,24&T=2&batch=50&epochs=1'

walk('a variant trains beside the open run, in step with it, and is taken away', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(4)
  const before = await lab.call('allocated')
  await page.getByLabel('vs run: compare with a saved run').click()
  await page.getByRole('button', { name: 'Train beside: fixed window', exact: true }).click()
  const stop = page.getByRole('button', { name: 'Stop fixed window' })
  await expect(stop).toBeVisible()
  const membrane = lab.region('Membrane potential')
  // It catches up while the open run stands.
  await expect(membrane).toContainText(/A: fixed window, epoch [\d.]+, batch 4/)
  await lab.step(3)
  await expect(membrane).toContainText(/A: fixed window, epoch [\d.]+, batch 7/)
  await expect(lab.region('Learning curves').getByRole('img')).toHaveAttribute('aria-label', /A, fixed window: train loss \d/)
  expect((await lab.state()).step).toBe(7)
  // Another seed begins both again.
  await lab.call('edit', 'run.seed', 5)
  await lab.step(2)
  await expect(membrane).toContainText(/A: fixed window, epoch [\d.]+, batch 2/)
  expect(await lab.call('allocated')).toBeGreaterThan(before)
  await stop.click()
  await expect(stop).toHaveCount(0)
  await expect(membrane).not.toContainText('A: fixed window')
  await expect.poll(() => lab.call('allocated')).toBe(before)
})
