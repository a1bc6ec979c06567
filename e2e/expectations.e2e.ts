/**
 * What users expect of a training lab in a browser, one test per expectation, by number: training and views. Saving, comparing and
 * surviving failures are in expectations-more; the page without an adapter is in expectations.no-adapter.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { WORKER_SCRIPT } from '../src/headless/site'
import { expect, picture, test, walk } from './lab'

const SMALL = '#blank.1&T=3&batch=50&epochs=1'

test('1 · laid out and paused with the first paint, for at most 300 kB of scripts', async ({ lab, page }) => {
  // The worker is held back, so whatever is visible does not need it.
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(WORKER_SCRIPT, async (route) => {
    await held
    await route.continue()
  })
  // All views: someone who has been here before.
  await page.addInitScript(() => localStorage.setItem('membrane.tour', 'seen'))
  await page.goto('./')
  await expect(lab.button('Play')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Presets: ./ })).toBeVisible()
  await expect(lab.region('Experiment').getByLabel('Threshold θ').first()).toHaveValue(/\d/)
  for (const name of ['Network', 'Membrane potential', 'Learning curves', 'Health']) await expect(lab.region(name)).toBeVisible()
  const scripts = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    return performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => startTime < paint!.startTime && new URL(name).pathname.endsWith('.js'))
      .map(({ name }) => new URL(name).pathname)
  })
  expect(scripts.some((path) => /plotly|palette|compare/.test(path))).toBe(false)
  let total = 0
  for (const path of scripts) total += gzipSync(await readFile(fileURLToPath(new URL(`../dist${path}`, import.meta.url)))).length
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThanOrEqual(300_000)
  release()
  await page.waitForFunction(() => 'lab' in window)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
})

walk('2 · that the adapter is software is said, with what to do, and it trains all the same', async ({ lab, page }) => {
  await lab.open(SMALL)
  expect(await lab.call('device')).toMatchObject({ software: true })
  await page.getByRole('navigation', { name: 'Tools' }).locator('[data-help^="The adapter that WebGPU gave"]').click()
  await expect(page.getByRole('dialog', { name: 'Graphics adapter' })).toContainText(
    /This is a software adapter\..* Small presets work well\./,
  )
  await page.keyboard.press('Escape')
  await lab.region('Health').getByRole('button', { name: 'Choose a small experiment' }).click()
  const first = page.getByRole('dialog', { name: 'Open an experiment' }).getByRole('group').first()
  await expect(first).toHaveAccessibleName('Start here')
  for (const card of await first.getByRole('option').all()) await expect(card).toBeInViewport({ ratio: 1 })
  // Only small ones are listed, until all are asked for.
  const gallery = page.getByRole('dialog', { name: 'Open an experiment' })
  await expect(gallery.getByRole('checkbox', { name: 'Only small ones' })).toBeChecked()
  await expect(gallery.getByRole('option', { name: /ResNet-19/ })).toHaveCount(0)
  await gallery.getByRole('checkbox', { name: 'Only small ones' }).uncheck()
  await expect(gallery.getByRole('option', { name: /ResNet-19/ }).first()).toBeAttached()
  await page.keyboard.press('Escape')
  await lab.step(1)
  expect((await lab.state()).step).toBe(1)
})

walk('3 · play, pause, a batch, a step of the time cursor, and reset, each by its key', async ({ lab }) => {
  await lab.open(SMALL)
  const body = lab.page.locator('body')
  await body.press('Space')
  await expect(lab.button('Pause')).toBeVisible()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(0)
  await body.press('Space')
  await expect(lab.button('Play')).toBeVisible()
  await lab.idle()
  expect((await lab.state()).kind).toBe('paused')
  // Immediate: after a pause resolves, no further batch counts, even when the device has finished its queue.
  await lab.play()
  await lab.pause()
  const { step } = await lab.state()
  await lab.call('gradientNorm', 'lif1')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step })
  expect((await lab.metrics()).trainLoss!.step.at(-1)).toBe(step)
  await body.press('ArrowRight')
  await expect.poll(async () => (await lab.state()).step).toBe(step + 1)
  const shown = () => lab.region('Membrane potential').getByRole('group', { name: 'Time step' }).locator('input:checked').locator('..')
  await expect(shown()).toHaveText('all steps')
  await body.press('Shift+ArrowRight')
  await expect(shown()).toHaveText('1')
  expect((await lab.state()).step).toBe(step + 1)
  await body.press('r')
  await expect.poll(async () => (await lab.state()).step).toBe(0)
})

walk('4 · progress says epoch, batch, samples a second, elapsed and what is left, in the bar and the title', async ({ lab, page }) => {
  await lab.open('#blank.1&T=2&batch=600&epochs=1&network.hidden=16')
  const bar = page.getByRole('progressbar', { name: 'Training progress' })
  await expect(bar).toHaveAttribute('aria-valuemax', '100')
  await expect(bar).toHaveAttribute('aria-valuenow', '0')
  await lab.step(30)
  await expect(bar).toHaveAttribute('aria-valuenow', '30')
  await expect(bar).toHaveAttribute('aria-valuetext', 'epoch 1 of 1, batch 30 of 100')
  await expect(page).toHaveTitle(/^30 % · /)
  const fact = (name: string) => bar.locator('dl > div', { has: page.locator('dt', { hasText: name }) }).locator('dd')
  await expect(fact('samples/s')).toHaveText(/^[\d,  ]+$/)
  await expect(fact('elapsed')).toHaveText(/^\d+:\d\d$/)
  await expect(fact('ETA')).toHaveText(/^\d+:\d\d$/)
  for (const name of ['samples/s', 'ETA'])
    await expect(bar.locator('dl > div', { hasText: name })).toHaveAttribute('data-help', /those of the newest batches/)
  // On a laptop's width, none of them is left out or cut off.
  for (const width of [1440, 1280, 900]) {
    await page.setViewportSize({ width, height: 900 })
    const room = (await bar.boundingBox())!
    for (const name of ['epoch', 'batch', 'samples/s', 'elapsed', 'ETA']) {
      const { x, y, width: wide, height } = (await fact(name).boundingBox())!
      expect(
        x >= room.x && x + wide <= room.x + room.width + 0.5 && y >= 0 && y + height <= room.y + room.height,
        `${name} at ${width}`,
      ).toBe(true)
    }
  }
  // On a phone, figures that do not fit are one press away, and the bar does not grow.
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 700 })
    expect((await bar.boundingBox())!.height, `height at ${width}`).toBeLessThanOrEqual(38)
    await expect(fact('ETA')).toBeInViewport()
    await page.getByRole('button', { name: 'All of the progress' }).press('Enter')
    const all = page.getByRole('dialog', { name: 'Progress' })
    for (const [name, value] of [
      ['epoch', '1 of 1'],
      ['batch', '30 of 100'],
      ['samples/s', /^[\d,]+$/],
      ['elapsed', /^\d+:\d\d$/],
      ['ETA (time left)', /^\d+:\d\d$/],
    ] as const)
      await expect(all.getByRole('row', { name }).getByRole('cell')).toHaveText(value)
    await expect(all).toContainText('Speed and time left are those of the newest batches')
    const { x, width: wide } = (await all.boundingBox())!
    expect(x >= 0 && x + wide <= width, `the list at ${width}`).toBe(true)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await page.keyboard.press('Escape')
    await expect(all).toBeHidden()
  }
})

walk('5 · while training runs, a click, a key and an edit are answered within two frames', async ({ lab, page }) => {
  await lab.open('#window.1&T=4&batch=100')
  await lab.play()
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(1)
  const answered = await page.evaluate(async () => {
    // Wait for two frames, but for no message of the worker.
    const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const current = () => document.querySelector('section[aria-label=Network] [aria-current=true] b')?.textContent
    const cells = document.querySelectorAll<HTMLButtonElement>('[data-layer]')
    cells[3]!.click()
    await frames()
    const clicked = current()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '5', bubbles: true }))
    await frames()
    const typed = current()
    const field = document.querySelector<HTMLInputElement>('section[aria-label=Experiment] input[type=range]')!
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, field.max)
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await frames()
    return { clicked, typed, edited: document.querySelector('section[aria-label=Experiment] [data-changed] input[type=range]') === field }
  })
  expect(answered).toEqual({ clicked: 'lif3', typed: 'lif5', edited: true })
})

walk('6 · potentials by step with threshold, window and what lies outside, drawn anew while training runs', async ({ lab, page }) => {
  await lab.open(SMALL)
  const region = lab.region('Membrane potential')
  for (const name of ['Lower edge of the window', 'Threshold', 'Upper edge of the window'])
    await expect(region.getByRole('slider', { name })).toBeVisible()
  await expect(region.getByRole('slider', { name: 'Threshold' })).toHaveAttribute('aria-valuenow', '1.00')
  const seen = new Set<string>()
  await lab.play()
  await expect.poll(async () => seen.add(await picture(page, 'Membrane potential')).size).toBeGreaterThan(3)
  await lab.pause()
  const all = await lab.call('membrane', 'lif1')
  const [layer] = (await lab.layers()).filter(({ name }) => name === 'lif1')
  expect(all.under + all.over + all.nan + all.counts.reduce((a, b) => a + b, 0)).toBe(50 * layer!.shape[0]! * 3)
  const linear = await picture(page, 'Membrane potential')
  await region.getByRole('radio', { name: 'log' }).check({ force: true })
  await expect.poll(() => picture(page, 'Membrane potential')).not.toBe(linear)
  const whole = await picture(page, 'Membrane potential')
  await region.getByRole('group', { name: 'Time step' }).getByRole('radio', { name: '2' }).check({ force: true })
  await expect.poll(() => picture(page, 'Membrane potential')).not.toBe(whole)
})

walk('7 · the gradient-available fraction by layer and step, defined, and with its history', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=50')
  await lab.step(3)
  const region = lab.region('Gradient-available fraction')
  await expect(region.locator('dfn button')).toHaveAccessibleDescription(/window/)
  const first = await lab.call('membrane', 'lif1')
  for (const [t, share] of first.gradientAvailableBySteps!.entries())
    await expect(region.locator('tbody tr').nth(t).locator('td').first().locator('b')).toHaveText((100 * share).toFixed(1))
  const curves = lab.region('Learning curves')
  await curves.getByRole('button', { name: 'Table' }).click()
  await expect(curves.getByRole('columnheader', { name: 'lif1 in window' })).toBeVisible()
  await expect(curves.locator('tbody tr').last()).toContainText(`${(100 * first.gradientAvailable).toFixed(1)} %`)
})

walk('8 · a raster of one sample, sorted on request, and the trace of the neuron that is chosen', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(2)
  const region = lab.region('Spike raster')
  const canvas = region.getByRole('img')
  const spikes = (await lab.call('spikes', 'lif1', 0)).data.reduce((a, b) => a + b, 0)
  await expect(canvas).toHaveAttribute('aria-label', new RegExp(`test sample 0: ${spikes} spikes of 128 neurons in 3 steps`))
  const byRate = await picture(page, 'Spike raster')
  await region.getByRole('radio', { name: 'index' }).check({ force: true })
  await expect.poll(() => picture(page, 'Spike raster')).not.toBe(byRate)
  const byIndex = await picture(page, 'Spike raster')
  await canvas.focus()
  await page.keyboard.press('End')
  await expect.poll(() => picture(page, 'Spike raster')).not.toBe(byIndex)
  const byKey = await picture(page, 'Spike raster')
  await canvas.click({ position: { x: 90, y: 20 } })
  await expect.poll(() => picture(page, 'Spike raster')).not.toBe(byKey)
})

walk('9 · curves of training and test, smoothed over the raw line, log or linear, with one cursor for all views', async ({ lab, page }) => {
  await lab.open(SMALL)
  await lab.step(12)
  const { accuracy } = await lab.evaluate()
  const region = lab.region('Learning curves')
  await expect(region.getByRole('img')).toHaveAttribute('aria-label', new RegExp(`test accuracy ${(100 * accuracy).toFixed(2)}\\s%`))
  const changes = async (act: () => Promise<unknown>) => {
    const before = await picture(page, 'Learning curves')
    await act()
    await expect.poll(() => picture(page, 'Learning curves')).not.toBe(before)
  }
  await changes(() => region.getByRole('slider', { name: 'Smoothing' }).fill('0'))
  await changes(() => region.getByRole('radio', { name: 'linear' }).check({ force: true }))
  const now = await picture(page, 'Membrane potential')
  await changes(() => region.getByRole('slider', { name: 'Training time' }).press('PageDown'))
  await expect(region.getByRole('button', { name: 'Back to now' })).toBeVisible()
  await expect.poll(() => picture(page, 'Membrane potential')).not.toBe(now)
})

walk('11 · training stops by itself where a value is not finite, says where, and keeps what was learned', async ({ lab }) => {
  await lab.open('#blank.1&T=3&batch=50&network.hidden=16')
  await lab.step(4)
  await lab.page.evaluate(async () => {
    const file = await window.lab.weights()
    // The first weight in the file becomes the largest float, so the next loss is not finite.
    const header = Number(new DataView(file).getBigUint64(0, true))
    new Float32Array(file, 8 + header).fill(3e38)
    await window.lab.load(file)
    await window.lab.play()
    await window.lab.idle()
  })
  await expect.poll(async () => (await lab.state()).kind).toBe('failed')
  expect((await lab.state()).error).toMatch(/no longer a finite number at step 5/)
  await expect(lab.region('Health')).toContainText('no longer a finite number')
  expect((await lab.metrics()).trainLoss!.step).toEqual([1, 2, 3, 4])
  await lab.region('Health').getByRole('button', { name: 'Resume' }).click()
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
})
