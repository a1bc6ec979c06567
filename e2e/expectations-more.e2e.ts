/** What a person expects of a training lab in a browser, by number: how it keeps, compares, survives, and who can use it. */
import type { Page } from '@playwright/test'
import { expect, picture, test } from './lab'

const SMALL = '#blank.1&T=3&batch=50&epochs=1'

/** As the browser has it when the tab is put away, and taken out again. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: hidden ? 'hidden' : 'visible' })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

test('13 · every edit is undone and done again, by button and by key', async ({ lab, page }) => {
  await lab.open(SMALL)
  const before = await lab.experiment()
  const field = lab.region('Experiment').getByRole('slider', { name: 'Threshold' })
  await field.fill('0.5')
  await expect.poll(async () => (await lab.experiment()).neuron.threshold).toBe(0.5)
  await page.locator('body').press('Control+z')
  await expect.poll(() => lab.experiment()).toEqual(before)
  await page.locator('body').press('Control+Shift+z')
  await expect.poll(async () => (await lab.experiment()).neuron.threshold).toBe(0.5)
  await lab.button('Undo').click()
  await expect.poll(() => lab.experiment()).toEqual(before)
})

test('18 · a run is told by its seed: the same link trains to the same weights', async ({ lab }) => {
  await lab.open(SMALL)
  await expect(lab.region('Experiment').getByLabel('Seed')).toBeVisible()
  const train = async (link: string) => {
    await lab.open(link.slice(link.indexOf('#')))
    await lab.step(4)
    return { weights: await lab.call('weights'), loss: (await lab.metrics()).trainLoss!.value }
  }
  const first = await train(await lab.link())
  expect(await train(await lab.link())).toEqual(first)
  expect((await train(`${SMALL}&run.seed=7`)).loss).not.toEqual(first.loss)
})

test('20 · every action is found by its words and done by keyboard alone', async ({ lab, page }) => {
  await lab.open(SMALL)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard and help' }).getByRole('row', { name: /Ctrl K/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const options = page.getByRole('dialog', { name: 'Find an action' }).getByRole('option')
  for (const words of [
    'Play: train',
    'Reset',
    'Share',
    'Compare',
    'Select layer lif1',
    'Pause views',
    'Learning curves: Table',
    'Set Threshold',
  ])
    await expect(options.filter({ hasText: words }).first(), words).toBeAttached()
  await page.keyboard.type('step train')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await lab.state()).step).toBe(1)
})

test('23 · paused views stand still while training goes on, and show the newest once resumed', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.play()
  const views = ['Membrane potential', 'Learning curves', 'Spike raster']
  const pictures = () => Promise.all(views.map((name) => picture(page, name)))
  const moved = await pictures()
  await expect.poll(async () => (await pictures()).every((now, at) => now !== moved[at])).toBe(true)
  await page.locator('body').press('f')
  await expect(lab.button('Resume views')).toBeVisible()
  // A frame may be under way.
  const { step: from } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(from + 10)
  const still = await pictures()
  const { step } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + 20)
  expect(await pictures()).toEqual(still)
  expect((await lab.state()).kind).toBe('running')
  await lab.button('Resume views').click()
  await expect.poll(async () => (await pictures()).every((now, at) => now !== still[at])).toBe(true)
  await lab.pause()
  // Nothing of what came meanwhile is missing.
  const save = page.waitForEvent('download')
  await lab.region('Learning curves').getByLabel('Save').click()
  await page.getByRole('button', { name: 'Curves (CSV)' }).click()
  const text = await (await (await save).createReadStream()).toArray()
  const steps = Buffer.concat(text)
    .toString()
    .match(/^\d+(?=,[^,]*,trainLoss)/gm)!
    .map(Number)
  expect(steps).toEqual(steps.map((_, at) => at + 1))
})

test('23 · how often views are drawn is a choice that is kept, and starts slow for who asked for less motion', async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await lab.open(SMALL)
  const rate = page.getByRole('slider', { name: 'How often views are drawn' })
  await lab.button('Views').click()
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most once a second')
  await rate.fill('4')
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most 4 times a second')
  await lab.open(SMALL)
  await lab.button('Views').click()
  await expect(rate).toHaveAttribute('aria-valuetext', 'at most 4 times a second')
  await page.keyboard.press('Escape')
  await expect(rate).toBeHidden()
  await expect(lab.button('Views')).toBeFocused()
})

test('25 · a hidden tab trains on and draws nothing; back in sight it shows what came', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(2)
  await hide(page, true)
  const { step: from } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(from + 10)
  const still = await picture(page, 'Membrane potential')
  const { step } = await lab.state()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(step + 20)
  expect(await picture(page, 'Membrane potential')).toBe(still)
  await hide(page, false)
  await expect.poll(() => picture(page, 'Membrane potential')).not.toBe(still)
  await lab.pause()
})

test('25 · the screen is kept awake where it was asked for, while training runs and the tab is in sight', async ({ lab, page }) => {
  await page.addInitScript(() => {
    const held = new Set<EventTarget>()
    const request = async () => {
      const lock = new EventTarget()
      held.add(lock)
      const release = async () => {
        if (held.delete(lock)) lock.dispatchEvent(new Event('release'))
      }
      return Object.assign(lock, { release })
    }
    // As a browser does, it takes all locks back when the page is hidden.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) for (const lock of held) void (lock as EventTarget & { release(): Promise<void> }).release()
    })
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })
    Object.assign(window, { held })
  })
  const held = () => page.evaluate(() => (window as unknown as { held: Set<unknown> }).held.size)
  await lab.open(SMALL)
  await lab.button('Views').click()
  await page.getByRole('checkbox', { name: 'Keep the screen awake while training' }).check()
  expect(await held()).toBe(0)
  await lab.play()
  await expect.poll(held).toBe(1)
  await expect(page.getByText('The screen stays awake until training stops.')).toBeVisible()
  await hide(page, true)
  await expect.poll(held).toBe(0)
  await hide(page, false)
  await expect.poll(held).toBe(1)
  await lab.pause()
  await expect.poll(held).toBe(0)
})

test('25 · a lost device keeps the page and what was learned, and training goes on', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(6)
  const { trainLoss } = await lab.metrics()
  await lab.call('loseDevice')
  await expect(lab.region('Health')).toContainText(/lost/i)
  await page.getByRole('button', { name: 'Resume' }).first().click()
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  expect((await lab.metrics()).trainLoss!.value.slice(0, 6)).toEqual(trainLoss!.value)
  await lab.step(1)
  expect((await lab.state()).step).toBe(7)
})
