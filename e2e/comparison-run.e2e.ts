/** A second run trains in turn with the open one: overlaid in the views, in step, and removed without a trace. */
import { expect, walk } from './lab'

const SMALL = '#window.1&network.hidden=24,24&T=2&batch=50&epochs=1'

walk('a variant trains in turn with the open run, in step with it, and is removed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(4)
  // Wait for a stable reading: while the run is saved, a copy of its weights briefly takes memory.
  const readings: number[] = []
  await expect.poll(async () => readings.push(await lab.call('allocated')), { intervals: [100] }).toBeGreaterThanOrEqual(12)
  const before = Math.min(...readings)
  await page.getByLabel('vs run: compare with a saved run').click()
  await page.getByRole('button', { name: 'Train comparison run: fixed window 2.02', exact: true }).click()
  const stop = page.getByRole('button', { name: 'Stop A, fixed window 2.02' })
  await expect(stop).toBeVisible()
  const membrane = lab.region('Membrane potential')
  const key = membrane.locator('[data-help^="A is "]')
  // The second run catches up while the open run is paused.
  await expect(key).toHaveAttribute('data-help', /A is fixed window 2.02, epoch [\d.]+, batch 4\./)
  await lab.step(3)
  await expect(key).toHaveAttribute('data-help', /A is fixed window 2.02, epoch [\d.]+, batch 7\./)
  await expect(lab.region('Learning curves').getByRole('img')).toHaveAttribute('aria-label', /A, fixed window 2.02: train loss \d/)
  expect((await lab.state()).step).toBe(7)
  // The view's tools fit, even with one more.
  const head = lab.region('Learning curves').locator('h2').locator('..')
  for (const width of [1440, 900]) {
    await page.setViewportSize({ width, height: 900 })
    await expect
      .poll(() =>
        head.evaluate((of) => {
          const end = of.parentElement!.getBoundingClientRect().right
          return [...of.querySelectorAll('button, summary')].filter((tool) => tool.getBoundingClientRect().right > end).length
        }),
      )
      .toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  // A new seed restarts both runs.
  await lab.call('edit', 'run.seed', 5)
  await lab.step(2)
  await expect(key).toHaveAttribute('data-help', /A is fixed window 2.02, epoch [\d.]+, batch 2\./)
  expect(await lab.call('allocated')).toBeGreaterThan(before)
  await stop.click()
  await expect(stop).toHaveCount(0)
  await expect(membrane).not.toContainText('A: fixed window 2.02')
  await expect.poll(() => lab.call('allocated')).toBe(before)
  // A saved run is trained again next to the open one, with its own settings.
  await lab.call('edit', 'run.seed', 6)
  await lab.step(2)
  await page.getByLabel('vs run: compare with a saved run').click()
  await page.getByRole('button', { name: /^Train comparison run: run Seed \d+$/ }).click()
  await expect(key).toHaveAttribute('data-help', /A is run Seed \d+, epoch [\d.]+, batch 2\./)
  await page.getByRole('button', { name: /^Stop A, run Seed/ }).click()
})
