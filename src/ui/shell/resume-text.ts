/** The offer to resume a saved run, in words: its title, age and step, and how much training is lost. Pure. */
import { differences } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import { grouped } from '../../format'
import type { CheckpointInfo } from '../../runs/record'

/** For example: “Window” with 2 changes. */
export function titleOf({ preset, experiment }: CheckpointInfo): string {
  const base = presetNamed(preset)
  const changes = base ? differences(experiment, base.experiment).length : 0
  const title = `“${base?.title ?? preset}”`
  return changes === 0 ? title : `${title} with ${changes === 1 ? '1 change' : `${changes} changes`}`
}

/** The offer. @param reached the last step known to have been reached; the run may have gone further before the page ended. */
export const offerText = (run: CheckpointInfo, reached: number): string =>
  `Resume the run of ${titleOf(run)} from ${ago(run.saved)}? Step ${grouped(run.step)} of ${grouped(run.totalSteps)}.${lossOf(run, reached)}`

/** The training known to be lost after the saved step. */
function lossOf({ step, atRiskMs = 0 }: CheckpointInfo, reached: number): string {
  const lost = reached - step
  if (lost > 0)
    return ` It had reached step ${grouped(reached)} at least: ${lost === 1 ? '1 step' : `${grouped(lost)} steps`} or more are lost.`
  const long = atRiskMs > MAX_LOST_MS
  // A pause also saves the run, at the same step.
  if (lost === 0 && !long) return ''
  const seconds = Math.round(Math.max(MAX_LOST_MS, atRiskMs) / 1000)
  return ` ${long ? 'Saving it takes long: if' : 'If'} the page ended while it trained, up to ${seconds} seconds of training after this step are lost.`
}

/** The promised maximum of lost training; a longer time is reported. */
const MAX_LOST_MS = 5000

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function ago(at: number): string {
  const passed = Date.now() - at
  const unit = UNITS.find(([, ms]) => passed >= ms)
  return unit ? new Intl.RelativeTimeFormat('en').format(-Math.floor(passed / unit[1]), unit[0]) : 'a moment ago'
}
