/** Movies and spike trains of other projects: opened, previewed, mapped, cut, imported, trained on, and still there after a reload. */

import { join } from 'node:path'
import { npyFile, zipFile } from '../src/testing/files'
import { filled, openRetinaFiles, pixelAt, spikeAt } from '../src/testing/responses'
import { violations } from './axe'
import { expect, type Lab, removeSets, walk } from './lab'
import { written } from './written'

const wizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Movies and spike trains', exact: true })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })
const start = '#blank.1&T=3&batch=10&epochs=1'

async function typed(lab: Lab, name: string, value: string): Promise<void> {
  const field = wizard(lab).getByRole('spinbutton', { name, exact: true })
  await field.fill(value)
  await field.press('Enter')
}
/** The painted share of a canvas. */
const painted = (lab: Lab, name: RegExp) =>
  wizard(lab)
    .getByRole('img', { name })
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length / (width * height)
    })

walk('a folder of open-retina becomes a set, which is learned from, and is there after a reload', async ({ lab }, info) => {
  const folder = await written(info.outputPath('folder'), await openRetinaFiles({ frames: 400 }))
  await lab.open(start)
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Movies and spike trains …' }).click()
  await expect(wizard(lab)).toContainText('open-retina’s exchange form')
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await wizard(lab).locator('input[type=file]').nth(1).setInputFiles(join(folder, 'retina'))
  await expect(wizard(lab).getByRole('combobox', { name: 'Layout' })).toHaveValue('0')
  await expect(wizard(lab)).toContainText('How long a bin lasts is in none of the files')
  await expect(wizard(lab)).toContainText('Read so: 400 frames of 4 × 6 pixels, 1 color.')
  await expect(wizard(lab)).toContainText('Read so: 5 cells, 400 bins.')
  await expect(wizard(lab).getByRole('row', { name: /^Training/ })).toContainText('2 movies of 400 bins (13.3 s), 1 trial')
  await expect(wizard(lab)).toContainText('CCnorm and distances from trial to trial are not defined')
  await expect.poll(() => painted(lab, /^Frame of the first training movie, bin 1 of 400/)).toBeGreaterThan(0.3)
  await expect.poll(() => painted(lab, /^Responses of 5 cells in the first 300 bins/)).toBeGreaterThan(0.05)
  expect(await violations(lab.page, 'dialog')).toEqual([])

  await wizard(lab).getByRole('combobox', { name: 'What noise_2 is for' }).selectOption('left out')
  await expect(wizard(lab).getByRole('row', { name: /^Training/ })).toContainText('a movie of 400 bins (13.3 s)')
  await wizard(lab).getByRole('combobox', { name: 'What noise_2 is for' }).selectOption('for training')
  await typed(lab, 'Bin of the file', '20')
  await typed(lab, 'Down-sampling', '2')
  await typed(lab, 'From frame', '40')
  await expect(wizard(lab).getByRole('row', { name: /^Training/ })).toContainText('2 movies of 360 bins (7.2 s)')
  await expect(wizard(lab).getByRole('row', { name: /^Frames/ })).toContainText('2 × 3 pixels, one a bin')
  await wizard(lab).getByRole('textbox', { name: 'Name' }).fill('Monday’s cells')

  // Closing and reopening the dialog loses no choice.
  await lab.page.keyboard.press('Escape')
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Make a set of them …' }).click()
  await expect(wizard(lab).getByRole('spinbutton', { name: 'Down-sampling' })).toHaveValue('2')

  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('Monday’s cells is in this browser. The experiment uses it.')
  const row = dialog(lab).getByRole('row', { name: /^Monday’s cells/ })
  await expect(row).toContainText('2 × 360 bins + 200 bins')
  await expect(row).toContainText('in use')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  const { task, data } = await lab.experiment()
  expect(task).toBe('response')
  expect(data).toMatchObject({ kind: 'ownResponse', height: 3, width: 2, cells: 5, binMs: 20, frames: 360, movies: 2, batch: 24 })
  await lab.step(2)
  expect((await lab.metrics()).trainLoss!.step).toEqual([1, 2])
  const report = (await lab.call('evaluate')) as unknown as { detail: { cells: { name: string }[]; bins: number } }
  expect(report.detail.bins).toBe(200)
  expect(report.detail.cells.map(({ name }) => name)).toEqual(['cell 0', 'cell 1', 'cell 2', 'cell 3', 'cell 4'])

  await lab.reload()
  await lab.step(1)
  expect((await lab.state()).step).toBe(1)
  await lab.open(start)
  await removeSets(lab)
})

walk('arrays of an npz are mapped axis by axis; what does not fit says so, and what is no spike is refused', async ({ lab }, info) => {
  const shape = [3, 4, 300]
  const files = {
    'a.npy': npyFile(
      '<f4',
      [300, 8, 8],
      filled(Float32Array, [300, 8, 8], ([t, y, x]) => pixelAt(t!, y!, x!)),
    ),
    'b.npy': npyFile(
      '<f4',
      shape,
      filled(Float32Array, shape, ([n, c, t]) => spikeAt(n!, c!, t!)),
    ),
    'c.npy': npyFile(
      '<f4',
      shape,
      filled(Float32Array, shape, ([n, c, t]) => spikeAt(n!, c!, t!) / 4),
    ),
  }
  const folder = await written(info.outputPath('npz'), { 'mine.npz': zipFile(files) })
  await lab.open(start)
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Movies and spike trains …' }).click()
  await wizard(lab).locator('input[type=file]').first().setInputFiles(join(folder, 'mine.npz'))
  const responses = wizard(lab).getByRole('group', { name: 'Responses of training' })
  await responses.getByRole('combobox', { name: 'Responses' }).selectOption('b (3 × 4 × 300)')
  await expect(responses).toContainText('Read so: 3 trials, 4 cells, 300 bins.')
  const axis = (n: number) => responses.getByRole('combobox', { name: new RegExp(`^Axis ${n} of 3`) })

  // With the axes of cells and time swapped, the import cannot start.
  await axis(3).selectOption('cells')
  await expect(wizard(lab).getByRole('alert')).toContainText('has two axes for cells')
  await axis(2).selectOption('time')
  await expect(responses).toContainText('Read so: 3 trials, 300 cells, 4 bins.')
  await expect(wizard(lab).getByRole('alert')).toContainText(
    '“training” has 300 frames, and its responses 4 bins, which do not belong together so. Axis 3 of the responses has 300 places: is that time?',
  )
  await expect(wizard(lab).getByRole('button', { name: 'Convert and keep' })).toBeDisabled()
  await axis(2).selectOption('cells')
  await axis(3).selectOption('time')
  await expect(wizard(lab).getByRole('alert')).toHaveCount(0)

  // An array of rates is rejected where spikes are expected.
  await wizard(lab).getByRole('combobox', { name: 'Responses are' }).selectOption('spikes, 0 or 1')
  await responses.getByRole('combobox', { name: 'Responses' }).selectOption('c (3 × 4 × 300)')
  await expect(wizard(lab).getByRole('alert')).toContainText(/mine\.npz\/c\.npy has 0\.25 in c, trial \d, cell \d, bin \d+: a rate/)
  await responses.getByRole('combobox', { name: 'Responses' }).selectOption('b (3 × 4 × 300)')
  await expect(wizard(lab).getByRole('alert')).toHaveCount(0)
  await typed(lab, 'Columns', '6')
  await typed(lab, 'Rows', '9')
  await expect(wizard(lab).getByRole('alert')).toHaveText('The crop goes beyond the frame of 8 × 8 pixels.')
  await typed(lab, 'Rows', '4')
  await typed(lab, 'Set apart for testing', '40')
  await expect(wizard(lab).getByRole('row', { name: /^Test/ })).toContainText('a movie of 120 bins (4.0 s), 3 trials')
  await expect(wizard(lab).getByRole('row', { name: /^Frames/ })).toContainText('6 × 4 pixels')
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab).getByRole('row', { name: /^mine/ })).toContainText('180 bins × 3 trials + 120 bins × 3 trials')
  await expect(dialog(lab)).toContainText('Nothing is for testing: the last 120 of 300 bins are set apart.')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  expect((await lab.experiment()).data).toMatchObject({ kind: 'ownResponse', name: 'mine', height: 4, width: 6, trials: 3, batch: 6 })

  // A set that is no longer in use can be used again or removed.
  await lab.open(start)
  await lab.button('Data sets …').click()
  await dialog(lab).getByRole('button', { name: 'Use mine' }).click()
  await expect(dialog(lab)).toContainText('The experiment uses it.')
  await lab.page.keyboard.press('Escape')
  await lab.open(start)
  await removeSets(lab)
})
