/** Actions on runs: rename, delete and restore, export and import as files, open a run's experiment. */
import { version } from '../../../../package.json'
import { isRunFile, readRunFile, runFileName, writeRunFile } from '../../../runs/file'
import type { SavedRun } from '../../../runs/json'
import type { RunId, RunSummary } from '../../../runs/record'
import { addRuns, deleteRuns, editRun, readDetail, readRun, undoDelete } from '../../../runs/store'
import { equal } from '../../../share/json'
import { metricsOf } from '../../../studies/metrics'
import type { ChosenFile } from '../../../worker/importer'
import { saveBlob } from '../../base/download'
import { keepStudy } from '../../state/runs/collected-study'
import { droppedText, recordNow, runsState } from '../../state/runs/runs'
import { showDialog } from '../../state/selection/select'
import { openExperiment } from '../../state/session/edit'
import { say } from '../../state/session/notices'
import { runsOfTasks } from './task-folder'

export const renameRun = (id: RunId, name: string): Promise<void> => editRun(id, { name })
export const tagRun = (id: RunId, tags: readonly string[]): Promise<void> => editRun(id, { tags })
export const noteRun = (id: RunId, note: string): Promise<void> => editRun(id, { note })

const countText = (count: number): string => (count === 1 ? '1 run' : `${count} runs`)

export async function removeRuns(ids: readonly RunId[]): Promise<void> {
  await deleteRuns(ids)
  runsState.setState({ deleted: ids.length })
}

export async function bringBack(): Promise<void> {
  const count = await undoDelete()
  runsState.setState({ deleted: 0 })
  say(`${countText(count)} came back.`)
}

/** All runs, or some, as one file. */
export async function fileOfRuns(ids?: readonly RunId[]): Promise<Blob> {
  await recordNow()
  const chosen = ids ?? runsState.getState().list?.map(({ id }) => id) ?? []
  return writeRunFile(oneByOne(chosen), version)
}

async function* oneByOne(ids: readonly RunId[]): AsyncGenerator<SavedRun> {
  for (const id of ids) {
    const [summary, detail] = await Promise.all([readRun(id), readDetail(id)])
    if (summary && detail) yield { summary, detail }
  }
}

export async function saveRuns(ids?: readonly RunId[]): Promise<void> {
  saveBlob(runFileName(new Date()), await fileOfRuns(ids))
}

export interface Imported {
  /** The number of imported runs, and of those that were already here. */
  readonly added: number
  readonly known: number
  /** A sentence for each run that was not imported. */
  readonly damaged: readonly string[]
  /** The dialog that shows the study that the imported runs belong to; null if they belong to none. */
  readonly study: 'sweep' | 'compare' | null
}

/** Imports the runs of a file; existing runs do not change. @throws Error in a sentence if the file cannot be read. */
export async function takeIn(file: Blob): Promise<Imported> {
  const read = await readRunFile(file)
  if (!read.ok) throw new Error(read.message)
  const taken = new Set<RunId>()
  const runs: SavedRun[] = []
  let known = 0
  for (const run of read.runs) {
    const { id } = run.summary
    if (!taken.has(id) && (await isHere(run))) known++
    else runs.push(taken.has(id) || (await readRun(id)) ? renewed(run) : run)
    taken.add(id)
  }
  const dropped = await addRuns(runs)
  if (dropped.length > 0) say(droppedText(dropped.length))
  return { added: runs.length, known, damaged: read.damaged, study: read.study ? keepStudy(read.study) : null }
}

/** The same for a dropped folder of cluster tasks, with the finished ones. @returns whether it was such a folder. */
export async function takeIfTasks(files: readonly ChosenFile[]): Promise<boolean> {
  const runs = await runsOfTasks(files)
  return runs !== undefined && takeIfRuns(runs)
}

/** Imports a dropped file if it contains runs, and shows them. @returns whether it did. @throws Error as `takeIn`. */
export async function takeIfRuns(file: Blob): Promise<boolean> {
  if (!(await isRunFile(file))) return false
  const imported = await takeIn(file)
  showDialog(imported.study ?? 'runs')
  say(importedText(imported))
  return true
}

/** A copy with a new id, so that it can be saved next to the run with the old one. */
function renewed({ summary, detail }: SavedRun): SavedRun {
  const id = crypto.randomUUID()
  return { summary: { ...summary, id }, detail: { ...detail, id } }
}

/** Whether this run is saved here at the same step, under any name. */
async function isHere({ summary, detail }: SavedRun): Promise<boolean> {
  const here = await readRun(summary.id)
  if (!here || here.step !== summary.step || !equal(here.experiment, summary.experiment)) return false
  const curves = (await readDetail(summary.id))?.curves
  if (!curves || !same(curves.step, detail.curves.step)) return false
  const [first] = metricsOf(summary.experiment)
  return !first || same(curves.columns[first.name] ?? [], detail.curves.columns[first.name] ?? [])
}
const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value: number, at: number) => Object.is(value, b[at]))

export const importedText = ({ added, known, damaged, study }: Imported): string =>
  [
    `${countText(added)} came in.`,
    ...(known > 0 ? [`${countText(known)} of the file ${known === 1 ? 'was' : 'were'} here already.`] : []),
    ...(study === 'sweep' ? ['The tables of their sweep are under Compare, Sweep.'] : []),
    ...(study === 'compare' ? ['The tables of their comparison are under Compare, Variants.'] : []),
    ...damaged,
  ].join(' ')

/** Opens a run's experiment, as an edit that can be undone. */
export async function openRun({ experiment, preset }: RunSummary): Promise<void> {
  showDialog(null)
  await openExperiment(experiment, preset)
}

export async function copyRunLink({ link }: RunSummary): Promise<void> {
  const address = `${location.href.replace(/#.*$/, '')}${link}`
  try {
    await navigator.clipboard.writeText(address)
    say('Link copied.')
  } catch {
    throw new Error(`The browser did not allow copying. The link is ${address}`)
  }
}
