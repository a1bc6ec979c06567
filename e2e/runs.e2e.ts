/** Runs as they are kept in the browser: recorded by themselves, compared, named, deleted and brought back, taken out and in. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { violations } from './axe'
import { expect, type Lab, walk } from './lab'

/** Small enough for a software adapter: two hidden layers of 16. */
const TINY = '#window.1&network.hidden=16,16&T=3&batch=100&epochs=0.02'

/** The views take a frame in when the page is drawn: its last moment may come after its last step. */
const newest = async (lab: Lab) => lab.call('run', (await lab.call('runs'))[0]!.id)

walk('a run is kept when it pauses, ends, is reset or left, and one that never trained is not', async ({ lab }) => {
  await lab.open(TINY)
  expect(await lab.call('runs')).toEqual([])
  await lab.step(3)
  await expect.poll(async () => (await lab.call('runs')).map(({ step }) => step)).toEqual([3])
  await lab.reset()
  await lab.step(5)
  await expect.poll(async () => (await newest(lab)).frames.at(-1)?.step).toBe(5)
  await lab.call('open', `${TINY}&run.seed=7`)
  const [second, first] = await lab.call('runs')
  expect([first!.step, second!.step]).toEqual([3, 5])
  expect(second).toMatchObject({ preset: 'window', state: 'unfinished', experiment: { encoder: { steps: 3 } }, sweep: null })
  expect(second!.link).toMatch(/^#window\.\d+&.*network\.hidden=16,16/)
  expect(second!.provenance.shaders).toMatch(/^[0-9a-f]{64}$/)
  expect(second!.provenance.app).toMatch(/^\d+\.\d+\.\d+$/)
  const { curves, frames, layers } = await lab.call('run', second!.id)
  expect(curves.step).toEqual([1, 2, 3, 4, 5])
  expect(second!.finals.trainLoss).toBe(curves.trainLoss!.at(-1))
  expect(frames.at(-1)!.step).toBe(5)
  expect(frames.at(-1)!.layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
  expect(layers.map(({ name }) => name)).toContain('lif2')
  await lab.play()
  await lab.idle()
  await expect.poll(async () => (await lab.call('runs')).map(({ step, state }) => [step, state])[0]).toEqual([12, 'finished'])
  await lab.reload()
  expect((await lab.call('runs')).map(({ step, state }) => [step, state])).toEqual([
    [12, 'finished'],
    [5, 'unfinished'],
    [3, 'unfinished'],
  ])
})

const openDialog = async (lab: Lab) => {
  await lab.page.getByRole('button', { name: 'Runs', exact: true }).click()
  return lab.page.getByRole('dialog', { name: 'Runs' })
}

/** Two runs that differ in the threshold and the seed. */
const trainTwo = async (lab: Lab) => {
  await lab.open(`${TINY}&neuron.threshold=0.5`)
  await lab.step(4)
  await lab.call('open', `${TINY}&run.seed=7`)
  await lab.step(6)
  await lab.call('runs')
}

walk('runs are listed, laid over each other, and told apart by exactly the settings in which they differ', async ({ lab }) => {
  await lab.open(TINY)
  let dialog = await openDialog(lab)
  await expect(dialog.getByText(/Every experiment that is trained is kept here/)).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await trainTwo(lab)
  dialog = await openDialog(lab)
  const rows = dialog.getByRole('list', { name: 'Runs' }).getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await expect(rows.first()).toContainText('Seed 7')
  await expect(rows.first()).toContainText('step 6 of 12, open now')
  const table = dialog.getByRole('table', { name: 'Settings in which the runs differ' })
  await expect(table.locator('tbody th')).toHaveText([/^Threshold/, /^Seed/])
  await expect(table.locator('tbody tr').first().locator('td')).toHaveText(['1.00', /0\.50/])
  await expect(table.locator('td[data-changed]')).toHaveCount(2)
  await expect(dialog.getByRole('table', { name: 'Newest numbers of the runs' }).locator('tbody tr')).toHaveCount(2)
  // Two curves of each run, which has no test yet: loss and accuracy.
  await expect(dialog.locator('.js-plotly-plot .scatterlayer .trace')).toHaveCount(4)
  await dialog.getByRole('checkbox', { name: /^Draw .*Threshold 0\.5/ }).uncheck()
  await expect(dialog.locator('.js-plotly-plot .scatterlayer .trace')).toHaveCount(2)
  await expect(table).toHaveCount(0)
  await dialog.getByRole('searchbox', { name: 'Find runs' }).fill('threshold')
  await expect(rows).toHaveCount(1)
  expect(await violations(lab.page, 'dialog')).toEqual([])
})

walk('six runs are laid over each other, each with a color and a marker of its own', async ({ lab }) => {
  await lab.open(`${TINY}&run.seed=1`)
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    await lab.call('open', `${TINY}&run.seed=${seed}`)
    await lab.step(2)
  }
  await lab.call('runs')
  const dialog = await openDialog(lab)
  await dialog.getByRole('button', { name: 'Tick all shown' }).click()
  await expect(dialog.locator('.js-plotly-plot .scatterlayer .trace')).toHaveCount(12)
  const marks = await dialog
    .getByRole('list', { name: 'Runs' })
    .locator('[data-run-mark]')
    .evaluateAll((found) => found.map((mark) => [getComputedStyle(mark).color, mark.querySelector('path')?.getAttribute('d')]))
  expect(new Set(marks.map(([color]) => color)).size).toBe(6)
  expect(new Set(marks.map(([, path]) => path)).size).toBe(6)
  await expect(dialog.getByRole('table', { name: 'Settings in which the runs differ' }).locator('tbody th')).toHaveText([/^Seed/])
})

walk('a name and a note stay; what is deleted comes back; the experiment of a run opens as an edit', async ({ lab }) => {
  await trainTwo(lab)
  let dialog = await openDialog(lab)
  const row = (name: RegExp) => dialog.getByRole('listitem').filter({ has: lab.page.getByRole('button', { name }) })
  await row(/Threshold 0\.5/)
    .getByRole('button', { name: /Threshold 0\.5/ })
    .click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('half a volt')
  await dialog.getByRole('textbox', { name: 'Name' }).press('Enter')
  await dialog.getByRole('textbox', { name: 'Note' }).fill('fires often')
  await dialog.getByRole('textbox', { name: 'Note' }).blur()
  await expect(row(/half a volt/)).toBeVisible()
  await expect
    .poll(async () => (await lab.call('runs')).map(({ name, note }) => [name, note]))
    .toContainEqual(['half a volt', 'fires often'])
  await lab.reload()
  dialog = await openDialog(lab)
  await row(/half a volt/)
    .getByRole('button', { name: /half a volt/ })
    .click()
  await expect(dialog.getByRole('textbox', { name: 'Note' })).toHaveValue('fires often')
  const before = await lab.call('runs')
  await row(/half a volt/)
    .getByRole('button', { name: 'Delete', exact: true })
    .click()
  await expect(dialog.getByText('1 run is deleted.')).toBeVisible()
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  expect(await lab.call('runs')).toEqual(before)
  await row(/half a volt/)
    .getByRole('button', { name: 'Open its experiment' })
    .click()
  await expect(dialog).toBeHidden()
  expect((await lab.experiment()).neuron.threshold).toBe(0.5)
  await lab.page.getByRole('button', { name: 'Undo', exact: true }).click()
  expect((await lab.experiment()).run.seed).toBe(7)
})

walk('runs go out as one file and come in the same; a damaged file is refused in a sentence', async ({ lab }) => {
  await trainTwo(lab)
  const dialog = await openDialog(lab)
  const before = await lab.call('runs')
  const details = await Promise.all(before.map(({ id }) => lab.call('run', id)))
  const saved = lab.page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export all' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toMatch(/^membrane-runs-\d{4}-\d\d-\d\d\.json\.gz$/)
  const path = await download.path()
  const input = dialog.locator('input[type=file]')
  await input.setInputFiles(path)
  await expect(dialog.getByText('0 runs came in. 2 runs of the file were here already.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Tick all shown' }).click()
  await dialog.getByRole('button', { name: 'Delete the 2 ticked' }).click()
  await expect(dialog.getByText('2 runs are deleted.')).toBeVisible()
  await input.setInputFiles(path)
  await expect(dialog.getByText('2 runs came in.')).toBeVisible()
  expect(await lab.call('runs')).toEqual(before)
  expect(await Promise.all(before.map(({ id }) => lab.call('run', id)))).toEqual(details)
  await input.setInputFiles({ name: 'cut.json.gz', mimeType: 'application/gzip', buffer: readFileSync(path).subarray(0, 900) })
  await expect(dialog.getByText('This is not a file of runs from Membrane, or it is damaged.')).toBeVisible()
  expect(await lab.call('runs')).toEqual(before)
  // Dropped on the page, without the dialog.
  await dialog.getByRole('button', { name: 'Close' }).click()
  await lab.drop('runs.json', gunzipSync(readFileSync(path)).toString())
  await expect(dialog.getByText('0 runs came in. 2 runs of the file were here already.')).toBeVisible()
})

walk('a saved run is looked at in the lab’s own views, and what is open goes on', async ({ lab }) => {
  await lab.open('#window.1&network.hidden=16&T=3&batch=100&epochs=0.1&run.seed=3')
  await lab.step(20)
  await expect.poll(async () => (await newest(lab)).frames.at(-1)?.step).toBe(20)
  const [kept] = await lab.call('runs')
  await lab.call('open', '#window.1&network.hidden=16,16&T=3&batch=100')
  await lab.step(2)
  await lab.play()
  const dialog = await openDialog(lab)
  const row = dialog.getByRole('listitem').filter({ has: lab.page.getByRole('button', { name: /Seed 3/ }) })
  await row.getByRole('button', { name: /Seed 3/ }).click()
  await row.getByRole('button', { name: 'Look at it' }).click()
  const strip = lab.page.getByRole('complementary', { name: 'About this run' })
  await expect(strip).toContainText('Looking at a saved run: ')
  // One hidden layer, where the open experiment has two.
  await expect(lab.region('Network')).not.toContainText('lif2')
  await expect(lab.region('Experiment')).toContainText('Seed')
  const slider = lab.region('Learning curves').getByRole('slider', { name: 'Training time' })
  const moment = () => slider.getAttribute('aria-valuetext')
  expect(await moment()).toBe('end')
  await slider.focus()
  await lab.page.keyboard.press('PageDown')
  await expect.poll(moment).not.toBe('end')
  await expect(lab.button('To the end')).toBeVisible()
  await lab.pause()
  const { step } = await lab.state()
  expect(step).toBeGreaterThan(2)
  await expect(strip).toBeVisible()
  expect(await violations(lab.page)).toEqual([])
  // What trains is seen: Step goes back to it.
  await lab.button('Step').click()
  await expect(strip).toBeHidden()
  await expect.poll(async () => (await lab.state()).step).toBe(step + 1)
  expect(await moment()).toBe('now')
  await expect(lab.region('Network')).toContainText('lif2')
  expect((await lab.call('runs')).find(({ id }) => id === kept!.id)).toEqual(kept)
})
