/** Code export of the open experiment, for the dialog and for window.lab. */
import { titleOf } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { exportCode, FRAMEWORK_NAMES, type FrameworkName } from '../../../interop/code/export'

export const codeOf = (experiment: Experiment, preset: string, framework: FrameworkName) =>
  exportCode(experiment, framework, titleOf(experiment, preset))

/** @throws Error if there is no such framework, or with the reason if the experiment cannot be exported. */
export function askedCode(experiment: Experiment, preset: string, framework: unknown): { text: string; notes: string[] } {
  const found = FRAMEWORK_NAMES.find((name) => name.toLowerCase() === String(framework).toLowerCase())
  if (!found) throw new Error(`code: expects one of ${FRAMEWORK_NAMES.join(', ')}.`)
  const code = codeOf(experiment, preset, found)
  if ('refused' in code) throw new Error(code.refused)
  return { text: code.text, notes: [...code.notes] }
}
