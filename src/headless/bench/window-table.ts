/**
 * The claim of MPD-AGL on this lab's own network: adaptive against fixed window, threshold 0.5 and 1, three seeds.
 * At chosen training steps: the gradient-available fraction of the first and last layer by time step, the gradient norm of the first layer,
 * and an evaluation.
 */
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { presetNamed } from '../../experiments/presets'
import { type Experiment, parseExperiment } from '../../experiments/schema'
import type { TestRow } from '../../readings/metrics'
import { openRunOf } from '../open-run'
import { watchedStep } from '../watched-step'

export interface WindowRow {
  readonly threshold: number
  readonly window: 'adaptive' | 'fixed'
  readonly seed: number
  readonly step: number
  /** By layer, then time step: the fraction of potentials in the window in use. */
  readonly gaf: readonly (readonly number[])[]
  /** The fraction in the fixed window of width 1, on the same potentials. */
  readonly gafFixed: readonly (readonly number[])[]
  /** L2 norm over steps, batch and neurons of dL/du of the first layer. */
  readonly firstNorm: number
  readonly values: TestRow['values']
}

const variant = (threshold: number, window: 'adaptive' | 'fixed', seed: number): Experiment => {
  const e = presetNamed('window')!.experiment
  return parseExperiment({
    ...e,
    neuron: { ...e.neuron, threshold },
    surrogate: { kind: 'rect', window, width: 1 },
    run: { ...e.run, seed },
  })
}

export async function windowTable(gpu: Gpu, data: DataSet, say: (row: WindowRow) => void): Promise<void> {
  for (const threshold of [1, 0.5])
    for (const window of ['adaptive', 'fixed'] as const)
      for (const seed of [1, 2, 3]) {
        using run = await openRunOf(gpu, variant(threshold, window, seed), data)
        let at = 0
        for (const step of [300, 600, 3000]) {
          while (at < step - 1) {
            const count = Math.min(10, step - 1 - at)
            run.submit(count)
            await gpu.device.queue.onSubmittedWorkDone()
            at += count
          }
          const layers = await watchedStep(gpu, run)
          at++
          const { values } = await run.evaluate()
          const first = layers[0]!
          say({
            threshold,
            window,
            seed,
            step,
            gaf: layers.map((l) => Array.from(l.available, (n) => n / l.total)),
            gafFixed: layers.map((l) => Array.from(l.availableFixed, (n) => n / l.total)),
            firstNorm: Math.sqrt(first.gradientNorm.reduce((sum, n) => sum + n * n, 0)),
            values,
          })
        }
      }
}
