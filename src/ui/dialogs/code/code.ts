/** Code export of the open experiment, for the dialog and for window.lab. */
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { exportCode, FRAMEWORK_NAMES, type FrameworkName } from '../../../interop/code/export'

/** Exports the experiment under its preset's title, with ", changed" appended where it differs from the preset. */
export function codeOf(experiment: Experiment, preset: string, framework: FrameworkName) {
  const base = presetNamed(preset)
  const changed = !base || differences(experiment, base.experiment).length > 0
  return exportCode(experiment, framework, `${base?.title ?? preset}${changed ? ', changed' : ''}`)
}

/** @throws Error if there is no such framework, or with the reason if the experiment cannot be exported. */
export function askedCode(experiment: Experiment, preset: string, framework: unknown): { text: string; notes: string[] } {
  const found = FRAMEWORK_NAMES.find((name) => name.toLowerCase() === String(framework).toLowerCase())
  if (!found) throw new Error(`code: expects one of ${FRAMEWORK_NAMES.join(', ')}.`)
  const code = codeOf(experiment, preset, found)
  if ('refused' in code) throw new Error(code.refused)
  return { text: code.text, notes: [...code.notes] }
}
