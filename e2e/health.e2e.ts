/** The notes of Health for faulty runs and a good one, and the effect of its remedies. */
import { thresholdOf } from '../src/neurons/descriptions'
import { violations } from './axe'
import { expect, test, walk } from './lab'

/** With these inputs, no neuron reaches a threshold of 20. */
const SILENT = '#tutorial.1&network.hidden=16&T=2&batch=20&neuron.threshold=20'
/** Weight decay 1 at rate 10 multiplies every weight by −9 per step, so that weights overflow after about 40 steps. */
const DIVERGES = { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 } as const

walk('a silent layer is named, one click lowers the threshold, and undo takes it back', async ({ lab, page }) => {
  await lab.open(SILENT)
  await lab.step(1)
  const health = lab.region('Health')
  await expect(health).toContainText('lif1 is silent')
  const notes = await lab.call('health')
  expect(notes.find(({ id }) => id === 'dead')).toMatchObject({ severity: 'warn', at: 0 })
  expect((await lab.call('membrane', 'lif1')).silent).toBe(16)
  const cell = lab.region('Network').getByRole('button', { name: /^lif1/ })
  await expect(cell).toContainText('16 silent')
  await expect(cell).toHaveAttribute('data-help', /16 of 16 neurons silent in the newest batch/)
  await health.getByRole('button', { name: 'lif1 is silent: in the docs' }).press('Enter')
  const docs = page.getByRole('dialog', { name: 'Docs' })
  await expect(docs.getByRole('heading', { name: 'Silent layers' })).toBeInViewport()
  await page.keyboard.press('Escape')
  await health.getByRole('button', { name: 'Lower the threshold θ' }).click()
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBeLessThan(20)
  await page.locator('body').press('Control+z')
  await expect.poll(async () => thresholdOf((await lab.experiment()).neuron)).toBe(20)
})

walk('a run that diverges stops and says where; Resume continues from finite weights, and clipping is one click', async ({ lab }) => {
  await lab.open('#blank.1&network.hidden=16&T=2&batch=20')
  await lab.call('open', { ...(await lab.experiment()), optimizer: DIVERGES })
  await lab.play()
  const health = lab.region('Health')
  await expect.poll(async () => (await lab.state()).kind).toBe('failed')
  await expect(health).toContainText('Training stopped')
  await expect(health).toContainText(/no longer a finite number at step \d+/)
  await health.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  expect((await lab.state()).step).toBeGreaterThan(10)
  await expect(health).not.toContainText('Training stopped')
  await lab.play()
  await expect.poll(async () => (await lab.state()).kind).toBe('failed')
  await health.getByRole('button', { name: /^Clip the gradient norm at/ }).click()
  await expect.poll(async () => (await lab.experiment()).clipNorm).toBeGreaterThan(0)
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
})

walk('of a healthy run nothing is warned, and all that is checked is said with what it measures', async ({ lab, page }) => {
  await lab.open('#window.1&network.hidden=32,32&T=2&batch=50')
  await lab.step(120)
  const health = lab.region('Health')
  await expect(health).toContainText('checks fine')
  expect((await lab.call('health')).filter(({ severity }) => severity === 'warn')).toEqual([])
  await expect(health.locator('[data-severity=warn]')).toHaveCount(0)
  await health.getByRole('button', { name: 'What is checked' }).click()
  const dialog = page.getByRole('dialog', { name: 'What Health checks' })
  await expect(dialog.getByRole('listitem')).toHaveCount(16)
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Silent layers' })).toContainText('0 of 2 layers')
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Overfitting' })).toContainText('not measured')
  for (const theme of ['dark', 'light']) {
    await page.evaluate((to) => {
      document.documentElement.dataset.theme = to
    }, theme)
    expect(await violations(page, 'dialog'), theme).toEqual([])
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(health.getByRole('button', { name: 'What is checked' })).toBeFocused()
})

test('Health is folded to its head, which keeps the count, stays so after a reload, and opens where a run has stopped', async ({ lab }) => {
  await lab.open(SILENT)
  await lab.step(1)
  const health = lab.region('Health')
  const fold = health.getByRole('button', { name: 'Health', exact: true })
  const note = health.getByRole('article').filter({ hasText: 'lif1 is silent' })
  await expect(note).toBeVisible()
  await fold.press('Enter')
  await expect(note).toHaveCount(0)
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await expect(health).toContainText(/\d to look at/)
  await lab.reload()
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await lab.open('#blank.1&network.hidden=16&T=2&batch=20')
  await lab.call('open', { ...(await lab.experiment()), optimizer: DIVERGES })
  await lab.play()
  await expect(health.getByRole('button', { name: 'Resume' })).toBeVisible()
  await expect(fold).toHaveAttribute('aria-expanded', 'true')
})
