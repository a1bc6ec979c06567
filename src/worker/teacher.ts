/** Keeps the weights of a saved run, or of a file, so that other experiments can learn from its network. */
import { storeTeacher, teachersFolder } from '../data/store/teachers'
import { rootOf, sizeOf, type Tensor } from '../engine/tensor'
import { asOf } from '../experiments/changes'
import { readSafetensors } from '../interop/safetensors'
import { readWeights } from '../networks/weights'
import type { RunId } from '../runs/record'
import { experimentOf, fingerprintOf } from '../runs/teacher'
import { taskOf } from '../tasks/registry'
import type { Teacher } from './protocol'
import type { SessionState } from './session-state'

/** @throws with a sentence where it cannot teach, or found no room */
export async function teacherFrom(session: SessionState, of: RunId | ArrayBuffer): Promise<Teacher> {
  const bytes = typeof of === 'string' ? await weightsOfRun(session, of) : of
  const file = readSafetensors(bytes)
  const experiment = experimentOf(file)
  const teacher = taskOf(experiment).teacher?.(experiment)
  if (!teacher) throw new Error('This network is no teacher: distillation compares classes, and its outputs are none.')
  const fingerprint = await fingerprintOf(file)
  await storeTeacher(await teachersFolder(), fingerprint, bytes)
  return { fingerprint, teacher }
}

/** The weights of a saved run as a file, from its checkpoint, without opening it. */
async function weightsOfRun({ checkpointWriter, host }: SessionState, id: RunId): Promise<ArrayBuffer> {
  const { info, state } = await checkpointWriter.read(id)
  const { networks } = host.buildExperiment(asOf(info.experiment, state.step), {})
  const read = async (t: Tensor): Promise<ArrayBuffer> => {
    const start = (t.offset ?? 0) * 4
    return state.tensors[rootOf(t).name]!.slice(start, start + sizeOf(t.shape) * 4)
  }
  return readWeights({ read }, networks, info.experiment)
}
