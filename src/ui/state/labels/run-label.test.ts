/** The labels of runs, and exactly the settings in which they differ. */
import { describe, expect, it } from 'vitest'
import { withChange } from '../../../experiments/changes'
import { withEdit } from '../../../experiments/edit'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { stepsIn } from '../../../tasks/supervised/build'
import { runOf } from '../../../testing/runs'
import { differencesFile, finalColumns, finalsFile, finalsRow, settingColumns } from '../runs/run-columns'
import { differencesOf } from '../runs/run-differences'
import { deleteText, hiddenText, placeOf, runTitle, stateLabel, ticked } from './run-label'

const base = presetNamed('window')!.experiment
const edited = (...edits: [path: string, value: unknown][]): Experiment =>
  edits.reduce((now, [path, value]) => {
    const next = withEdit(now, path, value)
    if (!next.ok) throw new Error(next.problems.map(({ message }) => message).join())
    return next.experiment
  }, base)

it('names the runs that would be deleted, without a number if none is ticked', () => {
  expect([0, 1, 2].map(deleteText)).toEqual(['Delete ticked', 'Delete the ticked one', 'Delete the 2 ticked'])
})

it('applies actions on ticked runs to the listed ones, and says how many are hidden', () => {
  const { onScreen, hidden } = ticked(['a', 'b', 'c'], [{ id: 'b' }, { id: 'd' }])
  expect(onScreen).toEqual(['b'])
  expect(hiddenText(hidden)).toBe('2 ticked runs are not listed: they are drawn, and neither deleted nor exported.')
  expect(hiddenText(ticked(['b'], [{ id: 'b' }]).hidden)).toBe('')
})

describe('differences', () => {
  it('are none between the same experiments', () => {
    expect(differencesOf([base, structuredClone(base)])).toEqual([])
  })

  it('are the settings that differ, with the value of each run', () => {
    const rows = differencesOf([base, edited(['neuron.threshold', 0.5]), edited(['run.seed', 7], ['neuron.threshold', 0.5])])
    expect(rows.map(({ path, values, changed }) => [path, values, changed])).toEqual([
      ['neuron.threshold', ['1.00', '0.50', '0.50'], [false, true, true]],
      ['run.seed', [String(base.run.seed), String(base.run.seed), '7'], [false, false, true]],
    ])
  })

  it('have a dash if a run has no such setting', () => {
    const rows = differencesOf([base, edited(['neuron.kind', 'plif'])])
    const decay = rows.find(({ path }) => path === 'neuron.decay')
    expect(decay?.values[1]).toBe('–')
    expect(rows.find(({ path }) => path === 'neuron.kind')?.changed).toEqual([false, true])
  })

  it('list the changes made during training, with their steps', () => {
    const changed = withChange(withChange(base, 22, { rate: 0.01 }), 400, { epochs: 20 })
    const [row, ...none] = differencesOf([base, changed])
    expect(none).toEqual([])
    expect(row).toMatchObject({
      label: 'Changed while training',
      values: ['–', `after step 22: Learning rate ${base.optimizer.rate} → 0.01; after step 400: Epochs ${base.run.epochs} → 20`],
    })
    expect(settingColumns([runOf('a').summary, runOf('b', { experiment: changed }).summary])).toEqual([])
  })

  it('include the data set', () => {
    const rows = differencesOf([base, edited(['data.kind', 'fashionMnist'])])
    expect(rows[0]).toMatchObject({ path: 'data', group: 'Data', values: ['MNIST', 'Fashion-MNIST'] })
    expect(rows.every(({ path }) => path.startsWith('data'))).toBe(true)
  })
})

describe('a run', () => {
  it.each([
    ['of 18 samples in batches of 10', { step: 1, totalSteps: stepsIn(1, 18, 10), epochs: 1 }, { epoch: 1, batch: 1, batches: 2 }],
    ['at its end', { step: 2, totalSteps: 2, epochs: 1 }, { epoch: 1, batch: 2, batches: 2 }],
    ['between epochs', { step: 469, totalSteps: stepsIn(10, 60_000, 128), epochs: 10 }, { epoch: 2, batch: 0, batches: 469 }],
    ['at the end of ten', { step: 4688, totalSteps: 4688, epochs: 10 }, { epoch: 10, batch: 468, batches: 468 }],
    ['of half an epoch', { step: 3, totalSteps: 50, epochs: 0.5 }, { epoch: 1, batch: 3, batches: 50 }],
    ['that is not open yet', { step: 0, totalSteps: 0, epochs: 1 }, { epoch: 1, batch: 0, batches: 0 }],
  ])('%s knows its epoch and batch', (_, progress, place) => expect(placeOf(progress)).toEqual(place))

  it('is labeled by its name, else by its preset and the differing settings', () => {
    const { title } = presetNamed('window')!
    expect(runTitle(runOf('a').summary)).toBe(title)
    expect(runTitle(runOf('a', { experiment: edited(['run.seed', 7]) }).summary)).toBe(`${title}: Seed 7`)
    const once = withChange(base, 22, { rate: 0.01 })
    const titleWith = (experiment: Experiment) => runTitle(runOf('a', { experiment }).summary)
    expect(titleWith(once)).toBe(`${title}: after step 22: Learning rate ${base.optimizer.rate} → 0.01`)
    expect(titleWith(withChange(once, 30, { rate: 0.02 }))).toBe(`${title}: 2 changes while it trained`)
    expect(runTitle(runOf('a', { name: 'mine' }).summary)).toBe('mine')
    expect(runTitle(runOf('a', { preset: 'of another lab' }).summary)).toBe('of another lab')
  })

  it('has its progress, and a number for each column', () => {
    const { summary } = runOf('a')
    expect(stateLabel(summary)).toBe('step 40 of 6,000')
    const columns = finalColumns([summary])
    expect(columns.map(({ title }) => title)).toEqual([
      'State',
      'Train loss',
      'Train accuracy',
      'Test loss',
      'Test accuracy',
      'Best test accuracy',
      'Gradient-available',
      'Trained for',
      'Seed',
      'Adapter',
      'Lab',
      'Shaders',
    ])
    const agent = runOf('a', { experiment: presetNamed('grsn-cart')!.experiment }).summary
    const titles = finalColumns([agent]).map(({ title }) => title)
    expect(titles.filter((title) => /best/i.test(title))).toEqual(['Test best return'])
    const { cells } = finalsRow(summary, columns)
    expect(cells).toHaveLength(columns.length)
    expect(cells).toContain('85.00 %')
  })

  it('exports numbers, with their units in the header', () => {
    const { summary } = runOf('a', { name: 'mine' })
    const [heads, row] = finalsFile([summary])
    const at = (head: string) => row![heads!.indexOf(head)]
    expect(at('Test accuracy (%)')).toBe(85)
    expect(at('Train loss')).toBe(summary.finals.values.trainLoss)
    expect(at('Trained for (s)')).toBe(summary.elapsedMs / 1000)
    expect({ run: at('Run'), step: at('Step'), steps: at('Steps in all'), seed: at('Seed') }).toEqual({
      run: 'mine',
      step: 40,
      steps: 6000,
      seed: summary.experiment.run.seed,
    })
    // A missing value is an empty cell, not a dash.
    const none = { ...summary, finals: { ...summary.finals, values: {} } }
    expect(finalsFile([none])[1]![heads!.indexOf('Test accuracy (%)')]).toBe('')
  })

  it('has settings that differ as numbers', () => {
    const runs = [runOf('a').summary, runOf('b', { experiment: edited(['neuron.threshold', 0.5]) }).summary]
    expect(differencesFile(runs).slice(1)).toEqual([['neuron.threshold', 1, 0.5]])
  })
})
