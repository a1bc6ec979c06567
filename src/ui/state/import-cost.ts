/** What learning from a set will take on the graphics processor, before the set is made. */
import type { DataSpec } from '../../data/datasets/schema'
import type { Counts } from '../../data/schema'
import { check } from '../../experiments/check'
import { withEdit } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { errorsOf } from '../../problem'
import { withChangesOf } from './data'
import { worker } from './opening'
import { store } from './store'

/** Bytes. */
export interface GraphicsCost {
  readonly all: number
  readonly samples: number
}

/** A preset with a set, or the open experiment. Undefined where it would not be sound. */
export function experimentWith(data: DataSpec, preset: string | null): Experiment | undefined {
  const base = preset === null ? store.getState().draft : presetNamed(preset)!.experiment
  const edited = withEdit(base, 'data', withChangesOf(base.data, data))
  return edited.ok && errorsOf(check(edited.experiment)).length === 0 ? edited.experiment : undefined
}

/** What opening it will take; null where the network cannot be built on the set, or there is no graphics processor. */
export async function graphicsOf(data: DataSpec, preset: string | null, counts: Counts): Promise<GraphicsCost | null> {
  const experiment = experimentWith(data, preset)
  if (!experiment) return null
  try {
    const { byteLength, parts } = await worker().predict(experiment, counts)
    return { all: byteLength, samples: parts.find(({ name }) => name === 'Data set')?.bytes ?? 0 }
  } catch {
    // No adapter, or none yet: what samples take is said all the same.
    return null
  }
}
