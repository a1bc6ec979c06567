/** Nothing learned is lost: a reload, a page that is gone, a lost device, two tabs, full storage, a reset, an edit, a hidden tab, a value that is not finite. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, Lab, test } from './lab'

/** Small enough for a software adapter: one hidden layer of 64. */
const SMALL = '#blank.1&T=3&batch=50&epochs=1'

const offer = (page: Page) => page.getByRole('complementary', { name: 'Runs to resume' })
const keptAt = (page: Page, step: number) => page.locator(`[data-help^="Kept in this browser at step ${step},"]`)

/** What a run is: every weight and every row of its curves. */
const everything = async (lab: Lab) => ({ weights: await lab.call('weights'), metrics: await lab.metrics() })

async function straight(lab: Lab, hash: string, steps: number) {
  await lab.open(hash)
  await lab.step(steps)
  return everything(lab)
}

/** Another page of the same browser. */
async function another(page: Page): Promise<Lab> {
  const lab = new Lab(await page.context().newPage())
  await lab.open(SMALL)
  return lab
}

test('after a reload the run is offered, and resumed it is, bit for bit, the run that was not interrupted', async ({ lab, browser }) => {
  await lab.open(SMALL)
  await lab.step(12)
  await lab.idle()
  const { id } = await lab.state()
  await lab.page.reload()
  await lab.page.waitForFunction(() => 'lab' in window)
  await expect(offer(lab.page)).toContainText(/Resume the run of “.*” with 3 changes from a moment ago\? Step 12 of 1,200\./)
  await offer(lab.page)
    .getByRole('button', { name: /^Resume/ })
    .click()
  await expect(offer(lab.page)).toHaveCount(0)
  await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 12 })
  expect((await lab.metrics()).trainLoss!.step).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  await lab.step(8)
  const resumed = await everything(lab)
  const context = await browser.newContext()
  const other = new Lab(await context.newPage())
  expect(resumed).toEqual(await straight(other, SMALL, 20))
  await context.close()
})

test('a page that is gone while it trains loses only what came after the last checkpoint', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(6)
  await lab.idle()
  const { id } = await lab.state()
  const next = await another(page)
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(6)
  await page.close()
  await expect.poll(async () => (await next.call('checkpoints')).map((run) => run.id)).toEqual([id])
  await next.call('resume', id)
  const { step } = await next.state()
  expect(step).toBeGreaterThanOrEqual(6)
  await next.step(2)
  expect(await next.state()).toMatchObject({ id, kind: 'paused', step: step + 2 })
  expect(next.errors).toEqual([])
})

test('an offer is discarded, taken back, discarded for good, and dismissed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(3)
  await lab.idle()
  const reload = async () => {
    await page.reload()
    await page.waitForFunction(() => 'lab' in window)
    await expect(offer(page)).toBeVisible()
  }
  await reload()
  await offer(page)
    .getByRole('button', { name: /^Discard/ })
    .click()
  await expect(offer(page)).toContainText('Discarded:')
  const { violations } = await new AxeBuilder({ page }).include('.notes').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await offer(page).getByRole('button', { name: /^Undo/ }).click()
  await offer(page).getByRole('button', { name: 'Dismiss' }).click()
  expect(await lab.call('checkpoints')).toHaveLength(1)
  await reload()
  await offer(page)
    .getByRole('button', { name: /^Discard/ })
    .click()
  await lab.step(1)
  await expect(offer(page)).toHaveCount(0)
  await expect.poll(() => lab.call('checkpoints')).toHaveLength(0)
})

test('two tabs train side by side: what one has open the other is not offered, until it is closed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(3)
  await lab.idle()
  const { id } = await lab.state()
  const other = await another(page)
  expect(await other.call('checkpoints')).toEqual([])
  await expect(other.call('resume', id)).rejects.toThrow('Another tab has this run open.')
  await Promise.all([lab.step(3), other.step(4)])
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 6 })
  expect(await other.state()).toMatchObject({ kind: 'paused', step: 4 })
  await lab.idle()
  await page.close()
  await expect.poll(async () => (await other.call('checkpoints')).map((run) => run.id)).toEqual([id])
  await other.call('resume', id)
  expect(await other.state()).toMatchObject({ id, step: 6 })
  expect(other.errors).toEqual([])
})

test('Reset asks nothing; undo brings the same weights and curves back, redo resets again', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(5)
  const before = await everything(lab)
  const { id } = await lab.state()
  await lab.button('Reset').click()
  const message = page.getByRole('complementary', { name: 'Message' })
  await expect(message).toContainText('Reset to step 0. Undo brings the run back.')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await message.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 5 })
  expect(await everything(lab)).toEqual(before)
  await page.locator('body').press('Control+Shift+Z')
  await expect.poll(async () => (await lab.state()).step).toBe(0)
  await lab.step(2)
  await page.locator('body').press('Control+Z')
  await expect.poll(() => lab.state()).toMatchObject({ id, step: 5 })
  await lab.call('redo')
  expect((await lab.state()).step).toBe(2)
})

test('undo of an edit, of a preset and of weights from a file gives the trained run back', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(5)
  const before = await everything(lab)
  const { id } = await lab.state()
  await page
    .getByRole('region', { name: 'Experiment' })
    .getByRole('spinbutton', { name: /^Batch/ })
    .fill('40')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lab.experiment()).data.batch).toBe(40)
  await lab.step(1)
  await lab.call('undo')
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 5 })
  expect(await everything(lab)).toEqual(before)
  await lab.call('redo')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 1 })
  await lab.call('undo')
  await lab.page.evaluate(async () => {
    const first = await window.lab.weights()
    await window.lab.step(1)
    await window.lab.load(first)
  })
  expect(await lab.call('weights')).toEqual(before.weights)
  await lab.call('undo')
  expect(await lab.state()).toMatchObject({ id, step: 6 })
  expect(await lab.call('weights')).not.toEqual(before.weights)
})

test('a lost device: Resume goes on at the same step of the same run', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(4)
  const { id } = await lab.state()
  const before = await everything(lab)
  await lab.call('loseDevice')
  await expect(lab.region('Health')).toContainText(/lost/i)
  await page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 4 })
  expect(await everything(lab)).toEqual(before)
})

test('full storage is said and training goes on; a reset can be undone all the same', async ({ lab, page }) => {
  await lab.open(SMALL)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1000 })
  await lab.step(3)
  await lab.idle()
  await expect(page.locator('[data-help*="The browser gives this page no room to keep this run"]')).toHaveCount(1)
  await lab.step(2)
  const before = await everything(lab)
  expect((await lab.state()).step).toBe(5)
  await lab.reset()
  await lab.call('undo')
  expect((await lab.state()).step).toBe(5)
  expect(await everything(lab)).toEqual(before)
  lab.errors.splice(0)
})

test('a hidden tab goes on training and is kept at once', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(2)
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect(page.locator('[data-help^="Kept in this browser at step"]')).toHaveCount(1)
  const { step } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + 2)
  await lab.pause()
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.step).toEqual(Array.from({ length: trainLoss!.step.length }, (_, i) => i + 1))
})

test('a value that is not finite pauses the run with the reason, and its last sound state is kept', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.evaluate(async () => {
    const experiment = (await window.lab.experiment()) as object
    await window.lab.open({ ...experiment, optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 } } as never)
  })
  await lab.play()
  await expect.poll(async () => (await lab.state()).kind).toBe('failed')
  await lab.idle()
  await expect(lab.region('Health')).toContainText(/no longer a finite number/)
  const { step, id } = await lab.state()
  await expect(keptAt(page, step)).toHaveCount(1)
  const weights = await lab.call('weights')
  await lab.reset()
  await lab.call('undo')
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step })
  expect(await lab.call('weights')).toEqual(weights)
})
