/**
 * Comparing variants in the built app: the table shows the measured values, the experiment is restored, and a comparison can be canceled.
 */
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

/** Small enough for a software adapter: two hidden layers of 16. */
const TINY = '#window.1&network.hidden=16,16&T=3&batch=100&epochs=0.02'

const openDialog = async (lab: Lab) => {
  await lab.page.getByRole('button', { name: 'Compare', exact: true }).click()
  return lab.page.getByRole('dialog', { name: 'Compare variants' })
}

walk('seeds alone are begun with one press, drawn while they train, and are runs of the open experiment', async ({ lab }) => {
  await lab.open(TINY)
  const dialog = await openDialog(lab)
  await dialog.getByText('seeds alone', { exact: true }).click()
  await expect(dialog).toContainText('Trains the open experiment once with each seed')
  await expect(dialog.getByLabel('Time steps T', { exact: true })).toHaveCount(0)
  await dialog.getByLabel('Seeds', { exact: true }).fill('1, 2')
  await dialog.getByLabel('Training steps', { exact: true }).fill('6')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('region', { name: 'Results' })).toContainText('At T = 3, test accuracy is')
  const loss = dialog.getByRole('region', { name: 'Train loss' })
  await expect(loss.getByRole('img')).toHaveAccessibleName(
    /^train loss over training\. “unchanged”: .+ on average over 2 seeds, from .+ to .+ after 0\.01 epochs\.$/,
  )
  await dialog.getByLabel('Curves of').selectOption('test accuracy')
  await dialog.getByRole('button', { name: 'Test accuracy, % as a table' }).click()
  await expect(dialog.getByRole('region', { name: 'Test accuracy, %', exact: true }).getByRole('row')).toHaveCount(2)
  expect(await violations(lab.page)).toEqual([])
})

walk('the tables show the means of what lab.compare measured, and the experiment is open again', async ({ lab }) => {
  await lab.open(TINY)
  await lab.step(4)
  const before = await lab.call('weights')
  const { tables, runs, ended } = await lab.call('compare', { times: [2, 3], seeds: [1, 2, 3], steps: 6 })
  expect(ended).toBeNull()
  expect(runs.map(({ ok, step }) => [ok, step])).toEqual(Array.from({ length: 12 }, () => [true, 6]))
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 4 })
  expect((await lab.metrics()).trainLoss!.step).toEqual([1, 2, 3, 4])
  expect(await lab.experiment()).toMatchObject({ encoder: { steps: 3 }, surrogate: { window: 'adaptive' }, run: { seed: 2025 } })
  expect(await lab.call('weights')).toEqual(before)

  const dialog = await openDialog(lab)
  // The lines above the tables hold for all rows, and tests after so few steps allow no conclusion.
  const results = dialog.getByRole('region', { name: 'Results' })
  await expect(results).toContainText('MNIST, direct · ')
  await expect(results).not.toContainText('3 steps')
  await expect(results).toContainText('Running statistics are still warming up at training step 6')
  for (const { sentence } of tables) expect(sentence).toContain('no variant is named as ahead')
  for (const { time, layers, tests, sentence } of tables) {
    await expect(dialog.getByText(sentence)).toBeVisible()
    const fractions = dialog.getByRole('grid', { name: `Gradient-available fraction at T = ${time}` })
    for (const { layer, variants } of layers) {
      const cells = fractions.getByRole('row', { name: layer }).getByRole('gridcell')
      await expect(cells).toHaveCount(time)
      for (let t = 0; t < time; t++) {
        const [adaptive, fixed] = variants
        const spreads = [adaptive!.available[t], fixed!.available[t], adaptive!.availableFixed[t], fixed!.availableFixed[t]]
        const shown = spreads.map((spread) => (100 * spread!.mean).toFixed(1))
        await expect(cells.nth(t)).toHaveText(shown.join(''))
      }
    }
    const accuracies = dialog.getByRole('grid', { name: 'Test accuracy by seed' })
    const shown = [...tests[0]!.runs.map((run) => (run?.ok ? run.accuracy! : 0)), tests[0]!.accuracy!.mean].map((x) => (100 * x).toFixed(2))
    const statistics = [/^\d+\.\d\d to \d+\.\d\d$/, /^(–|.+ to .+\))$/, /^(–|1|0\.\d+)$/]
    await expect(accuracies.getByRole('row', { name: `T = ${time}, adaptive window` }).getByRole('gridcell')).toHaveText([
      ...shown,
      ...statistics,
      '',
    ])
  }
  // Each table has a single tab stop; arrow keys move within it, and focus shows the range.
  const first = dialog.getByRole('grid', { name: 'Gradient-available fraction at T = 2' }).getByRole('gridcell').first()
  await first.focus()
  await lab.page.keyboard.press('ArrowRight')
  await lab.page.keyboard.press('ArrowDown')
  const at = lab.page.locator(':focus')
  await expect(at).toHaveAttribute('aria-label', /^lif2, step 2\. adaptive window: .* to .* 3 seeds/)
  await expect(lab.page.locator('[data-tooltip]')).toHaveText((await at.getAttribute('aria-label'))!)
  expect(await violations(lab.page, 'dialog')).toEqual([])
})

walk('the runs of a comparison are in Runs, with name, seed and link, and its tables are there after a reload', async ({ lab }) => {
  await lab.open(TINY)
  const { tables } = await lab.call('compare', { times: [2], seeds: [1, 2], steps: 3 })
  const runs = await lab.call('runs')
  const named = runs.map(({ name, experiment, step }) => ({ name, seed: experiment.run.seed, step }))
  expect(named).toEqual(
    expect.arrayContaining(
      ['adaptive window', 'fixed window 2.03'].flatMap((window) =>
        [1, 2].map((seed) => ({ name: `${window}, T 2, seed ${seed}`, seed, step: 3 })),
      ),
    ),
  )
  for (const { link } of runs.filter(({ name }) => name.startsWith('fixed'))) expect(link).toContain('surrogate.window=fixed')

  await lab.reload()
  const dialog = await openDialog(lab)
  await expect(dialog.getByText(tables[0]!.sentence)).toBeVisible()
  await expect(dialog.getByRole('grid', { name: 'Gradient-available fraction at T = 2' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Their runs' }).click()
  const list = lab.page.getByRole('dialog', { name: 'Runs' })
  await expect(list.getByText('fixed window 2.03, T 2, seed 2').first()).toBeVisible()
  await lab.page.evaluate(() => localStorage.removeItem('membrane.comparison'))
})

walk('a comparison is started, continues while the dialog is closed, and keeps finished runs when canceled', async ({ lab }) => {
  await lab.open(TINY)
  const dialog = await openDialog(lab)
  const type = async (label: string, text: string) => {
    await dialog.getByLabel(label, { exact: true }).fill(text)
    await dialog.getByLabel(label, { exact: true }).press('Tab')
  }
  await type('Seeds', '1')
  await expect(dialog.getByText('One seed shows nothing: a difference may be chance.')).toBeVisible()
  // Without a valid list of seeds, no number of runs is shown.
  await type('Seeds', 'x')
  await expect(dialog.getByRole('alert')).toHaveText('“x” is not a whole number. Write 1, 2, 3.')
  await expect(dialog.getByText(/runs? of \d+ steps/)).toHaveCount(0)
  await type('Seeds', '1, 2, 3')
  await type('Time steps T', '2, 3')
  await type('Training steps', '4')
  await expect(dialog.getByText('12 runs of 4 steps.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('progressbar', { name: 'Comparing' })).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await expect(lab.page.getByRole('progressbar', { name: 'Training progress' })).toContainText('Comparing: adaptive window, T 2, seed 1')
  await expect(lab.button('Play')).toBeDisabled()
  await openDialog(lab)
  await expect(dialog.getByText(/^Run [3-5] of 12: (adaptive|fixed) window, T 2, seed [23]/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByText('Canceled: what was done until then is shown.')).toBeVisible()
  await expect(dialog.getByText('one seed shows nothing').or(dialog.getByText('no variant is named as ahead'))).toBeVisible()
  // The typed values are still there.
  for (const [label, text] of [
    ['Time steps T', '2, 3'],
    ['Seeds', '1, 2, 3'],
    ['Training steps', '4'],
  ] as const)
    await expect(dialog.getByLabel(label, { exact: true })).toHaveValue(text)
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  const saved = lab.page.waitForEvent('download')
  await dialog.getByRole('region', { name: 'Results' }).getByLabel('Save').click()
  await dialog.getByRole('button', { name: 'Every number (CSV)' }).click()
  expect((await saved).suggestedFilename()).toBe('comparison.csv')
})

walk('Start works right after a number is typed, and only a click that begins and ends outside closes the dialog', async ({ lab }) => {
  await lab.open('#window.1&network.hidden=16,16&T=3&batch=100')
  const dialog = await openDialog(lab)
  const start = dialog.getByRole('button', { name: 'Start' })
  const note = dialog.getByText(/^Running statistics are still warming up/)
  await dialog.getByLabel('Training steps', { exact: true }).fill('300')
  await dialog.getByLabel('Training steps', { exact: true }).press('Enter')
  await expect(dialog.getByText(/runs of 300 steps\./)).toBeVisible()
  const notes = await note.count()
  await dialog.getByLabel('Training steps', { exact: true }).fill('4')
  const { x, y } = (await start.boundingBox())!
  await lab.page.mouse.move(x + 5, y + 5)
  await lab.page.mouse.down()
  await expect(note).toHaveCount(notes + 1)
  expect(await start.boundingBox()).toMatchObject({ x, y })
  await lab.page.mouse.up()
  await expect(dialog.getByRole('progressbar', { name: 'Comparing' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(start).toBeVisible()

  const inside = (await dialog.getByRole('heading', { name: 'Compare variants' }).boundingBox())!
  const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
    await lab.page.mouse.move(...from)
    await lab.page.mouse.down()
    await lab.page.mouse.move(...to)
    await lab.page.mouse.up()
  }
  await drag([inside.x + 5, inside.y + 5], [5, 300])
  await expect(dialog).toBeVisible()
  await drag([5, 300], [inside.x + 5, inside.y + 5])
  await expect(dialog).toBeVisible()
  await drag([5, 300], [8, 310])
  await expect(dialog).toHaveCount(0)
})

walk('that another surrogate becomes a rectangle is said before the start and above the results', async ({ lab }) => {
  await lab.open(`${TINY}&surrogate.kind=atan`)
  const dialog = await openDialog(lab)
  const note = dialog.getByText('The surrogate becomes a rectangle; the experiment has an arctangent.')
  await expect(note).toHaveCount(1)
  await lab.page.keyboard.press('Escape')
  await lab.call('compare', { times: [2], seeds: [1], steps: 2 })
  await openDialog(lab)
  await expect(note).toHaveCount(2)
  await expect(dialog.getByRole('region', { name: 'Results' })).toContainText('the experiment has an arctangent')
})

walk('without a tdBN the dialog names the variant that is not possible, and a click fixes it', async ({ lab }) => {
  await lab.open('#blank.1&T=2&network.hidden=16')
  await lab.page.getByRole('button', { name: /^Presets: / }).click()
  await lab.page.getByRole('button', { name: 'Compare variants of the open one …' }).click()
  const dialog = lab.page.getByRole('dialog', { name: 'Compare variants' })
  // What is offered first can start; the windows need a tdBN.
  await expect(dialog.getByText(/^Trains “Surrogate rectangle”, “Surrogate triangle” and “Surrogate sigmoid” /)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  await dialog.getByRole('group', { name: 'What to compare' }).getByText('gradient window').click()
  await expect(dialog.getByText('“adaptive window”: The adaptive window needs a tdBN')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Use tdBN' }).click()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  expect(await lab.experiment()).toMatchObject({ network: { normalization: { kind: 'tdBatchNorm' } } })
})

walk('any fields are compared against any values, from Blank too', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=20&network.hidden=16')
  const dialog = await openDialog(lab)
  const what = dialog.getByRole('group', { name: 'What to compare' })
  await expect(what.locator('label')).toHaveText(['surrogate', 'neuron', 'gradient window', 'seeds alone', 'any fields'])
  const start = dialog.getByRole('button', { name: 'Start' })
  await what.getByText('any fields').click()
  await expect(dialog.getByText('Choose a field to compare.')).toBeVisible()
  await expect(start).toBeDisabled()
  await dialog.getByLabel('Add a field').fill('Threshold')
  await dialog.getByLabel('Add a field').press('Enter')
  await dialog.getByLabel('Threshold', { exact: true }).fill('0.5, x')
  await expect(start).toBeDisabled()
  await dialog.getByLabel('Threshold', { exact: true }).fill('0.5, 1')
  for (const [label, text] of [
    ['Time steps T', '2'],
    ['Seeds', '1, 2, 3'],
    ['Training steps', '4'],
  ] as const) {
    await dialog.getByLabel(label, { exact: true }).fill(text)
    await dialog.getByLabel(label, { exact: true }).press('Enter')
  }
  await expect(dialog.getByText('6 runs of 4 steps.')).toBeVisible()
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await start.click()
  const accuracies = dialog.getByRole('grid', { name: 'Test accuracy by seed' })
  await expect(accuracies.getByRole('row', { name: /Threshold 0.5/ }).getByRole('gridcell')).toHaveCount(8)
  await expect(accuracies.getByRole('row', { name: /Threshold 1/ }).getByRole('gridcell')).toHaveCount(8)
  await expect(start).toBeEnabled()
  expect(await lab.experiment()).toMatchObject({ neuron: { threshold: 1 } })

  await lab.page.keyboard.press('Escape')
  const variants = ['rect', 'atan'].map((kind) => ({ title: kind, edits: [['surrogate.kind', kind]] as const }))
  await lab.call('compare', { variants, times: [2], seeds: [1], steps: 2 })
  await openDialog(lab)
  await expect(dialog.getByText(/^Gradient-available fractions do not rank these runs/)).toBeVisible()
})

walk('a formula with a fault is explained at its editor, and two formulas are compared by their names', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=20&network.hidden=16&surrogate.kind=formula')
  const dialog = await openDialog(lab)
  const start = dialog.getByRole('button', { name: 'Start' })
  await dialog.getByRole('group', { name: 'What to compare' }).getByText('any fields').click()
  // The dialog keeps the fields that were compared before.
  const kept = dialog.getByRole('button', { name: /^Do not compare/ })
  while ((await kept.count()) > 0) await kept.first().click()
  await dialog.getByLabel('Add a field').fill('Formula')
  await dialog.getByLabel('Add a field').press('Enter')
  await dialog.getByRole('textbox', { name: 'Formula, text 1' }).fill('# narrow\nsurrogate(z) = 2*(abs(z) < 0.25)')
  await dialog.getByRole('button', { name: 'Add a text' }).click()
  const second = dialog.getByRole('textbox', { name: 'Formula, text 2' })
  await second.fill('# wide\nsurrogate(z) = expp(z)')
  await expect(second).toHaveAccessibleDescription(/Line 2, column 16: expp is not a function; exp is\./)
  await expect(second).toHaveAttribute('aria-invalid', 'true')
  await expect(dialog.getByRole('textbox', { name: 'Formula, text 1' })).not.toHaveAttribute('aria-invalid')
  await expect(start).toBeDisabled()
  expect(await violations(lab.page, 'dialog')).toEqual([])
  await second.fill('# wide\nsurrogate(z) = 0.5*(abs(z) < 1)')
  await expect(dialog.getByText(/^Line 2, column/)).toHaveCount(0)
  for (const [label, text] of [
    ['Time steps T', '2'],
    ['Seeds', '1'],
    ['Training steps', '3'],
  ] as const) {
    await dialog.getByLabel(label, { exact: true }).fill(text)
    await dialog.getByLabel(label, { exact: true }).press('Enter')
  }
  await start.click()
  const accuracies = dialog.getByRole('grid', { name: 'Test accuracy by seed' })
  await expect(accuracies.getByRole('row', { name: /narrow/ })).toHaveCount(1)
  await expect(accuracies.getByRole('row', { name: /wide/ })).toHaveCount(1)
  await expect(start).toBeEnabled()
  expect(await lab.experiment()).toMatchObject({ surrogate: { kind: 'formula' } })
})
