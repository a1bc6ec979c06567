/** The profile of a training step in the dialog of the adapter: progress and Stop, kernels as table and plot, files; it changes no training. */
import { readFile } from 'node:fs/promises'
import { expect, type Lab, walk } from './lab'

const EXPERIMENT = '#blank.2&data.batch=20&network.hidden=16'

async function openDialog({ page }: Lab) {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find an action' }).fill('graphics adapter')
  await page.keyboard.press('Enter')
  return page.getByRole('dialog', { name: 'Graphics adapter' })
}

walk('a step is profiled: kernels as a table and a plot, a sentence, and files', async ({ lab, page }) => {
  await lab.open(EXPERIMENT)
  await lab.step(2)
  const dialog = await openDialog(lab)
  await dialog.getByRole('button', { name: 'Profile a step' }).press('Enter')
  await expect(dialog.getByRole('progressbar', { name: 'Profiling the step' })).toBeVisible()
  await expect(dialog.getByRole('status').first()).toContainText(/^A step takes .* its \d+ calls of \d+ kernels take /)
  await expect(dialog.getByRole('img', { name: /^\d+ kernels with a product, by operations per byte/ })).toBeVisible()
  const rows = dialog.getByRole('region', { name: 'Kernels', exact: true }).getByRole('row')
  await expect(rows.first()).toHaveText('kernelcallstimesharebytesFLOPof bandwidthof multiply-adds')
  await expect(rows.filter({ hasText: 'optimizers/adam' })).toHaveText(/^optimizers\/adam1\d/)
  const saved = async (name: string) => {
    const download = page.waitForEvent('download')
    await dialog.getByRole('region', { name: 'Kernels', exact: true }).getByLabel('Save', { exact: true }).click()
    await dialog.getByRole('button', { name }).click()
    return readFile(await (await download).path(), 'utf8')
  }
  const csv = (await saved('Profile (CSV)')).split('\n')
  expect(csv[0]).toBe('kernel,calls,ms,share_of_time,bytes,operations,share_of_bandwidth,share_of_multiply_adds')
  const { browser, device, kernels } = JSON.parse(await saved('Profile (JSON)'))
  expect(browser).toContain('Chrome')
  expect(device.software).toBe(true)
  expect(kernels).toHaveLength(csv.length - 2)
  await page.keyboard.press('Escape')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 2 })
})

walk('a profile is stopped with nothing changed', async ({ lab, page }) => {
  await lab.open(`${EXPERIMENT},16`)
  await lab.step(2)
  const dialog = await openDialog(lab)
  await dialog.getByRole('button', { name: 'Profile a step' }).click()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await expect(dialog.getByRole('status').first()).toHaveText('The profile was stopped; nothing has changed.')
  await page.keyboard.press('Escape')
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 2 })
})
