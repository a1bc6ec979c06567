/**
 * The gradient over time: how far it reaches in recurrent networks with vanilla recurrence, a skip and learned skips, before and after
 * training, and what a look at it costs.
 */
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { medianOf } from '../../engine/timing'
import { withEdit } from '../../experiments/edit'
import type { Run } from '../../experiments/run'
import type { Experiment } from '../../experiments/schema'
import { factorOf, type GradientFlow, stepsReached } from '../../readings/gradient-flow'
import { withEdits } from '../../studies/variant'
import { READY } from '../../studies/variants'
import { openRunOf, submitSteps } from '../open-run'

export interface ReachRow {
  readonly recurrence: string
  readonly seed: number
  /** Training steps before the look. */
  readonly steps: number
  readonly layer: string
  /** Means over the samples: the largest Lyapunov exponent, the factor a step, and how many steps back 1 % is left. */
  readonly exponent: number
  readonly factor: number
  readonly reached: number
}

const look = ({ gpu, built, compiled }: Run, data: DataSet, layer: string, sample: number): Promise<GradientFlow> =>
  built.gradientFlow!({ gpu, compiled, data }, layer, sample)

export async function reachTable(
  gpu: Gpu,
  base: Experiment,
  data: DataSet,
  say: (row: ReachRow) => void,
  { steps = 60, batch = 16, seeds = [1, 2, 3], samples = 2 } = {},
): Promise<void> {
  for (const seed of seeds)
    for (const { title, edits } of READY.recurrence.variants(base)) {
      const edited = withEdits(base, [...edits, ['data.batch', batch], ['run.seed', seed]])
      if (!edited.ok) throw new Error(edited.problems.map(({ message }) => message).join(' '))
      let run: Run = await openRunOf(gpu, edited.experiment, data)
      const rows = async (taken: number) => {
        for (const { name: layer } of run.built.pinned.graph.spiking) {
          const looks: GradientFlow[] = []
          for (let sample = 0; sample < samples; sample++) looks.push(await look(run, data, layer, sample))
          const mean = (of: (flow: GradientFlow) => number) => looks.reduce((sum, flow) => sum + of(flow), 0) / looks.length
          const [exponent, factor, reached] = [mean((flow) => flow.exponents[0]!), mean(factorOf), mean((flow) => stepsReached(flow))]
          say({ recurrence: title, seed, steps: taken, layer, exponent, factor, reached })
        }
      }
      await rows(0)
      for (let step = 0; step < steps; step++) {
        run = await submitSteps(run, edited.experiment, data, step, 1)
        await gpu.device.queue.onSubmittedWorkDone()
      }
      await rows(steps)
      run.destroy()
    }
}

/** Medians in milliseconds over some repetitions, after one that compiles. */
export async function timeLooks(gpu: Gpu, base: Experiment, data: DataSet, repetitions = 9): Promise<{ step: number; look: number }> {
  const edited = withEdit(base, 'network.hidden', [128])
  if (!edited.ok) throw new Error(edited.problems.map(({ message }) => message).join(' '))
  using run = await openRunOf(gpu, edited.experiment, data)
  const layer = run.built.pinned.graph.spiking[0]!.name
  const timed = async (act: () => Promise<unknown>) => {
    const start = performance.now()
    await act()
    return performance.now() - start
  }
  const median = async (act: () => Promise<unknown>) => {
    await act()
    const times: number[] = []
    for (let i = 0; i < repetitions; i++) times.push(await timed(act))
    return medianOf(times)
  }
  const step = await median(() => {
    run.submit(1)
    return gpu.device.queue.onSubmittedWorkDone()
  })
  return { step, look: await median(() => look(run, data, layer, 0)) }
}
