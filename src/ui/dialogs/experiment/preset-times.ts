/** How long a preset takes on this device, from its runs saved in this browser. Pure. */

import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { RunSummary } from '../../../runs/record'
import { equal } from '../../../share/json'

/** Runs with fewer steps mostly measure the startup. */
const MIN_STEPS = 20

type Timed = Pick<RunSummary, 'preset' | 'experiment' | 'provenance' | 'step' | 'totalSteps' | 'elapsedMs'>

/** The settings that affect time per step: not the seed, nor the number of epochs. */
const costly = ({ run, ...rest }: Experiment) => ({ ...rest, run: { ...run, seed: 0, epochs: 0 } })

/** Milliseconds of a whole training by preset name, as measured with this adapter; the longest of several runs. */
export function presetTimes(runs: readonly Timed[], adapter: string): ReadonlyMap<string, number> {
  const times = new Map<string, { ms: number; steps: number }>()
  if (adapter === '') return new Map()
  for (const { preset, experiment, provenance, step, totalSteps, elapsedMs } of runs) {
    const own = presetNamed(preset)?.experiment
    if (!own || provenance.adapter !== adapter || step < MIN_STEPS || step <= (times.get(preset)?.steps ?? 0)) continue
    if (!equal(costly(own), costly(experiment))) continue
    const steps = (totalSteps * own.run.epochs) / experiment.run.epochs
    times.set(preset, { ms: (elapsedMs / step) * steps, steps: step })
  }
  return new Map([...times].map(([name, { ms }]) => [name, ms]))
}
