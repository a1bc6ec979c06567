/** The experiment as code: by the dialog, by keys, by a script; what a framework cannot express; tasks that are not exported. */
import { readFile } from 'node:fs/promises'
import { expect, walk } from './lab'

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
    'snnTorch has no neurons with a soft reset at the same step: they are written out in plain PyTorch.',
  )

  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save code' }).click()])
  expect(file.suggestedFilename()).toBe('blank-snntorch.py')
  const saved = await readFile(await file.path(), 'utf8')
  expect(saved).toBe(await page.evaluate(async () => (await window.lab.code('snnTorch')).text))
  const [weights] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save weights' }).click()])
  expect(weights.suggestedFilename()).toBe('blank.safetensors')
})

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
