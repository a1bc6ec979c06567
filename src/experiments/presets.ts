/**
 * The presets of all tasks: frozen experiments with a name that links may use for ever. Changing one makes a new schema version.
 * The summary of a reconstruction says that it is one.
 */
import type { Preset as AnyPreset } from '../tasks/preset'
import { TASKS } from '../tasks/registry'
import type { Experiment } from './schema'

export type Preset = AnyPreset<Experiment>

export const PRESETS = TASKS.flatMap(({ presets }) => presets) as readonly Preset[]

export const DEFAULT_PRESET = 'window'
export const presetNamed = (name: string): Preset | undefined => PRESETS.find((p) => p.name === name)
