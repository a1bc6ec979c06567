/** How fast the device is: by its link and the palette, with progress and Stop; a table is laid next to one from a file, copied and removed. */
import { expect, walk } from './lab'

const OTHER = {
  format: 'membrane-device',
  version: 1,
  adapter: 'A graphics card',
  software: false,
  browser: 'Chrome 156',
  day: '2026-11-30',
  rates: { bytesPerSecond: 8e11, operationsPerSecond: 2e13, dispatchMs: 0.03 },
  workloads: [{ title: '784-256-10, B 64, T 10', ms: 0.9, dispatches: 20, samplesPerSecond: 71_000, bandwidth: 0.02, tuned: null }],
}

walk('the link #bench opens the measurement; Stop ends it with nothing changed', async ({ lab, page }) => {
  await lab.open('#blank.2&data.batch=20&network.hidden=16')
  await lab.step(2)
  await page.evaluate(() => {
    location.hash = '#bench'
  })
  const dialog = page.getByRole('dialog', { name: 'How fast is this device?' })
  await dialog.getByRole('button', { name: 'Measure' }).press('Enter')
  await expect(dialog.getByRole('progressbar', { name: 'Measuring this device' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await expect(dialog.getByText('The measurement was stopped; nothing has changed.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 2 })
})

walk('TensorFlow.js is chosen by a box that is off, and nothing of it is fetched before it is needed', async ({ lab, page }) => {
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(request.url()))
  await lab.open('#blank.2&data.batch=20&network.hidden=16')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find an action' }).fill('how fast is this device')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'How fast is this device?' })
  const box = dialog.getByRole('checkbox', { name: 'TensorFlow.js beside it' })
  await expect(box).not.toBeChecked()
  await box.press('Space')
  await expect(box).toBeChecked()
  await dialog.getByRole('button', { name: 'Measure' }).press('Enter')
  await expect(dialog.getByRole('progressbar', { name: 'Measuring this device' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await expect(dialog.getByText('The measurement was stopped; nothing has changed.')).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'TensorFlow.js beside it' }).uncheck()
  await page.keyboard.press('Escape')
  expect(fetched.filter((url) => /\/peer-/.test(url))).toEqual([])
})

walk('a table from a file is shown, a hostile one is refused with a sentence', async ({ lab, page }) => {
  await lab.open('#blank.2&data.batch=20&network.hidden=16')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find an action' }).fill('how fast is this device')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'How fast is this device?' })
  const give = (value: unknown) =>
    dialog
      .getByLabel('Table of another device')
      .setInputFiles({ name: 'device.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) })
  await give({ ...OTHER, adapter: 'a\n| b |' })
  await expect(dialog.getByText('This is not a table of a device: adapter is not as expected.')).toBeVisible()
  await give(OTHER)
  await expect(dialog.getByRole('table', { name: 'A graphics card' }).getByRole('row')).toHaveText([
    'workloada stepdispatchessamples a secondof bandwidthtuned',
    /^784-256-10, B 64, T 100\.90\sms2071\.0\sk2\.0\s%not tuned$/,
  ])
  await give({ ...OTHER, peer: { name: 'TensorFlow.js 4.22.0, WebGPU', steps: [{ title: '784-256-10, B 64, T 10', ms: 9 }] } })
  await expect(dialog.getByRole('row').nth(1)).toHaveText(/not tuned9\.00\sms10\.0$/)
  await dialog.getByRole('button', { name: 'Remove the other table' }).click()
  await expect(dialog.getByRole('table')).toHaveCount(0)
  await page.keyboard.press('Escape')
})
