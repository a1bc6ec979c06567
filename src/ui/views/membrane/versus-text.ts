/** Names other runs by how they differ from the shown one. Pure. */
import { readDraft } from '../../../experiments/edit'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { grouped } from '../../../format'
import type { RunSummary } from '../../../runs/record'
import { changesInName } from '../../state/labels/change-label'
import { whenLabel } from '../../state/labels/run-label'
import { hidesOtherExperiments, sameSettings } from '../../state/runs/resumable'
import { differencesOf } from '../../state/runs/run-differences'
import type { LabState } from '../../state/store/store'

const MAX_NAMED = 3
/** The number of newest runs that are considered. */
const MAX_RUNS = 6

/** The settings in which `other` differs from `now`: “Learning rate 0.01, Seed 7”; empty if there are none. */
export function changedSettings(now: Experiment, other: Experiment): string {
  const rows = differencesOf([now, other])
  const words = rows
    .filter(({ path, values }) => path !== 'changes' && values[1] !== '–')
    .map(({ label, values }) => `${label} ${values[1]}`)
  if (rows.some(({ path }) => path === 'changes')) words.push(...(other.changes ? changesInName(other) : ['unchanged while it trained']))
  return words.length > MAX_NAMED ? `${words.slice(0, MAX_NAMED).join(', ')}, ${words.length - MAX_NAMED} more` : words.join(', ')
}

interface Open {
  readonly experiment: Experiment
  readonly preset: string
}

/** The name that the user gave, otherwise how the run differs from the open one; if it does not, when it was started. */
export function runName({ name, preset, experiment, started }: RunSummary, open: Open): string {
  if (name) return name
  const words = changedSettings(open.experiment, experiment) || `the same settings, ${whenLabel(started)}`
  return preset === open.preset ? words : `${presetNamed(preset)?.title ?? preset}: ${words}`
}

/** The name, how far the run was trained, and when. */
export const runLabel = (run: RunSummary, open: Open): string =>
  `${runName(run, open)}, ${grouped(run.step)} batches, ${new Date(run.started).toLocaleString()}`

export interface Comparison {
  readonly title: string
  readonly experiment: Experiment
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Saved runs that may be overlaid on the open one: if its link hides other experiments, only those with the same settings. */
export const overlays = (open: Open, runs: readonly RunSummary[], hidden: LabState['hidden']): readonly RunSummary[] =>
  hidesOtherExperiments(hidden) ? runs.filter(({ experiment }) => sameSettings(open.experiment, experiment)) : runs

/**
 * Experiments that may train in turn with the open one: its preset, the draft before the last edit, and those of saved runs of the
 * preset; each once, and without the open one. None if its link hides other experiments.
 * @param past drafts, the newest last
 */
export function comparisonsOf(
  open: Open,
  past: readonly Open[],
  runs: readonly RunSummary[],
  hidden: LabState['hidden'] = [],
): readonly Comparison[] {
  if (hidesOtherExperiments(hidden)) return []
  const preset = presetNamed(open.preset)
  const before = past.findLast(
    ({ preset, experiment }) => preset === open.preset && !same(experiment, open.experiment) && readDraft(experiment).ok,
  )
  const all: Comparison[] = [
    ...(preset ? [{ title: 'the preset, unchanged', experiment: preset.experiment }] : []),
    ...(before
      ? [{ title: `as before the edit, ${changedSettings(open.experiment, before.experiment)}`, experiment: before.experiment }]
      : []),
    ...runs
      .filter((run) => run.preset === open.preset)
      .slice(0, MAX_RUNS)
      .map((run) => ({ title: `run ${runName(run, open)}`, experiment: run.experiment })),
  ]
  return all.filter(
    ({ experiment }, at) => !same(experiment, open.experiment) && all.findIndex((other) => same(other.experiment, experiment)) === at,
  )
}
