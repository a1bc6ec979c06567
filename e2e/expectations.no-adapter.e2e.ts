/** What users expect without WebGPU, by number; and that the page that reports it is accessible. */
import { expect, type Page, test } from '@playwright/test'
import { WORKER_SCRIPT } from '../src/headless/site'
import { violations } from './axe'

const CASES = [
  { title: 'WebGPU is here, but it found no graphics adapter', step: /graphics driver/, fake: '' },
  {
    title: 'This browser has no WebGPU',
    step: /update the browser|update it/i,
    fake: "Object.defineProperty(navigator, 'gpu', { value: undefined })",
  },
  {
    title: 'This page is not on a secure address',
    step: /https/,
    fake: "Object.defineProperty(window, 'isSecureContext', { value: false }); Object.defineProperty(navigator, 'gpu', { value: undefined })",
  },
  {
    title: 'The graphics adapter refused',
    step: /Close other pages that use the GPU/,
    fake: "Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => ({ features: new Set(), limits: {}, info: {}, requestDevice: () => Promise.reject(new Error('no')) }) } })",
  },
] as const

/** Opens the page with a faked environment in the worker too, because the worker requests the adapter. */
async function openWithout(page: Page, fake: string): Promise<void> {
  if (fake)
    await page.route(WORKER_SCRIPT, async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, body: `${fake.replaceAll('window', 'self')};${await response.text()}` })
    })
  await page.goto('./')
}

for (const { title, step, fake } of CASES)
  test(`2 · the page says which case it is and what to do in this browser: ${title}`, async ({ page }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await openWithout(page, fake)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: step }).first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Copy diagnostic' })).toBeVisible()
    // No controls that pretend to train.
    for (const name of ['Play', 'Step', 'Reset']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await violations(page), theme).toEqual([])
    }
    expect(errors).toEqual([])
  })

test('2 · without an adapter a single neuron is computed all the same, step by step', async ({ page }) => {
  await page.goto('./#neuron=lif.1&steps=12&current.start=1')
  const step = page.getByRole('dialog', { name: 'A single neuron' }).getByRole('slider', { name: 'Time step' })
  await step.press('Home')
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 1 of 12, .*u\[1\] = .* · 0 \+ .*; s\[1\] = [01]/)
  await step.press('ArrowRight')
  await step.press('ArrowRight')
  // This potential includes what earlier steps left.
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 3 of 12, .*u\[3\] = .* · (?!0 )[\d.]+ \+/)
})

test('2 · where nothing can be trained, a recorded run is shown in the same views, to be gone through and not to be trained', async ({
  page,
}) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  // All views: someone who has been here before.
  await page.addInitScript(() => localStorage.setItem('membrane.tour', 'seen'))
  await page.goto('./')
  await page.getByRole('button', { name: 'Look at a recorded run' }).click()
  const strip = page.getByRole('complementary', { name: 'About this run' })
  await expect(strip).toContainText(/This is a recording: .* It was made by .* with lab version \d/)
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  for (const name of ['Experiment', 'Network', 'Membrane potential', 'Gradient-available fraction', 'Learning curves'])
    await expect(region(name)).toBeVisible()
  await expect(region('Gradient-available fraction')).toContainText('%')
  for (const name of ['Play', 'Step', 'Reset']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
  // Another time in training has other fractions: the views show the recorded run.
  const slider = region('Learning curves').getByRole('slider', { name: 'Training time' })
  const moment = () => slider.getAttribute('aria-valuetext')
  const fractions = () => region('Gradient-available fraction').locator('tbody').textContent()
  const [lastMoment, last] = [await moment(), await fractions()]
  expect(last).toMatch(/\d+\.\d/)
  await slider.press('PageDown')
  await expect.poll(moment).not.toBe(lastMoment)
  await expect.poll(fractions).not.toBe(last)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await violations(page), theme).toEqual([])
  }
  await strip.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByRole('heading', { name: /WebGPU/ }).first()).toBeVisible()
  expect(errors).toEqual([])
})

test('2 · a tiny network learns on the processor, live: Play, Pause, Step, Reset, its window, and what its charts say in words', async ({
  page,
}) => {
  const errors: string[] = []
  const scripts: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto('./')
  const open = page.getByRole('button', { name: 'Train a tiny network on the processor' })
  await expect(open).toBeVisible()
  expect(scripts.filter((url) => /tiny/.test(url))).toEqual([])
  await open.click()
  const dialog = page.getByRole('dialog', { name: 'A tiny network on the processor' })
  await expect(dialog).toContainText(/on the processor in float64, and is a toy: the lab’s own engine needs WebGPU/)
  const [status, button] = [dialog.getByRole('status').first(), (name: string) => dialog.getByRole('button', { name, exact: true })]
  const right = async () => Number(/([\d.]+)\s% of 200/.exec((await status.textContent()) ?? '')?.[1])
  await expect(status).toHaveText(/^Untrained: \d/)
  expect(Math.abs((await right()) - 50)).toBeLessThan(5)
  const potentials = dialog.getByRole('img', {
    name: /^Membrane potentials of 24 neurons at 200 points in 8 steps: [\d.]+\s% below the window/,
  })
  const before = await potentials.getAttribute('aria-label')
  await button('Step').click()
  await expect(status).toHaveText(/^Batch 1: loss 0\.\d+, /)
  await button('Play').click()
  await expect.poll(right).toBeGreaterThan(90)
  await button('Pause').click()
  const paused = await status.textContent()
  expect(await potentials.getAttribute('aria-label')).not.toBe(before)
  for (const name of [
    /^200 test points on two spirals, \d+ of them/,
    /^Learning curves\. Batch \d+: loss/,
    /^Spikes at the marked point .*: \d+ spikes/,
  ])
    await expect(dialog.getByRole('img', { name })).toBeVisible()
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await violations(page), theme).toEqual([])
  }
  expect(await status.textContent(), 'paused').toBe(paused)
  // A narrow window contains few potentials.
  await dialog.getByRole('spinbutton', { name: /width/i }).fill('0.05')
  await page.keyboard.press('Enter')
  await expect(potentials).toHaveAttribute('aria-label', /, \d\.\d\s% in it, .* window 0\.9\d to 1\.0\d/)
  await button('Reset').click()
  await expect(status).toHaveText(/^Untrained: /)
  await page.keyboard.press('Escape')
  await expect(open).toBeFocused()
  expect(errors).toEqual([])
})
