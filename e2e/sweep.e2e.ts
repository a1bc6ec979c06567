/**
 * Sweeps in the built app: the table has the values, brushing filters lines and rows, canceling leaves finished runs, the experiment is
 * restored.
 */
import { readFileSync } from 'node:fs'
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

/** Small enough for a software adapter. */
const TINY = '#blank.1&T=2&batch=20&network.hidden=16,16'

const openDialog = async (lab: Lab) => {
  await lab.page.getByRole('button', { name: 'Compare', exact: true }).click()
  await lab.page.getByRole('group', { name: 'What to run in turn' }).getByText('Sweep').click()
  return lab.page.getByRole('dialog', { name: 'Sweep fields' })
}
/** Opens the dialog in its initial state, without the fields of the previous sweep. */
const openEmpty = async (lab: Lab) => {
  const dialog = await openDialog(lab)
  const axes = dialog.getByRole('button', { name: /^Do not sweep/ })
  for (let left = await axes.count(); left > 0; left--) {
    await axes.first().click()
    await expect(axes).toHaveCount(left - 1)
  }
  return dialog
}
const addField = async (lab: Lab, title: string, values: string) => {
  const dialog = lab.page.getByRole('dialog', { name: 'Sweep fields' })
  await dialog.getByLabel('Add a field').fill(title)
  await dialog.getByLabel('Add a field').press('Enter')
  await expect(dialog.getByLabel(title, { exact: true })).toBeFocused()
  await dialog.getByLabel(title, { exact: true }).fill(values)
}

walk('a grid is run and shown, ranges of axes filter lines and rows by keyboard, and a point can be opened', async ({ lab }) => {
  await lab.open(TINY)
  const before = await lab.experiment()
  const dialog = await openEmpty(lab)
  await addField(lab, 'Learning rate', '0.001, 20')
  await expect(dialog.getByText('Learning rate takes from 1e−7 to 10, not 20.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
  await dialog.getByLabel('Learning rate', { exact: true }).fill('0.001..0.1 x 2 log')
  await addField(lab, 'Seed', '1..2')
  await dialog.getByLabel('Training steps').fill('4')
  await dialog.getByLabel('Training steps').press('Enter')
  await expect(dialog.getByText('4 runs of 4 steps.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Start' }).click()
  const table = dialog.getByRole('table', { name: 'Runs of the sweep' })
  const rows = table.locator('tbody').getByRole('row')
  await expect(
    dialog.getByText(/^(No difference seen in test accuracy with 2 seeds|2 seeds do not show a difference in test accuracy)/),
  ).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  await expect(rows).toHaveCount(4)
  await expect(rows.getByRole('rowheader')).toHaveText(['0.001', '0.001', '0.1', '0.1'])
  await expect(rows.locator('td:nth-child(2)')).toHaveText(['1', '2', '1', '2'])
  for (const text of await rows.locator('td:nth-child(3)').allTextContents()) expect(Number(text)).toBeGreaterThan(0)
  await expect(dialog.getByRole('table', { name: 'Means over seeds' }).locator('tbody').getByRole('row')).toHaveCount(2)

  // Move the lower end of the rate's range up to the next value.
  const from = dialog.getByRole('slider', { name: 'Learning rate, from', exact: true })
  await from.focus()
  await from.press('ArrowUp')
  await expect(from).toHaveAttribute('aria-valuetext', '0.1')
  await expect(rows.getByRole('rowheader')).toHaveText(['0.1', '0.1'])
  await expect(dialog.getByText('2 of 4 runs are in the marked ranges')).toBeVisible()
  await dialog.getByRole('slider', { name: 'Seed, to' }).press('ArrowDown')
  await expect(rows).toHaveCount(1)
  await expect(dialog.getByRole('img', { name: /1 of 4 are in the marked ranges/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Clear the ranges' }).click()
  await expect(rows).toHaveCount(4)
  // The same with the pointer: drag along the upper half of the rate's axis, then click it.
  const canvas = dialog.getByRole('img', { name: /^4 runs as lines/ })
  await canvas.scrollIntoViewIfNeeded()
  const box = (await canvas.boundingBox())!
  const x = box.x + 58
  await lab.page.mouse.move(x, box.y + 60)
  await lab.page.mouse.down()
  await lab.page.mouse.move(x, box.y + 20, { steps: 4 })
  await lab.page.mouse.up()
  await expect(rows.getByRole('rowheader')).toHaveText(['0.1', '0.1'])
  await lab.page.mouse.click(x, box.y + 150)
  await expect(rows).toHaveCount(4)

  await table.getByRole('button', { name: 'Seed', exact: true }).click()
  await expect(table.getByRole('columnheader', { name: 'Seed' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(rows.locator('td:nth-child(2)')).toHaveText(['1', '1', '2', '2'])
  await table.getByRole('button', { name: 'Seed', exact: true }).click()
  await expect(rows.locator('td:nth-child(2)')).toHaveText(['2', '2', '1', '1'])

  expect(await violations(lab.page, 'dialog')).toEqual([])
  for (const [item, name] of [
    ['The table (CSV)', 'sweep.csv'],
    ['Everything (JSON)', 'sweep.json'],
  ] as const) {
    const saved = lab.page.waitForEvent('download')
    await dialog.getByLabel('Save').click()
    await dialog.getByRole('button', { name: item }).click()
    expect((await saved).suggestedFilename()).toBe(name)
  }

  for (const [item, drawn] of [
    ['Figure of the lines (SVG, PNG) …', /4 runs of a sweep[\s\S]*>Seed</],
    ['Figure of the front (SVG, PNG) …', /energy/i],
  ] as const) {
    await dialog.getByLabel('Save').click()
    await dialog.getByRole('button', { name: item }).click()
    const figure = lab.page.getByRole('dialog', { name: 'Save figure' })
    const saved = lab.page.waitForEvent('download')
    await figure.getByRole('button', { name: 'Save SVG' }).click()
    expect(readFileSync(await (await saved).path(), 'utf8')).toMatch(drawn)
    await figure.getByRole('button', { name: 'Close' }).click()
  }

  // The open experiment is restored; a click opens a point.
  expect(await lab.experiment()).toEqual(before)
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  await rows.first().getByRole('button', { name: /^Open/ }).click()
  await expect
    .poll(() => lab.experiment())
    .toMatchObject({ optimizer: { rate: 0.001 }, run: { seed: 2, evaluateEvery: before.run.evaluateEvery } })
})

walk('canceled it keeps what is done, and what was typed', async ({ lab }) => {
  await lab.open(TINY)
  const dialog = await openEmpty(lab)
  await addField(lab, 'Seed', '1..40')
  await dialog.getByLabel('Training steps').fill('3')
  await dialog.getByLabel('Training steps').press('Enter')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('progressbar', { name: 'Sweeping' })).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await expect(lab.page.getByRole('progressbar', { name: 'Training progress' })).toContainText('Sweeping: Seed')
  await openDialog(lab)
  await expect(dialog.getByText(/^Run ([3-9]|\d\d) of 40: Seed/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByText('Canceled: what was done until then is shown.')).toBeVisible()
  const rows = dialog.getByRole('table', { name: 'Runs of the sweep' }).locator('tbody').getByRole('row')
  await expect(rows).toHaveCount(40)
  // Rows of points that never ran say so once the open run is restored.
  await expect(rows.getByText('not run').first()).toBeVisible()
  const notRun = await rows.getByText('not run').count()
  expect(notRun).toBeGreaterThan(0)
  expect(notRun).toBeLessThan(39)
  await expect(dialog.getByLabel('Seed', { exact: true })).toHaveValue('1..40')
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
})

walk('lab.sweep returns plain data, and every point is a saved run', async ({ lab }) => {
  await lab.open(TINY)
  const { rows, settings, ended, axes, sentence } = await lab.call('sweep', {
    axes: [
      { path: 'surrogate.kind', values: ['rect', 'atan'] },
      { path: 'optimizer.rate', values: '0.001, 0.01' },
    ],
    mode: 'list',
    steps: 3,
  })
  expect(axes.map(({ title, values }) => [title, values])).toEqual([
    ['Surrogate', ['rect', 'atan']],
    ['Learning rate', [0.001, 0.01]],
  ])
  expect({ ended, settings }).toEqual({ ended: null, settings: null })
  expect(rows.map(({ values, result }) => [values, result?.ok, result?.step])).toEqual([
    [['rect', 0.001], true, 3],
    [['atan', 0.01], true, 3],
  ])
  expect(sentence).toMatch(/^Highest test accuracy of this sweep/)
  const kept = await lab.call('runs')
  const points = kept.flatMap(({ sweep, finals }) => (sweep ? [{ sweep, finals }] : [])).sort((a, b) => a.sweep.point - b.sweep.point)
  expect(points.map(({ sweep, finals }) => [sweep.title, sweep.point, finals.testAccuracy])).toEqual(
    rows.map(({ point, result }) => ['Surrogate with Learning rate', point, result?.ok && result.outcomes.testAccuracy]),
  )
  expect(new Set(points.map(({ sweep }) => sweep.id)).size).toBe(1)
  await expect(lab.call('sweep', { axes: [{ path: 'network.hidden', values: '1' }] })).rejects.toThrow('is no field of this experiment')
})

walk('a parameter of a text is a field of a sweep, and each point is the experiment with that number in its text', async ({ lab }) => {
  const TEXT = 'param beta = 0.3 in 0..10\nb = 0.9*b[t-1] + s[t-1]\nv = 0.8*v[t-1] + x - s[t-1]\ns = spike(v - 0.2 - beta*b)'
  await lab.open(TINY)
  await lab.page.evaluate(async (text) => {
    const now = structuredClone(await window.lab.experiment())
    await window.lab.open({ ...now, neuron: { kind: 'equations', text }, surrogate: { kind: 'atan', scale: 2 } } as never)
    await window.lab.idle()
  }, TEXT)
  const dialog = await openEmpty(lab)
  await addField(lab, 'beta of the equations', '0, 11')
  await expect(dialog.getByText('beta of the equations takes from 0 to 10, not 11.')).toBeVisible()
  await dialog.getByLabel('beta of the equations', { exact: true }).fill('0, 2')
  await dialog.getByLabel('Training steps').fill('3')
  await dialog.getByLabel('Training steps').press('Enter')
  await dialog.getByRole('button', { name: 'Start' }).click()
  const rows = dialog.getByRole('table', { name: 'Runs of the sweep' }).locator('tbody').getByRole('row')
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  await expect(rows).toHaveCount(2)
  await expect(rows.getByRole('rowheader')).toHaveText(['0', '2'])
  const testLosses = await rows.locator('td:nth-child(3)').allTextContents()
  expect(testLosses[0]).not.toBe(testLosses[1])
  const { neuron } = (await lab.experiment()) as { neuron: { text: string } }
  expect(neuron.text).toBe(TEXT)
  // Whole texts are values too, each in an editor that explains what is wrong with it.
  await dialog.getByRole('button', { name: 'Do not sweep beta of the equations' }).click()
  await dialog.getByLabel('Add a field').fill('Equations')
  await dialog.getByLabel('Add a field').press('Enter')
  await dialog.getByRole('textbox', { name: 'Equations, text 1' }).fill(`# <i>adaptive</i>\n${TEXT}`)
  await dialog.getByRole('button', { name: 'Add a text' }).click()
  const second = dialog.getByRole('textbox', { name: 'Equations, text 2' })
  await second.fill('# plain\nv = 0.8*v[t-1] + y\ns = spike(v - 0.2)')
  await expect(second).toHaveAccessibleDescription(/Line 2, column 18: y is not known; assign it in a line above, or write param y = 1\./)
  const lines = second.locator('xpath=preceding-sibling::ol/li')
  await expect(lines).toHaveCount(3)
  await expect(lines.and(lab.page.locator('[data-fault]'))).toHaveCount(1)
  await expect(lines.nth(1)).toHaveAttribute('data-fault')
  await second.fill('# plain\nv = 0.8*v[t-1] + x\ns = spike(v - 0.2)')
  await expect(second).not.toHaveAttribute('aria-invalid')
  await expect(lines.nth(1)).not.toHaveAttribute('data-fault')
  await expect(dialog.getByText('2 runs of 3 steps.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(rows.getByRole('rowheader')).toHaveText(['<i>adaptive</i>', 'plain'])
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  for (const loss of await rows.locator('td:nth-child(3)').allTextContents()) expect(Number(loss)).toBeGreaterThan(0)
})
