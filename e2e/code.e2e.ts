/** The experiment as code: from the dialog, by keys, by a script; what a framework cannot express; tasks that cannot be exported. */
import { readFile } from 'node:fs/promises'
import { parseNpy } from '../src/data/formats/npy'
import type { Bytes } from '../src/data/formats/stream'
import { violations } from './axe'
import { openDigits } from './event-digits'
import { expect, removeSets, walk } from './lab'
import { filesOf } from './zip'

walk('the code of the open experiment is shown, chosen by framework, and saved with its weights', async ({ lab, page }) => {
  await lab.open('#blank.1&T=3&network.hidden=24&neuron.reset=subtract')
  await lab.button('Share').click()
  await page.getByRole('button', { name: 'Code …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Code of this experiment' })
  const text = dialog.getByRole('group', { name: /^Code, \d+ lines$/ })
  await expect(text).toContainText('exported from Membrane for SpikingJelly')
  await expect(text).toContainText('self.linear1 = layer.Linear(784, 24')
  await expect(dialog.getByRole('list')).toContainText('a run trains alike, not bit for bit')
  await expect(dialog.getByRole('list')).not.toContainText('plain PyTorch')

  await dialog.getByRole('group', { name: 'Framework' }).getByText('snnTorch').click()
  await expect(text).toContainText('exported from Membrane for snnTorch')
  await expect(dialog.getByRole('list')).toContainText(
    'The reset of snn.Leaky lowers a potential that stays above the threshold before it fires again: it is off, and the code around it resets.',
  )

  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save code' }).click()])
  expect(file.suggestedFilename()).toBe('blank-snntorch.py')
  const saved = await readFile(await file.path(), 'utf8')
  expect(saved).toBe(await page.evaluate(async () => (await window.lab.code('snnTorch')).text))
  const [weights] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save weights' }).click()])
  expect(weights.suggestedFilename()).toBe('blank.safetensors')
})

walk(
  'of a set of a person’s own recordings the arrays that the code reads are saved, with the samples that the lab trains on',
  async ({ lab, page }, info) => {
    await openDigits(lab, info.outputPath('n-mnist'))
    await lab.step(20)
    await lab.button('Share').click()
    await page.getByRole('button', { name: 'Code …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Code of this experiment' })
    await expect(dialog.getByRole('list')).toContainText('are saved in Membrane, next to this code: a zip with train.npz and test.npz.')
    expect(await violations(page, 'dialog')).toEqual([])
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: /^Save the samples of / }).click()])
    expect(file.suggestedFilename()).toBe('blank-data.zip')
    const halves = await filesOf(new Uint8Array(await readFile(await file.path())))
    expect([...halves.keys()]).toEqual(['train.npz', 'test.npz'])
    const tested = (await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)
    for (const [name, count] of [
      ['train.npz', 80],
      ['test.npz', tested],
    ] as const) {
      const arrays = await filesOf(halves.get(name)!)
      const images = parseNpy(arrays.get('images.npy') as Bytes)
      expect(images).toMatchObject({ type: '|u1', shape: [count, 4, 34, 34, 2] })
      const labels = parseNpy(arrays.get('labels.npy') as Bytes)
      expect(labels).toMatchObject({ type: '|u1', shape: [count] })
      expect(Math.max(...(labels.values as Uint8Array))).toBeLessThan(10)
      // Each recording has 60 events, a few of which lie outside the frames.
      const events = (images.values as Uint8Array).reduce((a, b) => a + b, 0)
      expect(events).toBeGreaterThan(50 * count)
      expect(events).toBeLessThanOrEqual(60 * count)
    }
    await page.keyboard.press('Escape')
    await lab.open('#blank.1&T=3&network.hidden=24')
    await lab.button('Share').click()
    await page.getByRole('button', { name: 'Code …' }).click()
    // The code reads the MNIST files directly, so there are no samples to save.
    await expect(dialog.getByRole('button', { name: 'Save weights' })).toBeVisible()
    await expect(dialog.getByRole('button', { name: /^Save the samples/ })).toHaveCount(0)
    await page.keyboard.press('Escape')
    await removeSets(lab)
  },
)

walk('a task that is not exported is refused with what is', async ({ lab, page }) => {
  await lab.open('#noisy-sine.2')
  await expect(page.evaluate(() => window.lab.code('norse'))).rejects.toThrow('Code is written for classification')
  await expect(page.evaluate(() => window.lab.code('brian'))).rejects.toThrow('expects one of spikingJelly, snnTorch, norse')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('code: export')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Code of this experiment' })
  await expect(dialog).toContainText('Experiments of other tasks are not exported as code.')
  await expect(dialog.getByRole('button', { name: 'Save code' })).toHaveCount(0)
})
