/** Runs in words: what one is called, when it was, its numbers, and the settings in which several differ. Pure. */
import { dataKey, dataShape } from '../../data/datasets/schema'
import { differences, type FormRow, formOf } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { fixed, grouped } from '../../format'
import type { RunSummary } from '../../runs/record'
import type { Progress } from '../../worker/protocol'
import { clock, showValue } from './words'

const MOST_CHANGES = 4

/** The name that a person gave, else the preset and what differs from it. */
export const runTitle = (run: RunSummary): string => run.name || usualTitle(run)

export function usualTitle({ preset, experiment }: RunSummary): string {
  const base = presetNamed(preset)
  const title = base?.title ?? preset
  const changes = base ? differences(experiment, base.experiment) : []
  const words = changes.slice(0, MOST_CHANGES).map((row) => `${row.label} ${showValue(row, row.value)}`)
  if (changes.length > MOST_CHANGES) words.push(`${changes.length - MOST_CHANGES} more`)
  return words.length > 0 ? `${title}: ${words.join(', ')}` : title
}

/** "25 Nov 2026, 10:04", as the browser's language writes it. */
export const whenWords = (time: number): string => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A share from 0 to 1 as "93.20 %". */
export const percent = (value: number | null): string => (value === null ? '–' : `${fixed(100 * value, 2)} %`)
export const lossWords = (value: number | null): string => (value === null ? '–' : value.toPrecision(4))

/** "finished", "step 420 of 6,000". */
export const stateWords = ({ state, step, totalSteps }: RunSummary): string =>
  state === 'finished'
    ? `finished, ${grouped(step)} steps`
    : `${state === 'failed' ? 'failed at ' : ''}step ${grouped(step)} of ${grouped(totalSteps)}`

/**
 * Which epoch a run is in, counted from 1, and which of its batches: the batch in which an epoch ends is its own, and there the test set
 * is answered. A run shorter than an epoch is in its first.
 */
export function placeOf({ step, totalSteps, epochs }: Pick<Progress, 'step' | 'totalSteps' | 'epochs'>) {
  const perEpoch = Math.max(1, totalSteps) / epochs
  const epoch = Math.min(Math.max(1, Math.ceil(epochs)), Math.floor(step / perEpoch + 1e-9) + 1)
  const end = (of: number) => Math.min(totalSteps, Math.ceil(of * perEpoch - 1e-9))
  return { epoch, batch: step - end(epoch - 1), batches: end(epoch) - end(epoch - 1) }
}

export interface DifferenceRow {
  readonly path: string
  readonly group: string
  readonly label: string
  /** One for each run; a dash where a run has no such setting. */
  readonly values: readonly string[]
  /** Whether it is another value than the first run's. */
  readonly changed: readonly boolean[]
}

/** Only the settings in which they differ. */
export function differencesOf(experiments: readonly Experiment[]): DifferenceRow[] {
  const settings = experiments.map(settingsOf)
  const paths = new Map<string, Setting>()
  for (const of of settings) for (const [path, setting] of of) if (!paths.has(path)) paths.set(path, setting)
  return [...paths].flatMap(([path, { group, row }]) => {
    const found = settings.map((of) => of.get(path)?.row)
    const keys = found.map((other) => (other ? JSON.stringify(other.value) : ''))
    if (keys.every((key) => key === keys[0])) return []
    return [
      { path, group, label: row.label, values: found.map((other) => wordsOf(other, found)), changed: keys.map((key) => key !== keys[0]) },
    ]
  })
}

interface Setting {
  readonly group: string
  readonly row: FormRow
}

function settingsOf(experiment: Experiment): Map<string, Setting> {
  const settings = new Map<string, Setting>()
  for (const { title, rows } of formOf(experiment, experiment)) for (const row of rows) settings.set(row.path, { group: title, row })
  // What a person's own set is does not stand in the form.
  const { title } = dataShape(experiment.data)
  const row: FormRow = {
    ...{ path: 'data', label: 'Data set', help: '', control: 'choice', changed: false, rare: false, initial: undefined },
    choices: [{ value: dataKey(experiment.data), label: title }],
    value: dataKey(experiment.data),
  }
  settings.delete('data.kind')
  settings.set('data', { group: 'Data', row })
  return settings
}

/** Lists of layers that differ are as many layers, as likely as not: then they are told apart as they are written. */
function wordsOf(row: FormRow | undefined, all: readonly (FormRow | undefined)[]): string {
  if (!row) return '–'
  const words = showValue(row, row.value)
  const alike = all.some(
    (other) =>
      other && other !== row && showValue(other, other.value) === words && JSON.stringify(other.value) !== JSON.stringify(row.value),
  )
  return alike ? JSON.stringify(row.value).replaceAll('"', '').slice(0, 300) : words
}

export interface FinalRow {
  readonly title: string
  readonly cells: readonly string[]
}
export const FINAL_COLUMNS = [
  ...['State', 'Train loss', 'Train accuracy', 'Test loss', 'Test accuracy', 'Best test accuracy', 'Gradient-available', 'Trained for'],
  ...['Seed', 'Adapter', 'Lab', 'Shaders'],
] as const

export const finalsRow = (run: RunSummary): FinalRow => {
  const { trainLoss, trainAccuracy, testLoss, testAccuracy, bestTestAccuracy, gradientAvailable } = run.finals
  const { adapter, app, shaders } = run.provenance
  return {
    title: runTitle(run),
    cells: [
      ...[stateWords(run), lossWords(trainLoss), percent(trainAccuracy), lossWords(testLoss), percent(testAccuracy)],
      ...[percent(bestTestAccuracy), percent(gradientAvailable), clock(run.elapsedMs), String(run.experiment.run.seed)],
      ...[adapter || 'unknown', app, shaders.slice(0, 8)],
    ],
  }
}
