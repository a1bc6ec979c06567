/** The first five seconds: the default preset laid out and paused, all parts labeled, within the size budget. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DEFAULT_PRESET, presetNamed } from '../src/experiments/presets'
import { VERSION } from '../src/tasks/version'
import { expect, test } from './lab'

const BUDGET = 300_000

test('opens on the default preset, paused at the first batch, every region, button and list by its name, asking nothing of any other host, with at most 300 kB of scripts', async ({
  lab,
  page,
  baseURL,
}) => {
  const strangers: string[] = []
  const peers: string[] = []
  page.on('request', (request) => {
    if (/\/peer-/.test(request.url())) peers.push(request.url())
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http') && host !== new URL(baseURL!).host) strangers.push(request.url())
  })
  await lab.open()
  expect(strangers).toEqual([])
  expect(peers, 'TensorFlow.js, which the worker fetches when it is timed').toEqual([])
  await expect(page).toHaveTitle(/Membrane/)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0, epoch: 0 })
  expect(await lab.experiment()).toEqual(presetNamed(DEFAULT_PRESET)!.experiment)
  expect(await lab.link()).toContain(`#${DEFAULT_PRESET}.${VERSION}`)
  for (const name of [
    'Experiment',
    'Network',
    'Membrane potential',
    'Gradient-available fraction',
    'Spike raster',
    'Learning curves',
    'Health',
  ])
    await expect(lab.region(name), name).toBeVisible()
  for (const name of ['Play', 'Step', 'Reset', 'Share']) await expect(lab.button(name), name).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Training progress' })).toBeVisible()
  await expect(page.getByLabel('Presets').first()).toBeVisible()
  await expect(page.getByRole('main')).toHaveCount(1)

  // The gzipped JavaScript loaded before the first paint.
  const scripts = await page.evaluate(async () => {
    const paint = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => {
        const entry = list.getEntriesByName('first-contentful-paint')[0]
        if (entry) resolve(entry.startTime)
      }).observe({ type: 'paint', buffered: true })
    })
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime < paint && new URL(entry.name).pathname.endsWith('.js'))
      .map((entry) => new URL(entry.name).pathname)
  })
  expect(scripts.length).toBeGreaterThan(0)
  let total = 0
  for (const path of scripts) total += gzipSync(await readFile(fileURLToPath(new URL(`../dist${path}`, import.meta.url)))).length
  expect(total, scripts.join(', ')).toBeLessThanOrEqual(BUDGET)
})
