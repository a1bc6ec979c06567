/** Which experiment learns from a set, and how much GPU memory it needs, before the set is made. */
import type { DataSpec } from '../../../data/datasets/schema'
import type { Counts } from '../../../data/schema'
import { check } from '../../../experiments/check'
import { withEdit } from '../../../experiments/edit'
import { PRESETS, presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { showDialog } from '../selection/select'
import { openExperiment } from '../session/edit'
import { worker } from '../session/worker-connection'
import { store } from '../store/store'
import { forgetFound, learnFrom, withChangesOf } from './data-sets'

/** Memory in bytes. */
export interface GraphicsCost {
  readonly all: number
  readonly samples: number
}

/** The presets that use this kind of set. */
export const presetsOf = (kind: DataSpec['kind']) => PRESETS.filter(({ experiment }) => experiment.data.kind === kind)

/**
 * The preset that is opened with such a set unless the user chooses another. Null if the open experiment already learns from such a set.
 */
export function presetFor(kind: DataSpec['kind']): string | null {
  return store.getState().draft.data.kind === kind ? null : (presetsOf(kind)[0]?.name ?? null)
}

/** A preset with the set, or for null the open experiment with it. Undefined if that would have errors. */
function experimentWith(data: DataSpec, preset: string | null): Experiment | undefined {
  const base = preset === null ? store.getState().draft : presetNamed(preset)!.experiment
  const edited = withEdit(base, 'data', withChangesOf(base.data, data))
  return edited.ok && errorsOf(check(edited.experiment)).length === 0 ? edited.experiment : undefined
}

/** The memory that opening the experiment takes; null where the network does not fit the set, or there is no GPU. */
export async function graphicsOf(data: DataSpec, preset: string | null, counts: Counts): Promise<GraphicsCost | null> {
  const experiment = experimentWith(data, preset)
  if (!experiment) return null
  try {
    const { byteLength, parts } = await worker().predict(experiment, counts)
    return { all: byteLength, samples: parts.find(({ name }) => name === 'Data set')?.bytes ?? 0 }
  } catch {
    // There is no adapter, or not yet: the dialog then shows only the memory of the samples.
    return null
  }
}

/** Opens the chosen preset with a new set, or the open experiment where none was chosen. */
export async function learnWith(preset: string | null, data: DataSpec): Promise<void> {
  forgetFound()
  const experiment = preset === null ? undefined : experimentWith(data, preset)
  if (experiment && preset !== null) await openExperiment(experiment, preset)
  showDialog('data')
  await learnFrom(data)
}
