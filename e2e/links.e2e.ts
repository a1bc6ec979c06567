/** Links in a real page: they open paused, list what did not open as written, and refuse in a sentence. */
import { presetNamed } from '../src/experiments/presets'
import { expect, test } from './lab'

test('a link opens its experiment, paused', async ({ lab }) => {
  await lab.open('#blank.1&neuron.threshold=0.5&T=3&seed=42')
  expect(await lab.experiment()).toMatchObject({ neuron: { threshold: 0.5 }, encoder: { steps: 3 }, run: { seed: 42 } })
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
})

test('a number out of range opens as the nearest allowed one and is said', async ({ lab, page }) => {
  await lab.open('#blank.1&neuron.threshold=500')
  expect(await lab.experiment()).toMatchObject({ neuron: { threshold: 20 } })
  await expect(page.getByText('It opens as 20, the nearest that is.').first()).toBeVisible()
})

test('a link that cannot be opened says why, and a preset is open instead', async ({ lab, page }) => {
  await lab.open('#tutorail.1')
  await expect(page.getByText('There is no preset called “tutorail”.').first()).toBeVisible()
  expect(['paused', 'idle']).toContain((await lab.state()).kind)
})

test('the link of an experiment gives bit for bit the same run in a fresh context', async ({ lab, browser }) => {
  test.slow()
  await lab.open('#blank.1&network.hidden=32&batch=16&T=2&seed=7')
  await lab.step(20)
  const link = await lab.link()
  const { trainLoss } = await lab.metrics()
  const context = await browser.newContext()
  const { Lab } = await import('./lab')
  const other = new Lab(await context.newPage())
  await other.open(link.slice(link.indexOf('#')))
  await other.step(20)
  const again = await other.metrics()
  expect(trainLoss!.step.at(-1)).toBe(20)
  expect(again.trainLoss).toEqual(trainLoss)
  await context.close()
})

test('presets open by their names', async ({ lab }) => {
  for (const name of ['blank', 'tutorial']) {
    await lab.open(`#${name}.1`)
    expect(await lab.experiment()).toEqual(presetNamed(name)!.experiment)
  }
})
