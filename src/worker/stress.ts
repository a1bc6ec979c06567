/** Evaluates the open run's network under disturbances, with programs, samples and weights of its own: the run does not change. */
import { countsOf, type DataSet, firstSamples } from '../data/streams'
import { buildingOn } from '../engine/device'
import { openEvaluator } from '../experiments/evaluator'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { readWeights } from '../networks/weights'
import type { Stressed, StressPoint } from '../readings/stress'
import { createStress, type Stress } from '../studies/stress/stress'
import { taskOf } from '../tasks/registry'
import { enqueue, openedRun, type SessionState } from './session-state'
import { halt } from './training'

export const stressCalls = (session: SessionState) => ({
  stress: (point: StressPoint, samples?: number) => enqueue(session, () => stressed(session, point, samples)),
  endStress: () => enqueue(session, async () => endStress(session)),
})

async function stressed(session: SessionState, point: StressPoint, samples = Number.POSITIVE_INFINITY): Promise<Stressed> {
  await halt(session)
  const of = [session.id, session.step, samples].join()
  if (session.stress?.of !== of) {
    endStress(session)
    session.stress = { of, stress: await openStress(session, samples) }
  }
  return session.stress!.stress.at(point)
}

/** Frees what evaluations under disturbances hold. */
export function endStress(session: SessionState): void {
  session.stress?.stress.close()
  session.stress = undefined
}

async function openStress(session: SessionState, samples: number): Promise<Stress> {
  const { gpu, host, tunedVariants, step, builtAs } = session
  const { compiled, built } = openedRun(session)
  const file = await readWeights(compiled, built.networks, {})
  return createStress(builtAs!, readSafetensors(file).tensors, {
    load: samplesFor(session, samples),
    open: (e, data) => openEvaluator(gpu, host.buildExperiment(e, { ...buildingOn(gpu), tunedVariants, counts: countsOf(data) }), step),
  })
}

/** The loaded samples where they are the experiment's; else its own, which stay loaded until the next. */
function samplesFor({ data, host, gpu }: SessionState, samples: number) {
  const fewer = (set: DataSet): DataSet => ({ ...firstSamples(set, samples), train: set.train })
  let last = data && { key: data.key, set: fewer(data.set) }
  const own = last
  return async (e: Experiment): Promise<DataSet> => {
    const { key } = taskOf(e).needs(e)
    if (own?.key === key) return own.set
    if (last?.key !== key) last = { key, set: fewer(await host.loadData(e, () => undefined, gpu)) }
    return last.set
  }
}
