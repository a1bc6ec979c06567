/** The screen: accessible in both themes, nothing over the side at any width, everything by keyboard, problems said where they are. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './lab'

for (const theme of ['dark', 'light'] as const)
  test(`axe finds nothing serious, ${theme}`, async ({ lab }) => {
    await lab.page.emulateMedia({ colorScheme: theme })
    await lab.open('#blank.1&T=3&batch=50')
    await lab.step(2)
    await lab.page.evaluate((t) => {
      document.documentElement.dataset.theme = t
    }, theme)
    const { violations } = await new AxeBuilder({ page: lab.page }).analyze()
    const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
  })

for (const width of [900, 1280, 1440, 1920])
  test(`nothing runs over the side at ${width}`, async ({ lab }) => {
    await lab.page.setViewportSize({ width, height: width === 1920 ? 1080 : 900 })
    await lab.open('#window.1&T=4&batch=20')
    await lab.step(1)
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    for (const name of ['Network', 'Membrane potential', 'Gradient-available fraction', 'Spike raster', 'Learning curves', 'Health'])
      await expect(lab.region(name)).toBeVisible()
  })

test('the keyboard reaches everything: presets, layers, steps, help', async ({ lab }) => {
  await lab.open('#window.1&T=4&batch=20')
  await lab.page.locator('body').press('3')
  await expect(lab.region('Network').locator('[aria-current=true]')).toContainText('lif3')
  await lab.page.locator('body').press('?')
  await expect(lab.page.getByRole('dialog')).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await expect(lab.page.getByRole('dialog')).toHaveCount(0)
  await lab.page.locator('body').press('Space')
  await expect.poll(async () => (await lab.state()).kind).toBe('running')
  await lab.page.locator('body').press('Space')
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
})

test('an edit with a problem is said at its row and in Health, and nothing trains on it', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=20')
  const before = await lab.experiment()
  await lab.page.getByRole('region', { name: 'Experiment' }).getByLabel('Normalization').selectOption('none')
  await expect(lab.region('Health')).toContainText('tdBN')
  expect(await lab.experiment()).toEqual(before)
})
