/** Nothing learned is lost: a closed page, two tabs, full storage, a reset, an edit, a hidden tab, a non-finite value. */

import { rm } from 'node:fs/promises'
import { chromium, type Page } from '@playwright/test'
import { violations } from './axe'
import { expect, Lab, test, walk } from './lab'

/** Small enough for a software adapter: one hidden layer of 64. */
const SMALL = '#blank.1&T=3&batch=50&epochs=1'

const offer = (page: Page) => page.getByRole('complementary', { name: 'Runs to resume' })
const keptAt = (page: Page, step: number) => page.locator(`[data-help^="Saved in this browser at step ${step},"]`)

/** Everything that identifies a run: its weights and all rows of its curves. */
const everything = async (lab: Lab) => ({ weights: await lab.call('weights'), metrics: await lab.metrics() })

/** Another page in the same browser, which the test closes. */
async function another(lab: Lab): Promise<Lab> {
  const other = new Lab(await lab.page.context().newPage())
  await other.open(SMALL)
  return other
}

walk('a page that is gone while it trains loses only what came after the last checkpoint', async ({ lab: next }) => {
  await next.open(SMALL)
  const lab = await another(next)
  await lab.step(6)
  await lab.idle()
  const { id } = await lab.state()
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(6)
  await lab.page.close()
  await expect.poll(async () => (await next.call('checkpoints')).map((run) => run.id)).toEqual([id])
  await next.call('resume', id)
  const { step } = await next.state()
  expect(step).toBeGreaterThanOrEqual(6)
  await next.step(2)
  expect(await next.state()).toMatchObject({ id, kind: 'paused', step: step + 2 })
  expect(lab.errors).toEqual([])
})

test('a tab that crashes while it trains loses 5 seconds of training at most, and its run is offered after the browser has ended', async ({
  baseURL,
  launchOptions,
}, info) => {
  const profile = info.outputPath('profile')
  const start = async () => {
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: baseURL! })
    const page = await context.newPage()
    const lab = new Lab(page)
    await lab.open('#blank.1&T=3&batch=50&epochs=20')
    return { context, page, lab }
  }
  /** The training progress that the page received. */
  const seen: { step: number; elapsedMs: number }[] = []
  const first = await start()
  await first.lab.play()
  await expect
    .poll(async () => {
      const [run] = await first.lab.call('runs')
      if (run && run.step > 0) seen.push({ step: run.step, elapsedMs: run.elapsedMs })
      return (seen.at(-1)?.elapsedMs ?? 0) - (seen[0]?.elapsedMs ?? 0)
    })
    .toBeGreaterThan(12_000)
  const devtools = await first.context.newCDPSession(first.page)
  const crashed = first.page.waitForEvent('crash')
  // This command never gets an answer.
  devtools.send('Page.crash').catch(() => {})
  await crashed
  await first.context.close()

  const { context, page, lab } = await start()
  await expect(offer(page)).toContainText(/Step [\d,]+ of 24,000\./)
  const [{ step }] = (await lab.call('checkpoints')) as unknown as [{ step: number }]
  await expect(offer(page)).toContainText(`Step ${step.toLocaleString('en-US')} of 24,000.`)
  // The time of that step, interpolated between two readings, which can be seconds apart on a busy machine.
  const at = seen.findLastIndex((row) => row.step <= step)
  const [before, next] = [seen[at]!, seen[at + 1] ?? seen[at]!]
  const share = next.step > before.step ? (step - before.step) / (next.step - before.step) : 0
  const savedMs = before.elapsedMs + share * (next.elapsedMs - before.elapsedMs)
  expect(seen.at(-1)!.elapsedMs - savedMs).toBeLessThanOrEqual(5000)
  await offer(page)
    .getByRole('button', { name: /^Resume/ })
    .click()
  await expect.poll(() => lab.state()).toMatchObject({ kind: 'paused', step })
  expect(lab.errors).toEqual([])
  await context.close()
  await rm(profile, { recursive: true, force: true })
})

walk(
  'an offer is discarded, taken back, dismissed, had again from the palette’s command and the list of runs, and discarded for good',
  async ({ lab, page }) => {
    await lab.open(SMALL)
    await lab.step(3)
    await lab.idle()
    const { id } = await lab.state()
    // Wait until the run is in the list, because a busy machine may write it later than the page reloads.
    expect(await lab.call('runs')).toHaveLength(1)
    await lab.reload()
    await expect(offer(page)).toBeVisible()
    await offer(page)
      .getByRole('button', { name: /^Discard/ })
      .click()
    await expect(offer(page)).toContainText('Discarded:')
    expect(await violations(page, '[data-notes]')).toEqual([])
    await offer(page).getByRole('button', { name: /^Undo/ }).click()
    await offer(page).getByRole('button', { name: 'Dismiss' }).click()
    await expect(offer(page)).toHaveCount(0)
    expect(await lab.call('checkpoints')).toHaveLength(1)

    const again = async () => {
      await page.locator('body').press('Control+k')
      await page.getByRole('dialog', { name: 'Find an action' }).getByRole('combobox').fill('Resume a saved run')
      await page.keyboard.press('Enter')
      await expect(offer(page)).toBeVisible()
    }
    await again()
    await offer(page).getByRole('button', { name: 'Dismiss' }).click()
    await expect(offer(page)).toHaveCount(0)
    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Runs' })
    await dialog.locator('[data-run-head]').first().click()
    await dialog.getByRole('button', { name: 'Resume', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 3 })

    await lab.reload()
    await expect(offer(page)).toBeVisible()
    const ofLink = page.getByRole('complementary', { name: 'About this link' })
    await lab.address(`${SMALL}&run.seed=5&neuron.decay=abc`)
    await expect(ofLink).toContainText('could not be opened as it was meant')
    await expect(offer(page)).toBeVisible()
    // The two messages push no view off the page.
    expect(await page.evaluate(() => document.querySelector('main')!.scrollHeight - document.querySelector('main')!.clientHeight)).toBe(0)
    // Hidden parts are not offered.
    await lab.address(`${SMALL}&run.seed=5&hide=runs`)
    await expect(ofLink).toContainText('Some controls of the page are hidden')
    await expect(offer(page)).toHaveCount(0)
    await lab.address(`${SMALL}&run.seed=6`)
    await expect(ofLink).toContainText('Opened from a link')
    await offer(page)
      .getByRole('button', { name: /^Resume/ })
      .click()
    await expect.poll(() => lab.state()).toMatchObject({ id, kind: 'paused', step: 3 })
    await expect(ofLink).toHaveCount(0)

    await lab.reload()
    await expect(offer(page)).toBeVisible()
    await offer(page)
      .getByRole('button', { name: /^Discard/ })
      .click()
    await lab.step(1)
    await expect(offer(page)).toHaveCount(0)
    await expect.poll(() => lab.call('checkpoints')).toHaveLength(0)
  },
)

walk('two tabs train side by side: what one has open the other is not offered, until it is closed', async ({ lab: other }) => {
  await other.open(SMALL)
  const lab = await another(other)
  await lab.step(3)
  await lab.idle()
  const { id } = await lab.state()
  expect(await other.call('checkpoints')).toEqual([])
  await expect(other.call('resume', id)).rejects.toThrow('Another tab has this run open.')
  await Promise.all([lab.step(3), other.step(4)])
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 6 })
  expect(await other.state()).toMatchObject({ kind: 'paused', step: 4 })
  await lab.idle()
  await lab.page.close()
  await expect.poll(async () => (await other.call('checkpoints')).map((run) => run.id)).toEqual([id])
  await other.call('resume', id)
  expect(await other.state()).toMatchObject({ id, step: 6 })
  expect(lab.errors).toEqual([])
})

walk('a run that is resumed from Runs is not offered any more', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(6)
  await lab.idle()
  // A busy machine may write the run later than the page reloads.
  expect(await lab.call('runs')).toHaveLength(1)
  await lab.reload()
  await expect(offer(page)).toContainText('Step 6 of')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Runs' })
  await dialog.locator('[data-run-head]').first().click()
  await dialog.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 6 })
  await expect(offer(page)).toHaveCount(0)
})

walk('Reset asks nothing; undo brings the same weights and curves back, redo resets again', async ({ lab, page }) => {
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

walk('undo of an edit, of a preset and of weights from a file gives the trained run back', async ({ lab, page }) => {
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
  await lab.call('open', '#window.1&network.hidden=16&T=3&batch=50')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await lab.call('undo')
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 5 })
  expect(await everything(lab)).toEqual(before)
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

walk('potentials in half precision: an edit of them, one while training and their undo lead to the run as it was', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.step(5)
  const before = await everything(lab)
  const { id } = await lab.state()
  await lab.call('edit', 'neuron.storedPotentials', { kind: 'half' })
  // The memory is planned for them, so that it is another run.
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await lab.step(5)
  const half = await everything(lab)
  expect(half.weights).not.toEqual(before.weights)
  await lab.call('edit', 'neuron.threshold', 0.9)
  await lab.step(1)
  await lab.call('undo')
  expect((await lab.experiment()).neuron).toMatchObject({ threshold: 1, storedPotentials: { kind: 'half' } })
  // A threshold takes effect while training goes on; its undo gives back what had been learned before it.
  expect(await lab.state()).toMatchObject({ step: 5 })
  expect(await everything(lab)).toEqual(half)
  await lab.call('undo')
  expect(await lab.state()).toMatchObject({ id, kind: 'paused', step: 5 })
  expect(await everything(lab)).toEqual(before)
})

test('full storage is reported and training continues; a reset can still be undone', async ({ lab, page }) => {
  await lab.open(SMALL)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1000 })
  await lab.step(3)
  await lab.idle()
  await expect(page.locator('[data-help*="The browser has no room to save this run"]')).toHaveCount(1)
  await lab.step(2)
  const before = await everything(lab)
  expect((await lab.state()).step).toBe(5)
  await lab.reset()
  await lab.call('undo')
  expect((await lab.state()).step).toBe(5)
  expect(await everything(lab)).toEqual(before)
  lab.errors.splice(0)
})

walk('a hidden tab continues training and is saved at once', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(2)
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect(page.locator('[data-help^="Saved in this browser at step"]')).toHaveCount(1)
  const { step } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + 2)
  await lab.pause()
  const { trainLoss } = await lab.metrics()
  expect(trainLoss!.step).toEqual(Array.from({ length: trainLoss!.step.length }, (_, i) => i + 1))
  await page.evaluate(() => {
    Reflect.deleteProperty(document, 'hidden')
    document.dispatchEvent(new Event('visibilitychange'))
  })
})

walk('a value that is not finite pauses the run with the reason, and its last valid state is saved', async ({ lab, page }) => {
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
