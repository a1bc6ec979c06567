/** Stress: the slider follows the network, a curve is drawn and stopped, runs lie over each other, and no run changes by it. */
import { readFile } from 'node:fs/promises'
import { expect, type Lab, walk } from './lab'

const LINK = '#blank.2&data.batch=50&network.hidden=16,16'

async function opens(lab: Lab) {
  await lab.page.keyboard.press('Control+k')
  await lab.page.getByRole('combobox', { name: 'Find an action' }).fill('stress')
  await lab.page.keyboard.press('Enter')
  const dialog = lab.page.getByRole('dialog', { name: 'Stress' })
  await dialog.getByLabel('Test samples, at most').fill('100')
  await lab.page.keyboard.press('Enter')
  return dialog
}

walk('the strength is dragged, and accuracy and firing rate follow; training continues with the same bits', async ({ lab, page }) => {
  await lab.open(LINK)
  await lab.step(12)
  const undisturbed = await lab.call('metrics')
  await lab.open(LINK)
  await lab.step(9)
  const dialog = await opens(lab)
  await dialog.getByLabel('Disturbance').selectOption('dead')
  const numbers = dialog.locator('dl')
  await expect(numbers).toContainText(/test accuracy\d+\.\d\d\u00a0%/)
  await dialog.getByLabel('Strength').press('End')
  await expect(dialog.getByLabel('Strength')).toHaveAttribute('aria-valuetext', '100\u00a0%')
  await expect(numbers).toContainText(/firing rate0\.0\u00a0% \d+\.\d\u00a0% undisturbed/)
  const [row] = await lab.call('stress', { over: 'dead', strengths: [1], seeds: [1], samples: 100 })
  expect(row!.rate).toBe(0)
  await page.keyboard.press('Escape')
  await lab.step(3)
  expect((await lab.call('metrics')).trainLoss).toEqual(undisturbed.trainLoss)
})

walk('a curve is drawn, stopped and saved, and that of a kept run lies over it', async ({ lab, page }) => {
  await lab.open(LINK)
  await lab.step(3)
  let dialog = await opens(lab)
  await dialog.getByLabel('Seeds').fill('2')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Disturbance').selectOption('weightNoise')
  await dialog.getByRole('button', { name: 'Draw the curve' }).click()
  await dialog.getByRole('button', { name: 'Stop' }).press('Enter')
  await expect(dialog.getByRole('button', { name: 'Draw the curve' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Draw the curve' }).click()
  await expect(dialog.getByRole('img', { name: /^test accuracy over the strength of weight noise/ })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Draw the curve' })).toBeVisible({ timeout: 60_000 })
  const download = page.waitForEvent('download')
  await dialog.getByLabel('Save', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Accuracy under weight noise (CSV)' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n')
  expect(lines[0]).toBe('curve,disturbance,strength,testAccuracy (%),testAccuracy (%) low,testAccuracy (%) high,firing rate,evaluations')
  expect(lines).toHaveLength(14)
  expect(lines[1]).toMatch(/,2$/)
  await page.keyboard.press('Escape')

  // The run that is left is saved with its weights.
  await lab.call('edit', 'neuron.threshold', 1.5)
  await lab.step(2)
  const before = await lab.state()
  dialog = await opens(lab)
  await dialog.getByLabel('Disturbance').selectOption('bits')
  await dialog.getByText('Saved runs to compare with').click()
  await dialog.getByRole('checkbox', { name: /step 3$/ }).check()
  await dialog.getByRole('button', { name: 'Draw 2 curves' }).click()
  await expect(dialog.getByRole('button', { name: /^Draw / })).toBeVisible({ timeout: 60_000 })
  await expect(dialog.getByRole('img', { name: /weight bits, for .*, step [23]; .*, step [23]\./ })).toBeVisible()
  expect(await lab.state()).toMatchObject({ id: before.id, step: 2 })
  await dialog.getByRole('button', { name: 'Remove other runs' }).click()
  await expect(dialog.getByRole('img', { name: /weight bits, for [^;]*, step 2\./ })).toBeVisible()
  await page.keyboard.press('Escape')
})

walk('what an experiment does not take is listed with the reason', async ({ lab, page }) => {
  await lab.open(LINK)
  const dialog = await opens(lab)
  await expect(dialog.getByLabel('Disturbance').getByRole('option', { name: 'Time jitter' })).toHaveCount(0)
  await dialog.getByText(/^Not for this experiment/).click()
  await expect(dialog).toContainText('Skip length: Its layers do not receive their own spikes.')
  await expect(lab.call('stress', { over: 'jitter' })).rejects.toThrow('it has no steps')
  await page.keyboard.press('Escape')
})

walk('variants are trained from a tab of Compare and drawn over each other, and saved as runs', async ({ lab, page }) => {
  await lab.open('#delayed-cue.2&data.batch=16&data.delay=20&network.recurrence.span=5')
  await lab.step(2)
  const before = await lab.state()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('group', { name: 'What to run in turn' }).getByText('Stress').click()
  const dialog = page.getByRole('dialog', { name: 'Stress' })
  await dialog.getByLabel('Test samples, at most').fill('20')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Disturbance').selectOption('jitter')
  await dialog.getByText('Variants to train and compare with').click()
  await expect(dialog).toContainText('Trains vanilla, skip 5, adaptive 1 to 8 with 3 seeds each')
  await dialog.getByLabel('Networks of each').fill('2')
  await page.keyboard.press('Enter')
  await dialog.getByLabel('Training steps').fill('3')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Train 6 networks and draw' }).click()
  await expect(dialog.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Draw the curve' })).toBeVisible({ timeout: 120_000 })
  const curves = 'vanilla, step 3, 2 runs; skip 5, step 3, 2 runs; adaptive 1 to 8, step 3, 2 runs'
  await expect(dialog.getByRole('img', { name: new RegExp(`time jitter, for .*${curves}`) })).toBeVisible()
  expect(await lab.state()).toMatchObject({ id: before.id, step: 2 })
  const names = (await lab.call('runs')).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['vanilla', 'skip 5', 'adaptive 1 to 8'].map((title) => expect.stringContaining(`${title}, T `))),
  )
  await page.keyboard.press('Escape')
})
