/** Recordings with boxes: opened, previewed, configured in a dialog, imported, and still there after a reload. */
import { join } from 'node:path'
import { bboxFile, caltechFiles, gen1Files } from '../src/testing/boxes'
import { violations } from './axe'
import { boxWizard, dataDialog, importBoxes, openBoxes } from './boxes'
import { expect, type Lab, removeSets, walk } from './lab'
import { misfits } from './narrow'
import { written } from './written'

const start = '#blank.1&T=3&batch=10&epochs=1'
/** A detector so small that a software adapter trains a step almost at once. */
const tiny = '#eas-shapes.2&batch=2&epochs=1&network.stem=4&network.stages=4,8,8&network.head=4&network.pools=&sampler.kernel=3'

async function typed(lab: Lab, name: string, value: string): Promise<void> {
  const field = boxWizard(lab).getByRole('spinbutton', { name, exact: true })
  await field.fill(value)
  await field.press('Enter')
}
/** The painted share of a canvas. */
const painted = (lab: Lab, name: RegExp) =>
  boxWizard(lab)
    .getByRole('img', { name })
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return data.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length / (width * height)
    })

walk('a pair of files in Gen1’s format becomes a set, with its faults shown, and is there after a reload', async ({ lab }, info) => {
  const files = await gen1Files()
  const folder = await written(info.outputPath('folder'), { ...files, 'gen1/train/lost_bbox.npy': bboxFile([]) })
  await lab.open(tiny)
  await removeSets(lab)
  await lab.button('Data sets …').click()
  await dataDialog(lab).getByRole('button', { name: 'Recordings with boxes …' }).click()
  await expect(boxWizard(lab)).toContainText('N-Caltech101: the folders Caltech101 and Caltech101_annotations')
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await lab.page.keyboard.press('Escape')

  await openBoxes(lab, join(folder, 'gen1'))
  await expect(boxWizard(lab)).toContainText(
    '“gen1” holds recordings and boxes as Prophesee lays them out: 3 recordings with 21 boxes at 21 times.',
  )
  await boxWizard(lab).getByText('Classes, and 1 file that').click()
  await expect(boxWizard(lab)).toContainText('lost_bbox.npy has no recording next to it: lost_td.dat is missing.')
  await expect(boxWizard(lab).getByRole('combobox', { name: 'Classes' })).toHaveValue('gen1')
  await expect(boxWizard(lab).getByRole('combobox', { name: 'Filter' })).toHaveValue('gen1')
  await expect(boxWizard(lab)).toContainText('5 for training, 5 for validation, 5 for testing')
  await expect.poll(() => painted(lab, /^Events of all bins, with boxes: 1 × pedestrian/)).toBeGreaterThan(0.1)
  expect(await violations(lab.page, 'dialog')).toEqual([])
  expect(await misfits(lab.page)).toEqual([])

  // Another label, one that yields no sample, and what the filters remove.
  await boxWizard(lab).getByRole('slider', { name: 'Label that is shown' }).fill('0')
  await expect(boxWizard(lab)).toContainText('Its label comes too early: it makes no sample.')
  await boxWizard(lab).getByRole('combobox', { name: 'Filter' }).selectOption('Prophesee’s, 1 Mpx')
  await expect(boxWizard(lab)).toContainText('1 of 1 boxes are smaller than the filter asks for, and are left out.')
  await boxWizard(lab).getByRole('combobox', { name: 'Filter' }).selectOption('Prophesee’s, Gen1')
  await typed(lab, 'Labels later than', '90000')
  await expect(boxWizard(lab).getByRole('spinbutton', { name: 'Labels later than' })).toHaveValue('60000')
  const alerts = boxWizard(lab).getByRole('alert')
  await expect(alerts.filter({ hasText: 'Labels later than is at most 60000: 90000 became 60000.' })).toHaveCount(1)
  await expect(alerts.filter({ hasText: 'There is no label for training' })).toHaveCount(1)
  await expect(boxWizard(lab).getByRole('button', { name: 'Convert and keep' })).toBeDisabled()
  await typed(lab, 'Labels later than', '500')
  await typed(lab, 'Bins', '3')
  await typed(lab, 'Image width', '64')
  await typed(lab, 'Image height', '48')
  await boxWizard(lab).getByRole('combobox', { name: 'For validation' }).selectOption('left out')
  await expect(boxWizard(lab)).toContainText('5 for training, 5 for testing')

  // Closing and reopening the dialog loses no choice.
  await lab.page.keyboard.press('Escape')
  await lab.button('Data sets …').click()
  await dataDialog(lab).getByRole('button', { name: 'Make a set of them …' }).click()
  await expect(boxWizard(lab).getByRole('spinbutton', { name: 'Image width' })).toHaveValue('64')

  await boxWizard(lab).getByRole('textbox', { name: 'Name' }).fill('My street')
  await boxWizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dataDialog(lab)).toContainText(
    'My street is in this browser. The experiment uses it. The 200 ms before a label in 3 bins of equal time',
  )
  const row = dataDialog(lab).getByRole('row', { name: /^My street/ })
  await expect(row).toContainText('3 bins of 64 × 48, up to 16 boxes')
  await expect(row).toContainText('5 + 5')
  await dataDialog(lab).getByText('What was left out or changed, file by file').click()
  await expect(dataDialog(lab).getByRole('listitem').filter({ hasText: 'lost_td.dat is missing' })).toBeVisible()
  expect(await violations(lab.page, 'dialog')).toEqual([])
  expect(await misfits(lab.page)).toEqual([])

  await lab.reload()
  await lab.button('Data sets …').click()
  await expect(row).toContainText('5 + 5')
  await lab.page.keyboard.press('Escape')
  await removeSets(lab)
})

walk('N-Caltech101 with its annotations becomes a set where it is said that it has boxes', async ({ lab }, info) => {
  const folder = await written(info.outputPath('folder'), await caltechFiles())
  await lab.open(tiny)
  await removeSets(lab)
  await importBoxes(lab, join(folder, 'nc'), 'Things')
  await expect(dataDialog(lab).getByRole('row', { name: /^Things/ })).toContainText('8 + 2')
  await expect(dataDialog(lab)).toContainText('20 % of the recordings are for testing, by the seed 2025.')
  await lab.page.keyboard.press('Escape')
  await removeSets(lab)
})

walk('a set is learned from at once, also after a reload, and comes back from the list; gone, it is named', async ({ lab, page }, info) => {
  const folder = await written(info.outputPath('folder'), await gen1Files())
  await lab.open(start)
  await removeSets(lab)
  await openBoxes(lab, join(folder, 'gen1'))
  await boxWizard(lab).getByRole('textbox', { name: 'Name' }).fill('My road')
  await typed(lab, 'Bins', '3')
  await typed(lab, 'Image width', '32')
  await typed(lab, 'Image height', '32')
  await boxWizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dataDialog(lab)).toContainText('My road is in this browser. The experiment uses it, and its validation part to choose by.')
  const row = dataDialog(lab).getByRole('row', { name: /^My road/ })
  await expect(row).toContainText('5 + 5, and 5 for validation')
  await expect(row).toContainText('in use')
  await page.keyboard.press('Escape')
  const opened = await lab.experiment()
  expect(opened.task).toBe('detection')
  expect(opened).toMatchObject({
    data: { kind: 'ownBoxes', batch: 5, bins: 3, height: 32, train: 5, validation: 5, test: 5 },
    sampler: { bins: 3 },
  })
  expect(opened.validation).toEqual({ kind: 'own' })

  // With a small detector open, Use in the list keeps that detector.
  await lab.open(tiny)
  await lab.button('Data sets …').click()
  await row.getByRole('button', { name: 'Use' }).click()
  await expect(dataDialog(lab)).toContainText('The experiment uses it, and its validation part')
  await expect(row).toContainText('in use')
  await page.keyboard.press('Escape')
  await lab.call('edit', 'data.augment.kind', 'place')
  await lab.idle()
  expect((await lab.experiment()).data).toMatchObject({ kind: 'ownBoxes', batch: 2, augment: { kind: 'place', scale: 0.4, flip: true } })
  await lab.step(2)
  expect((await lab.metrics()).trainLoss!.step).toEqual([1, 2])
  const report = (await lab.call('evaluate')) as unknown as { detail: { samples: number; truths: number; classes: { name: string }[] } }
  expect({ samples: report.detail.samples, truths: report.detail.truths }).toEqual({ samples: 5, truths: 5 })
  expect(report.detail.classes.map(({ name }) => name)).toEqual(['car', 'pedestrian'])

  await lab.reload()
  expect((await lab.experiment()).data).toMatchObject({ name: 'My road', augment: { kind: 'place' } })
  await lab.step(2)
  expect((await lab.state()).step).toBe(2)

  const link = await lab.link()
  await lab.open(tiny)
  await removeSets(lab)
  await lab.address(link.slice(link.indexOf('#')))
  await expect(lab.region('Membrane potential')).toContainText('My road is needed: it is not in this browser.')
  await lab.button('Data sets …').click()
  await expect(row).toContainText('convert them in the same way: to 3 bins of 32 × 32, recordings for validation apart.')
  await page.keyboard.press('Escape')
  await lab.open(tiny)
})
