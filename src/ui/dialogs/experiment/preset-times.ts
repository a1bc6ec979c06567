/** How long a preset takes on this device, from the runs of it that this browser keeps. Pure. */

import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { RunSummary } from '../../../runs/record'
import { equal } from '../../../share/json'

/** Fewer steps are mostly the start. */
const LEAST_STEPS = 20

type Timed = Pick<RunSummary, 'preset' | 'experiment' | 'provenance' | 'step' | 'totalSteps' | 'elapsedMs'>

/** What costs time, without what does not: another seed, or another number of epochs, takes as long a step. */
const costly = ({ run, ...rest }: Experiment) => ({ ...rest, run: { ...run, seed: 0, epochs: 0 } })

/** Milliseconds of a whole training by the name of the preset, where it was measured by this adapter: of several runs by the longest. */
export function presetTimes(runs: readonly Timed[], adapter: string): ReadonlyMap<string, number> {
  const times = new Map<string, { ms: number; steps: number }>()
  if (adapter === '') return new Map()
  for (const { preset, experiment, provenance, step, totalSteps, elapsedMs } of runs) {
    const own = presetNamed(preset)?.experiment
    if (!own || provenance.adapter !== adapter || step < LEAST_STEPS || step <= (times.get(preset)?.steps ?? 0)) continue
    if (!equal(costly(own), costly(experiment))) continue
    const steps = (totalSteps * own.run.epochs) / experiment.run.epochs
    times.set(preset, { ms: (elapsedMs / step) * steps, steps: step })
  }
  return new Map([...times].map(([name, { ms }]) => [name, ms]))
}
