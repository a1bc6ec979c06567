/** Runs in words: what one is called, when it was, its numbers, and the settings in which several differ. Pure. */
import { dataKey, dataShape } from '../../data/datasets/schema'
import { differences, type FormRow, formOf } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { counted, fixed, grouped } from '../../format'
import type { Metric } from '../../readings/metrics'
import type { RunId, RunSummary } from '../../runs/record'
import { printTags } from '../../runs/tags'
import { columnName, decidingOf, metricsOf } from '../../studies/metrics'
import type { Progress } from '../../worker/protocol'
import { ofFloat32 } from '../base/download'
import { changeLines, changesInName } from './change-words'
import { axesOf, capital, isShare, metricTitle } from './metrics'
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
  words.push(...changesInName(experiment))
  return words.length > 0 ? `${title}: ${words.join(', ')}` : title
}

/** "25 Nov 2026, 10:04", as the browser's language writes it. */
export const whenWords = (time: number): string => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Of a share "93.20 %". */
const finalWords = (metric: Pick<Metric, 'unit'>, value: number | null | undefined): string => {
  if (value === null || value === undefined) return '–'
  return isShare(metric) ? `${fixed(100 * value, 2)} %` : value.toPrecision(4).replaceAll('-', '−')
}

/** All metrics of runs over whole sets, which may be of several tasks. */
export const metricsOfRuns = (runs: readonly Pick<RunSummary, 'experiment'>[]): readonly Metric[] => [
  ...new Map(
    runs
      .flatMap(({ experiment }) => metricsOf(experiment))
      .filter(({ among }) => !among)
      .map((metric) => [metric.name, metric]),
  ).values(),
]

/** What decides between runs of its kind, and the newest of it: "test accuracy", "93.20 %". */
const scoreOf = ({ experiment }: RunSummary): Metric => decidingOf(metricsOf(experiment))
export const scoreTitle = (run: RunSummary): string => metricTitle(scoreOf(run))
export const scoreWords = (run: RunSummary): string => finalWords(scoreOf(run), run.finals.values[scoreOf(run).name])

/** The better one first; runs that were not tested last. */
export function byScore(a: RunSummary, b: RunSummary): number {
  const [of, other] = [scoreOf(a), scoreOf(b)]
  if (of.name !== other.name) return of.name.localeCompare(other.name)
  const score = ({ finals }: RunSummary) => {
    const value = finals.values[of.name]
    if (value === undefined) return Number.NEGATIVE_INFINITY
    return of.better === 'lower' ? -value : value
  }
  const [here, there] = [score(a), score(b)]
  return here === there ? 0 : there - here
}

/** "finished", "step 420 of 6,000". */
export const stateWords = ({ state, step, totalSteps }: RunSummary): string =>
  state === 'finished'
    ? `finished, ${counted(step, 'step')}`
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
  /** What it is, by its name in the glossary; null of plain words. */
  readonly term: string | null
  /** One for each run; a dash where a run has no such setting. */
  readonly values: readonly string[]
  /** The same for other programs: numbers as numbers, without the unit. */
  readonly raw: readonly (string | number)[]
  readonly unit: string
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
      {
        ...{ path, group, label: row.label, term: row.term ?? null, unit: row.unit ?? '' },
        values: found.map((other) => wordsOf(other, found)),
        raw: found.map((other) => (typeof other?.value === 'number' ? other.value : other ? wordsOf(other, found) : '')),
        changed: keys.map((key) => key !== keys[0]),
      },
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
  const changes = changeLines(experiment).join('; ')
  if (changes) settings.set('changes', { group: 'Run', row: { ...row, label: 'Changed while training', choices: [], value: changes } })
  return settings
}

/** Settings that are numbers and differ between the runs, as columns. */
export function settingColumns(runs: readonly RunSummary[]): readonly FinalColumn[] {
  const settings = new Map(runs.map((run) => [run.id, settingsOf(run.experiment)]))
  return differencesOf(runs.map(({ experiment }) => experiment)).flatMap(({ path, label, group }) => {
    if (path === 'run.seed') return []
    const rowOf = ({ id }: RunSummary) => settings.get(id)?.get(path)?.row
    if (!runs.some((run) => typeof rowOf(run)?.value === 'number')) return []
    const row = runs.map(rowOf).find((found) => found)!
    const value = (run: RunSummary) => {
      const found = rowOf(run)?.value
      return typeof found === 'number' ? found : undefined
    }
    return [numberColumn(`${label}, ${group.toLowerCase()}`, row.term ?? null, value, (number) => showValue(row, number))]
  })
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

export interface FinalColumn {
  readonly title: string
  /** What it is, by its name in the glossary; null of plain words. */
  readonly term: string | null
  readonly words: (run: RunSummary) => string
  /** What it is sorted by, drawn by, and what a mean is taken of; without it the words. */
  readonly value?: (run: RunSummary) => number | undefined
  /** A number of it in words, where a mean of it says something. */
  readonly say?: (value: number) => string
  /** What the value is multiplied by along an axis, and the unit that it then has. */
  readonly axis?: { readonly scale: number; readonly unit: string }
}

/** A column of numbers, with a dash where there is none. */
const numberColumn = (
  title: string,
  term: string | null,
  value: (run: RunSummary) => number | null | undefined,
  say: (value: number) => string,
  axis?: FinalColumn['axis'],
): FinalColumn => {
  const of = (run: RunSummary) => value(run) ?? undefined
  const words = (run: RunSummary) => {
    const found = of(run)
    return found === undefined ? '–' : say(found)
  }
  return { title, term, words, value: of, say, ...(axis && { axis }) }
}
const PERCENT = { scale: 100, unit: '%' }

const LAST_COLUMNS: readonly FinalColumn[] = [
  numberColumn(
    'Gradient-available',
    'fraction',
    ({ finals }) => finals.gradientAvailable,
    (value) => finalWords({ unit: '%' }, value),
    PERCENT,
  ),
  numberColumn('Trained for', 'runTime', ({ elapsedMs }) => elapsedMs, clock, { scale: 1e-3, unit: 's' }),
  { title: 'Seed', term: 'seed', words: ({ experiment }) => String(experiment.run.seed), value: ({ experiment }) => experiment.run.seed },
  { title: 'Adapter', term: 'provenance', words: ({ provenance }) => provenance.adapter || 'unknown' },
  { title: 'Lab', term: 'provenance', words: ({ provenance }) => provenance.app },
  { title: 'Shaders', term: 'provenance', words: ({ provenance }) => provenance.shaders.slice(0, 8) },
]

const NODE: FinalColumn = { title: 'Machine', term: 'provenance', words: ({ provenance }) => provenance.node ?? '–' }
const TAGS: FinalColumn = { title: 'Tags', term: null, words: ({ tags }) => printTags(tags) }

/** The columns of a table of runs: by the metrics that they have. */
export function finalColumns(runs: readonly RunSummary[]): readonly FinalColumn[] {
  const axes = axesOf(metricsOfRuns(runs))
  const measured = [...axes.flatMap(({ train }) => train), ...axes.flatMap(({ test }) => test)]
  const deciding = [...new Set(runs.map((run) => scoreOf(run).name))]
  return [
    { title: 'State', term: null, words: stateWords, value: ({ step }) => step },
    ...measured.map((metric) =>
      numberColumn(
        capital(metricTitle(metric)),
        metric.term,
        ({ finals }) => finals.values[metric.name],
        (value) => finalWords(metric, value),
        isShare(metric) ? PERCENT : undefined,
      ),
    ),
    ...measured
      .filter(({ name }) => deciding.includes(name))
      .map((metric) =>
        numberColumn(
          `Best ${metricTitle(metric)}`,
          metric.term,
          ({ finals }) => finals.best[metric.name],
          (value) => finalWords(metric, value),
          isShare(metric) ? PERCENT : undefined,
        ),
      ),
    ...LAST_COLUMNS,
    ...(runs.some(({ provenance }) => provenance.node) ? [NODE] : []),
    ...(runs.some(({ tags }) => tags.length > 0) ? [TAGS] : []),
  ]
}

export const finalsRow = (run: RunSummary, columns: readonly FinalColumn[]): FinalRow => ({
  title: runTitle(run),
  cells: columns.map(({ words }) => words(run)),
})

/** What is done with ticked runs is done with those in sight: others are hidden by words or tags that are looked for. */
export function ticked(selected: readonly RunId[], listed: readonly Pick<RunSummary, 'id'>[]): { inSight: RunId[]; hidden: number } {
  const ids = new Set(listed.map(({ id }) => id))
  const inSight = selected.filter((id) => ids.has(id))
  return { inSight, hidden: selected.length - inSight.length }
}

/** Of ticked runs that are hidden; empty where none is. */
export const hiddenWords = (hidden: number): string =>
  hidden === 0
    ? ''
    : hidden === 1
      ? '1 ticked run is not listed: it is drawn, and neither deleted nor exported.'
      : `${hidden} ticked runs are not listed: they are drawn, and neither deleted nor exported.`

/** Of the button that deletes the ticked runs. */
export const deleteWords = (ticked: number): string =>
  ticked === 0 ? 'Delete ticked' : ticked === 1 ? 'Delete the ticked one' : `Delete the ${ticked} ticked`

/** Of runs that were not computed alike: how far they can be compared. Null where all were. */
export function alikeWords(runs: readonly Pick<RunSummary, 'provenance'>[]): string | null {
  const count = (of: (provenance: RunSummary['provenance']) => string) => new Set(runs.map(({ provenance }) => of(provenance))).size
  const [adapters, shaders] = [count(({ adapter }) => adapter), count((provenance) => provenance.shaders)]
  if (adapters < 2 && shaders < 2) return null
  const by = [...(adapters > 1 ? [`${adapters} adapters`] : []), ...(shaders > 1 ? [`${shaders} versions of the shaders`] : [])].join(
    ' and ',
  )
  return `These runs were computed by ${by}: their bits differ for that alone, and they are comparable in statistics only.`
}

/** The newest numbers for other programs: a row for each run, units in the head, how far it came as two numbers; what is not known is empty. */
export function finalsFile(runs: readonly RunSummary[]): (string | number)[][] {
  const columns = finalColumns(runs).slice(1)
  const cell = (run: RunSummary, { value, words, axis }: FinalColumn): string | number => {
    if (!value) return words(run)
    const found = value(run)
    return found === undefined ? '' : Number(((axis?.scale ?? 1) * ofFloat32(found)).toPrecision(12))
  }
  return [
    ['Run', 'State', 'Step', 'Steps in all', ...columns.map(({ title, axis }) => columnName(title, { unit: axis?.unit ?? '' }))],
    ...runs.map((run) => [...[runTitle(run), run.state, run.step, run.totalSteps], ...columns.map((column) => cell(run, column))]),
  ]
}

/** The settings in which runs differ, for other programs. */
export const differencesFile = (runs: readonly RunSummary[]): (string | number)[][] => [
  ['Setting', ...runs.map(runTitle)],
  ...differencesOf(runs.map(({ experiment }) => experiment)).map(({ path, unit, raw }) => [columnName(path, { unit }), ...raw]),
]
