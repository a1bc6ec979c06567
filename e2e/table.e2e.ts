/**
 * A table of features as CSV: dropped, labels chosen, imported, trained on, there after a reload, and rejected with a reason if malformed.
 */

import { csvOf, irisLike } from '../src/testing/table'
import { violations } from './axe'
import { expect, type Lab, removeSets, walk } from './lab'

const wizard = (lab: Lab) => lab.page.getByRole('dialog', { name: 'A table to a data set' })
const dialog = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Data sets' })

/** On a phone, the first rows scroll in their own box. */
async function fitsPhone(lab: Lab): Promise<void> {
  const usual = lab.page.viewportSize()!
  await lab.page.setViewportSize({ ...usual, width: 390 })
  expect(await wizard(lab).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(1)
  await lab.page.setViewportSize(usual)
}

/** A table with a column of row numbers, and a column of words before the labels. */
const IRISES = csvOf(irisLike().map((cells, n) => (n === 0 ? ['Id', 'garden', ...cells] : [String(n), `bed ${n % 5}`, ...cells])))

walk('a CSV of irises that is dropped becomes a set, is learned, and is there after a reload', async ({ lab }) => {
  await lab.open('#blank.1&T=4&batch=30&epochs=20')
  await removeSets(lab)
  await lab.drop('irises.csv', IRISES)
  await expect(wizard(lab)).toContainText(
    'irises.csv has 150 rows and 7 columns, with commas between the cells. Its first row names the columns.',
  )
  await expect(wizard(lab).getByRole('columnheader', { name: 'species labels' })).toBeVisible()
  await expect(wizard(lab).getByRole('columnheader', { name: 'petal width feature' })).toBeVisible()
  await expect(wizard(lab)).toContainText('120 for training, 30 for testing')
  await expect(wizard(lab)).toContainText('4 features: sepal length, sepal width, petal length, petal width')
  await expect(wizard(lab)).toContainText('scaled to 0 to 1 by its range in the training rows')
  await expect(wizard(lab)).toContainText('“Id” is left out: it numbers the rows.')
  await expect(wizard(lab)).toContainText('“garden” is left out: “bed 1” in row 2 is no number.')
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await fitsPhone(lab)

  // Other columns can hold the labels.
  const labels = wizard(lab).getByRole('combobox', { name: 'Labels' })
  await labels.selectOption('garden')
  await expect(wizard(lab)).toContainText('bed 0 (24 + 6), bed 1 (24 + 6)')
  await labels.selectOption('Id')
  await expect(wizard(lab).getByRole('alert')).toContainText('has a single row of the class “1”, row 2. Two are needed')
  await labels.selectOption('species')
  await expect(wizard(lab)).toContainText('setosa (40 + 10), versicolor (40 + 10), virginica (40 + 10)')
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()

  await expect(dialog(lab)).toContainText('irises is in this browser, and the experiment uses it.')
  const row = dialog(lab).getByRole('row', { name: /^irises/ })
  await expect(row).toContainText('4 features')
  await expect(row).toContainText('120 + 30')
  await expect(dialog(lab)).toContainText('Labels: species. A fifth of each class is for testing, by seed 0.')
  await dialog(lab).getByRole('button', { name: 'Close' }).click()
  expect((await lab.experiment()).data).toMatchObject({
    kind: 'own',
    name: 'irises',
    height: 1,
    width: 4,
    classes: 3,
    train: 120,
    test: 30,
  })
  await lab.play()
  await lab.idle()
  expect((await lab.state()).kind).toBe('finished')
  const { confusion } = await lab.evaluate()
  expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(30)
  // Chance level is one third.
  expect(confusion.reduce((sum, of, n) => sum + of[n]!, 0)).toBeGreaterThan(15)
  await expect(lab.region('Inspector')).toContainText('versicolor')

  await lab.button('Share').click()
  await expect(lab.page.getByRole('dialog', { name: 'Link to this experiment' })).toContainText(
    'The link holds everything but the data: “irises” are your own',
  )
  await lab.page.keyboard.press('Escape')
  await lab.reload()
  expect((await lab.state()).kind).toBe('paused')
  expect((await lab.experiment()).data).toMatchObject({ kind: 'own', name: 'irises' })
})

walk('numbers that count are taken for names, and the first row is a sample if the user says so', async ({ lab }) => {
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  await lab.drop('pandas.csv', csvOf(irisLike().map((cells, n) => (n === 0 ? cells.map((_, c) => String(c)) : cells))))
  const names = wizard(lab).getByRole('checkbox', { name: 'First row has names' })
  await expect(names).toBeChecked()
  await expect(wizard(lab)).toContainText('pandas.csv has 150 rows and 5 columns')
  await expect(wizard(lab).getByRole('columnheader', { name: '4 labels' })).toBeVisible()
  await expect(wizard(lab)).toContainText('4 features: 0, 1, 2, 3')
  await names.uncheck()
  await expect(wizard(lab)).toContainText('pandas.csv has 151 rows and 5 columns')
  await expect(wizard(lab).getByRole('columnheader', { name: 'column 5 labels' })).toBeVisible()
  await expect(wizard(lab).getByRole('cell', { name: '4', exact: true })).toBeVisible()
  await expect(wizard(lab).getByRole('alert')).toHaveText(
    'pandas.csv has a single row of the class “4”, row 1. Two are needed, one of them for testing.',
  )
  await names.check()
  await wizard(lab).getByRole('button', { name: 'Convert and keep' }).click()
  await expect(dialog(lab)).toContainText('4 features: 0, 1, 2, 3.')
})

walk('a table that is broken gets its sentence, and changes nothing', async ({ lab }) => {
  await lab.open('#blank.1&T=3&batch=10&epochs=1')
  await removeSets(lab)
  await lab.drop('short.csv', IRISES.replace('\n2,bed 2,', '\n2,'))
  await expect(dialog(lab).getByRole('alert')).toHaveText('short.csv has 6 cells in row 3, and 7 in the first.')
  const holed = irisLike().map((cells, n) => (n === 56 ? [cells[0]!, '', ...cells.slice(2)] : cells))
  await lab.drop('holed.csv', csvOf(holed))
  await expect(wizard(lab).getByRole('alert')).toHaveText(
    'holed.csv has no value in row 57, column “sepal width”. Fill it in, or leave out the row or the column.',
  )
  await expect(wizard(lab).getByRole('button', { name: 'Convert and keep' })).toBeDisabled()
  expect((await lab.experiment()).data.kind).toBe('mnist')
})
