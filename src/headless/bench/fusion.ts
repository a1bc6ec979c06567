/** The cost of attention: training steps with the same two streams fused in several ways, in turn, so that a busy machine slows all alike. */
import type { Gpu } from '../../engine/device'
import { medianOf } from '../../engine/timing'
import { loadSamples } from '../../experiments/build'
import { withEdit } from '../../experiments/edit'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { fusionSchema } from '../../networks/fusion/schema'
import { sources } from '../load-data'
import { openRunOf } from '../open-run'

export interface FusionTiming {
  readonly fusion: string
  readonly ms: number
  /** The step time relative to plain concatenation: the median over turns. */
  readonly ratio: number
  readonly dispatches: number
  readonly scores: number
}

/** Plain concatenation comes first. */
const PLAIN = 'concat'
const FUSIONS = [PLAIN, ...Object.keys(fusionSchema.meta()!.choices as object).filter((kind) => kind !== PLAIN)]
const WARM_UP = 3
const TURNS = 30
const FEW = [
  ['data.trainSubjects', 2],
  ['data.testSubjects', 1],
] as const

export async function timeFusions(gpu: Gpu): Promise<FusionTiming[]> {
  const preset = presetNamed('concat-signs')!.experiment
  // Real signs of a few people, because the firing rate affects the time of a step.
  const base = FEW.reduce((now, [path, value]) => edited(now, path, value), preset)
  const data = await loadSamples(base, { ...sources(), gpu })
  const runs = await Promise.all(FUSIONS.map((fusion) => openRunOf(gpu, edited(base, 'network.fusion.kind', fusion), data)))
  const times = runs.map((): number[] => [])
  for (let turn = -WARM_UP; turn < TURNS; turn++)
    for (const [index, run] of runs.entries()) {
      const start = performance.now()
      run.submit(1)
      await gpu.device.queue.onSubmittedWorkDone()
      if (turn >= 0) times[index]!.push(performance.now() - start)
    }
  const answer = runs.map(({ built, compiled }, index) => ({
    fusion: FUSIONS[index]!,
    ms: medianOf(times[index]!),
    ratio: medianOf(times[index]!.map((ms, turn) => ms / times[0]![turn]!)),
    dispatches: built.stages.reduce((sum, { program, repeat }) => sum + repeat * compiled.programs[program]!.dispatches, 0),
    scores: built.networks[0]!.graph.scores.length,
  }))
  for (const run of runs) run.destroy()
  return answer
}

function edited(base: Experiment, path: string, value: unknown): Experiment {
  const next = withEdit(base, path, value)
  if (!next.ok) throw new Error(next.problems.map(({ message }) => message).join(' '))
  return next.experiment
}
