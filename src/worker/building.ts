/** Builds an experiment for this device, to predict its cost and to open it; says why one cannot be opened. */
import { type Counts, sameCounts } from '../data/schema'
import { countsOf } from '../data/streams'
import { buildingOn } from '../engine/device'
import { asOf } from '../experiments/changes'
import { predictRunBytes } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { errorsOf, type Problem } from '../problem'
import type { Built } from '../tasks/built'
import { taskOf } from '../tasks/registry'
import { costOf, largestBatchOf } from './describe'
import type { Cost } from './protocol'
import type { SessionState } from './session-state'

/** @throws with every problem that is an error, in words. */
export function refuse(problems: readonly Problem[]): void {
  const errors = errorsOf(problems)
  if (errors.length > 0) throw new Error(errors.map((p) => p.message).join(' '))
}

/** @param counts of a set that is still to be made; by default those of the loaded samples */
export async function predict(session: SessionState, next: Experiment, counts?: Counts): Promise<Cost> {
  return costOfBuilt(session, builtFor(session, next, counts ?? (await countsHere(session, next))))
}

export const costOfBuilt = (session: SessionState, built: Built): Cost => costOf(built, predictRunBytes(built), session.gpu.info)

/** Computed only on request, since it builds the experiment many times. */
export async function largestBatch(session: SessionState, next: Experiment): Promise<number> {
  const { host, gpu, tunedVariants } = session
  const counts = await countsHere(session, next)
  return largestBatchOf((batch) => {
    const changed = { ...next, data: { ...next.data, batch }, run: { ...next.run, microBatches: 1 } } as Experiment
    return host.buildExperiment(changed, { ...buildingOn(gpu), tunedVariants, counts })
  }, gpu.info)
}

/** Returns the last build if it is the same, so that opening a predicted experiment builds once. @param step at which the run continues */
export function builtFor(session: SessionState, whole: Experiment, counts: Counts | undefined, step = 0): Built {
  const { host, gpu, tunedVariants, lastBuilt } = session
  const experiment = asOf(whole, step)
  const key = JSON.stringify([experiment, buildingOn(gpu), tunedVariants])
  const fits = (built: Counts) => counts === undefined || sameCounts(counts, built)
  if (lastBuilt?.key === key && fits(lastBuilt.built.counts)) return lastBuilt.built
  const built = host.buildExperiment(experiment, { ...buildingOn(gpu), tunedVariants, counts })
  session.lastBuilt = { key, built }
  return built
}

/** The counts of the loaded samples, where those are the experiment's; else the host's. Undefined where only the kind of set is known. */
export async function countsHere({ data, host }: SessionState, next: Experiment): Promise<Counts | undefined> {
  return data?.key === taskOf(next).needs(next).key ? countsOf(data.set) : host.countsOf(next)
}
