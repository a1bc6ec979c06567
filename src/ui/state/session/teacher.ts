/** Chooses the teacher of the open experiment: a saved run, or a file of weights. */
import { valueAt } from '../../../experiments/form'
import type { CheckpointInfo } from '../../../runs/record'
import { taskOf } from '../../../tasks/registry'
import { usualTitle } from '../labels/run-label'
import { store } from '../store/store'
import { settingsNow } from './changed-settings'
import { edit } from './edit'
import { worker } from './worker-connection'

/** The saved runs whose networks may teach, the newest first. */
export async function keptTeachers(): Promise<CheckpointInfo[]> {
  const saved = await worker().resumableRuns()
  return saved.flatMap((run) => (run.readable && run.step > 0 && taskOf(run.experiment).teacher ? [run] : []))
}

export const teacherName = (run: CheckpointInfo): string => `${usualTitle(run)}, step ${run.step}`

/** @param of the id of a saved run, or a file of weights. @throws Error with a sentence where it cannot teach */
export async function learnFrom(of: string | ArrayBuffer, name: string): Promise<void> {
  if (!taskOf(store.getState().open).teacher)
    throw new Error('Only networks that classify take a teacher: distillation compares the probabilities of classes.')
  const teacher = await worker().teacher(of)
  const distillation = valueAt(settingsNow(store.getState()), 'distillation') ?? { kind: 'teacher', weight: 1, temperature: 4 }
  edit('distillation', { ...(distillation as object), name, ...teacher })
}

/** The maximum size of a file of weights. */
const MAX_BYTES = 2 ** 28

export async function learnFromFile(file: File): Promise<void> {
  if (file.size > MAX_BYTES) throw new Error('This file is longer than 256 MiB: a teacher may not be larger.')
  await learnFrom(await file.arrayBuffer(), file.name.replace(/\.safetensors$/, '').slice(0, 200))
}
