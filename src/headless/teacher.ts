/** A teacher from a file of weights, for an experiment in a terminal. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { withEdit } from '../experiments/edit'
import { valueAt } from '../experiments/form'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { experimentOf, fingerprintOf } from '../runs/teacher'
import { taskOf } from '../tasks/registry'

/** The experiment with the network of the file as its teacher, and the teacher's weights. @throws with a sentence where it cannot teach */
export async function withTeacher(experiment: Experiment, path: string) {
  if (!taskOf(experiment).teacher)
    throw new Error('Only networks that classify take a teacher: distillation compares the probabilities of classes.')
  const file = readSafetensors(Uint8Array.from(await readFile(path)).buffer)
  const taught = experimentOf(file)
  const teacher = taskOf(taught).teacher?.(taught)
  if (!teacher) throw new Error(`The network of ${path} is no teacher: distillation compares classes, and its outputs are none.`)
  const distillation = valueAt(experiment, 'distillation') ?? { kind: 'teacher' }
  const name = basename(path, '.safetensors').slice(0, 200)
  const edited = withEdit(experiment, 'distillation', {
    ...(distillation as object),
    name,
    fingerprint: await fingerprintOf(file),
    teacher,
  })
  if (!edited.ok) throw new Error(edited.problems.map(({ path: at, message }) => `${at}: ${message}`).join('\n'))
  return { experiment: edited.experiment, tensors: file.tensors }
}
