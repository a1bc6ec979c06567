/** Neural responses: a small simulated retina trains; rasters, statistics and latents appear in the Inspector and match `window.lab`. */
import type { Fields, ResponseDetail, Trials } from '../src/tasks/response/detail'
import { expect, type Lab, walk } from './lab'
import { RETINA_BINS, SMALL_RETINA } from './small-retina'

const BINS = RETINA_BINS
const SMALL = SMALL_RETINA

/** Opens a link with an Inspector whose choices are reset. */
async function open(lab: Lab, link = SMALL): Promise<void> {
  await lab.call('open', `${link}&hide=inspector`)
  await lab.open(link)
}

const inspector = (lab: Lab) => lab.region('Inspector')
const show = (lab: Lab, tab: string) => inspector(lab).getByRole('radio', { name: tab, exact: true }).check({ force: true })
const chart = (lab: Lab, name: string) => inspector(lab).getByRole('region', { name, exact: true })

/** Requests trials as the page does. */
const trialsOf = async (lab: Lab, call: object = {}): Promise<Trials> =>
  (await lab.call('inspect', { ask: 'trials', part: 'test', from: 0, bins: BINS, samples: 30, seed: 1, ...call })) as unknown as Trials

const counts = ({ trials, counts }: Trials['data'], cells: number, cell: number, bin?: number): number => {
  let sum = 0
  for (let trial = 0; trial < trials; trial++)
    for (let t = bin ?? 0; t < (bin === undefined ? BINS : bin + 1); t++) sum += counts[(trial * cells + cell) * BINS + t]!
  return sum
}

/** The expected accessible name of a cell's rasters at a bin. */
function sentence(trials: Trials, cell: number, bin: number): RegExp {
  const rate = (side: Trials['data']) => (counts(side, 4, cell) / (side.trials * BINS)).toFixed(3)
  const { data, model } = trials
  return new RegExp(
    `^Rasters of ${trials.cells[cell]}, bins 1–${BINS} of the test movie\\. Data: 30 trials, ${rate(data)} a bin\\. Model: 4 samples, ${rate(model)} a bin\\. .* Spiking at t = ${bin + 1}: data ${counts(data, 4, cell, bin)} of 30, model ${counts(model, 4, cell, bin)} of 4\\.`,
  )
}

walk('a simulated retina is learned, and the rasters are the trials of data and model', async ({ lab, page }) => {
  await open(lab)
  await lab.step(4)
  // The two choices are too long to stand next to each other, so they are a menu.
  await expect(page.getByRole('combobox', { name: /^State/ })).toHaveValue('carried')
  const { trainLoss, trainKl } = await lab.metrics()
  expect(trainLoss!.value).toHaveLength(4)
  expect([...trainLoss!.value, ...trainKl!.value].every(Number.isFinite)).toBe(true)

  const rasters = chart(lab, 'Rasters').getByRole('img')
  const first = await trialsOf(lab)
  expect(first.cells).toEqual(['ON 0', 'OFF 1', 'ON 2', 'OFF 3'])
  await expect(rasters).toHaveAccessibleName(sentence(first, 0, 0))

  // The playhead and the cell by keyboard.
  await rasters.press('End')
  await expect(rasters).toHaveAccessibleName(sentence(first, 0, BINS - 1))
  await rasters.press('ArrowDown')
  await rasters.press('Home')
  await rasters.press('ArrowRight')
  await expect(rasters).toHaveAccessibleName(sentence(first, 1, 1))
  await rasters.press(' ')
  await expect(inspector(lab)).toContainText(`t = ${BINS}`)
  await expect(inspector(lab).getByRole('button', { name: 'Play the movie' })).toBeVisible()
  // It is not the Play of the training, and says so to everyone.
  await expect(
    inspector(lab)
      .getByText('Play movie', { exact: true })
      .or(inspector(lab).getByText('Play the movie', { exact: true })),
  ).toBeVisible()

  // Another seed draws new trials of the model; the data stay the same.
  await inspector(lab).getByRole('button', { name: 'Resample' }).click()
  const second = await trialsOf(lab, { seed: 2 })
  expect(second.data.counts).toEqual(first.data.counts)
  expect(second.model.counts).not.toEqual(first.model.counts)
  await expect(inspector(lab)).toContainText('4 samples, seed 2')
  await expect(rasters).toHaveAccessibleName(sentence(second, 1, BINS - 1))

  await inspector(lab).getByRole('radio', { name: 'one trial' }).check({ force: true })
  await expect(rasters).toHaveAccessibleName(/^Rasters of all cells of trial 1, OFF 1 marked, .* of 4, model \d of 4\./)
  await inspector(lab).getByRole('checkbox', { name: 'true rate' }).check()
  await inspector(lab).getByRole('checkbox', { name: 'slow state' }).check()
  await inspector(lab).getByRole('button', { name: 'Rasters as a table' }).click()
  await expect(chart(lab, 'Rasters').getByRole('columnheader')).toHaveText(['bins', 'data', 'model', 'true rate', 'slow state'])
  await inspector(lab).getByRole('button', { name: 'Rasters as a table' }).click()

  await chart(lab, 'Rasters').getByLabel('Save', { exact: true }).click()
  await chart(lab, 'Rasters').getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
  await expect(page.getByRole('dialog', { name: 'Save figure' }).getByRole('img')).toBeVisible()
  await page.keyboard.press('Escape')

  // Steps through the long movie, one part at a time.
  await inspector(lab).getByRole('radio', { name: 'long' }).check({ force: true })
  await inspector(lab).getByRole('combobox', { name: 'Visible bins' }).selectOption('120')
  await inspector(lab).getByRole('button', { name: 'Later bins' }).click()
  await expect(rasters).toHaveAccessibleName(/bins 61–180 of the long test movie/)
  await expect(inspector(lab).getByRole('button', { name: 'Later bins' })).toBeDisabled()
})

walk('the statistics of an evaluation are those that window.lab returns', async ({ lab }) => {
  await open(lab)
  await lab.step(4)
  await show(lab, 'statistics')
  await inspector(lab).getByRole('button', { name: 'Evaluate on the test movie' }).click()
  await expect(chart(lab, 'Intervals').getByRole('img')).toHaveAccessibleName(/^Intervals between spikes/)
  const report = (await lab.call('evaluate')) as unknown as Record<string, number> & { detail: ResponseDetail }
  const written = (value: number, digits: number) => value.toFixed(digits).replace('-', '−')
  await expect(inspector(lab).locator('dl').last()).toContainText(`CC${written(report.testCorrelation!, 2)}`)
  await expect(inspector(lab).locator('dl').last()).toContainText(`ISI KS${written(report.testIsiKs!, 3)}`)
  const { statistics, cells } = report.detail
  await expect(chart(lab, 'Irregularity').getByRole('img')).toHaveAccessibleName(
    new RegExp(`CV data ${statistics.cv.data.toFixed(2)}, model ${statistics.cv.model.toFixed(2)};`),
  )
  await expect(chart(lab, 'Distances')).toContainText('Ratios near 1 alone are also reached by a model without variability')

  // All cells, sorted by a column; a click selects a cell in all charts.
  const table = chart(lab, 'Cells').getByRole('table')
  await expect(table.locator('tbody').getByRole('row')).toHaveCount(4)
  await table.getByRole('button', { name: 'CC', exact: true }).click()
  const best = cells.toSorted((a, b) => b.cc - a.cc)[0]!
  await expect(table.locator('tbody').getByRole('row').first()).toContainText(best.name)
  await table.getByRole('button', { name: best.name }).click()
  await expect(chart(lab, 'Fano factor')).toContainText(`The large dot: ${best.name}`)
  await expect(chart(lab, 'Cells')).toContainText(/Every cell fires|Left out of all means/)

  await show(lab, 'rasters')
  await expect(chart(lab, 'Rasters').getByRole('img')).toHaveAccessibleName(new RegExp(`^Rasters of ${best.name},`))
})

walk('the table of cells says how many of its columns are hidden, as it scrolls and as its width changes', async ({ lab }) => {
  await open(lab)
  await lab.step(2)
  await lab.page.setViewportSize({ width: 320, height: 900 })
  await show(lab, 'statistics')
  await lab.call('evaluate')
  const cells = chart(lab, 'Cells')
  const box = cells.getByRole('group', { name: 'Cells, data against model' })
  const hidden = () =>
    box.evaluate((host) => {
      const { right } = host.getBoundingClientRect()
      return [...host.querySelectorAll('thead th')].filter((head) => head.getBoundingClientRect().left >= right).length
    })
  const note = cells.getByText(/^\d+ more columns?: scroll →$/)
  await expect(note).toBeVisible()
  const said = Number((await note.textContent())!.split(' ')[0])
  // A column at the edge counts as hidden where a part of it is.
  expect(said - (await hidden())).toBeGreaterThanOrEqual(0)
  expect(said - (await hidden())).toBeLessThanOrEqual(1)
  await box.evaluate((host) => host.scrollTo({ left: host.scrollWidth }))
  await expect(note).toHaveCount(0)
  await box.evaluate((host) => host.scrollTo({ left: 0 }))
  await expect(note).toHaveText(`${said} more ${said === 1 ? 'column' : 'columns'}: scroll →`)
})

walk('the latent variable says which of its dimensions are used', async ({ lab }) => {
  await open(lab)
  await lab.step(4)
  await show(lab, 'latents')
  const { latent } = await trialsOf(lab)
  const together = Array.from(latent!.kl).reduce((sum, nats) => sum + nats, 0) / BINS
  const { size } = latent!
  const means = Array.from(
    { length: size },
    (_, j) => Array.from(latent!.kl).reduce((sum, nats, at) => sum + (at % size === j ? nats : 0), 0) / BINS,
  )
  const used = means.filter((mean) => mean > 0.01).length
  const words =
    used > 0 ? new RegExp(`${used} of 4 dimensions (is|are) used.* Together ${together.toFixed(2)} nats a bin`) : /z is not used/
  await expect(inspector(lab)).toContainText(words)
  await expect(chart(lab, 'KL by bin').getByRole('img')).toHaveAccessibleName(words)
  await chart(lab, 'Trajectories').getByRole('img').press('ArrowRight')
  await inspector(lab).getByRole('button', { name: 'KL by bin as a table' }).click()
  await expect(chart(lab, 'KL by bin').getByRole('columnheader')).toHaveCount(5)

  // A model without latents says so.
  await open(lab, SMALL.replace('network.latents=4', 'network.latents=0'))
  await lab.step(1)
  await show(lab, 'latents')
  await expect(inspector(lab)).toContainText('This network has no latent variable.')
})

walk('a cell has its spike-triggered average and its gradient, lag by lag', async ({ lab }) => {
  await open(lab)
  await lab.step(2)
  await show(lab, 'fields')
  await inspector(lab).getByRole('combobox', { name: 'Cell' }).selectOption('ON 2')
  const fields = (await lab.call('inspect', { ask: 'fields', cell: 2 })) as unknown as Fields
  const size = fields.height * fields.width
  const average = Array.from(fields.average)
  const peak = average.reduce((best, value, at) => (Math.abs(value) > Math.abs(average[best]!) ? at : best), 0)
  const place = `row ${Math.floor((peak % size) / fields.width) + 1}, column ${(peak % fields.width) + 1}`
  const field = chart(lab, 'Receptive field').getByRole('img')
  await expect(field).toHaveAccessibleName(
    new RegExp(`^Receptive field of ON 2, ${fields.frames} frames of 12 × 12\\. The spike-triggered average is strongest at ${place},`),
  )
  await field.press('End')
  await expect(field).toHaveAccessibleName(/Shown large: 0\. Arrow keys/)
  await expect(inspector(lab)).toContainText('the bin of the spike')
  await field.press('ArrowLeft')
  await expect(inspector(lab)).toContainText('1 bin (33.3 ms) before')
  await inspector(lab).getByRole('button', { name: 'Receptive field as a table' }).click()
  await expect(chart(lab, 'Receptive field').locator('tbody').getByRole('row')).toHaveCount(fields.frames)
})

walk('a model of rates has no views of potentials and no settings of neurons, and its curves fill their place', async ({ lab, page }) => {
  await open(lab, SMALL.replace('#tecos-lvm.2', '#response-gru.2'))
  await lab.step(1)
  await expect(lab.region('Learning curves')).toBeVisible()
  for (const view of ['Membrane potential', 'Gradient-available fraction', 'Gradient norm', 'Activity', 'Spike raster'])
    await expect(lab.region(view)).toHaveCount(0)
  await expect(lab.region('Learning curves').getByRole('button', { name: 'In window' })).toHaveCount(0)
  await expect(lab.region('Learning curves').getByRole('button', { name: 'Loss' })).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Experiment' }).getByText('Neuron and surrogate')).toHaveCount(0)
  expect((await lab.region('Learning curves').boundingBox())!.height).toBeGreaterThan(500)
})
