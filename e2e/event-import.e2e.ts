/** A folder of event recordings: looked at, chosen how it becomes frames, converted, learned from, and there again after a reload. */

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { nMnistFiles } from '../src/testing/recordings'
import { violations } from './axe'
import { expect, type Lab, removeSets, walk } from './lab'

const wizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Event recordings to a data set' })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })

async function written(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
  return folder
}

walk('N-MNIST’s folders are looked at, converted as chosen, trained on, and there after a reload', async ({ lab }, info) => {
  const noise = Uint8Array.from({ length: 600 }, (_, i) => (i * 37 + (i >> 3) * 91) & 255)
  const folder = await written(info.outputPath('n-mnist'), { ...nMnistFiles(), 'Train/4/99999.bin': noise })
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog(lab).locator('input[type=file]').nth(1).setInputFiles(folder)
  await expect(wizard(lab)).toContainText('This is N-MNIST by its folders: 101 recordings in 10 classes, ATIS .bin, on 34 × 34 pixels.')
  await expect(wizard(lab).getByRole('row', { name: '4 9 2' })).toBeVisible()
  await expect(wizard(lab)).toContainText('101 samples are here; all of N-MNIST are 70,000.')
  await expect(wizard(lab)).toContainText('Graphics memory')
  await expect(wizard(lab)).toContainText('are in no frame')
  expect(await violations(lab.page, 'dialog')).toEqual([])

  await wizard(lab).getByRole('combobox', { name: 'Rule' }).selectOption('SpikingJelly')
  await expect(wizard(lab)).toContainText('Every event of the recordings looked at is counted.')
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).fill('4')
  await wizard(lab).getByRole('spinbutton', { name: 'Frames' }).press('Enter')
  await wizard(lab).getByRole('combobox', { name: 'Then' }).selectOption('use it in the open experiment')

  // The player, and back.
  await wizard(lab)
    .getByRole('button', { name: /^Counts of events of a sample of 3/ })
    .click()
  await expect(lab.page.getByRole('dialog', { name: 'Event player' })).toContainText('Train/3/00004.bin')
  await lab.page.keyboard.press('Escape')
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Frames' })).toHaveValue('4')
  await lab.page.keyboard.press('Escape')
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Make a set of them …' }).click()
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Frames' })).toHaveValue('4')

  // Another page is at the kept sets: the conversion waits for it, and is cancelled. Nothing that was chosen is lost.
  await lab.page.evaluate(
    () =>
      new Promise<void>((held) => {
        void navigator.locks.request('membrane data sets', () => {
          held()
          return new Promise<void>((release) => Object.assign(window, { release }))
        })
      }),
  )
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(wizard(lab).getByText(/^Checking the samples|^Keeping the samples/)).toBeVisible()
  await wizard(lab).getByRole('button', { name: 'Cancel' }).click()
  await expect(wizard(lab).getByRole('alert')).toHaveText('The import was cancelled.')
  await lab.page.evaluate(() => (window as unknown as { release(): void }).release())

  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('N-MNIST is in this browser, and the experiment uses it.')
  await expect(dialog(lab)).toContainText('Frames of equal times by SpikingJelly’s rule, of the whole sensor.')
  await expect(dialog(lab)).toContainText(
    '1 of 101 recordings could not be read and is left out. n-mnist/Train/4/99999.bin is no recording',
  )
  await expect(dialog(lab).getByRole('row', { name: /^N-MNIST/ })).toContainText('80 + 20')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  const { data, encoder } = await lab.experiment()
  expect(data).toMatchObject({ kind: 'nMnist', frames: 4, convention: 'spikingJelly', batch: 10 })
  expect(encoder.kind).toBe('frames')
  await lab.step(2)

  await lab.reload()
  await lab.step(1)
  expect((await lab.evaluate()).confusion.flat().reduce((a, b) => a + b, 0)).toBe(20)
})
