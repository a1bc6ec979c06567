/** Builds, opens and steps a run on loaded samples, for every program in a terminal. */
import { countsOf, type DataSet } from '../data/streams'
import { buildingOn, type Gpu } from '../engine/device'
import { buildExperiment } from '../experiments/build'
import { asOf, nextChange } from '../experiments/changes'
import { continueRun, openRun, type Run, type RunOptions } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import type { BuildOptions, Built } from '../tasks/built'
import { disposable } from './disposable'

export type OpenOptions = RunOptions & Pick<BuildOptions, 'tunedVariants' | 'noise' | 'smooth'>

/** @param gpu the device it will run on, if known. @param data the loaded samples; without them, the build is for the whole set */
export const buildFor = (gpu: Gpu | undefined, e: Experiment, data?: DataSet, { tunedVariants, noise, smooth }: OpenOptions = {}): Built =>
  buildExperiment(e, {
    ...(gpu && buildingOn(gpu)),
    ...(data && { counts: countsOf(data) }),
    ...(tunedVariants && { tunedVariants }),
    ...(noise && { noise }),
    ...(smooth && { smooth }),
  })

/** @throws if the network does not fit the device, with the tensor's name */
export const openRunOf = async (gpu: Gpu, e: Experiment, data: DataSet, options: OpenOptions = {}): Promise<Run & Disposable> =>
  disposable(await openRun(gpu, buildFor(gpu, asOf(e, 0), data, options), data, options))

/** The run to continue with after `step` steps: the same one, or its replacement with the settings that the experiment has from there on. */
export const runAt = async (run: Run, e: Experiment, data: DataSet, step: number): Promise<Run> =>
  e.changes?.some((change) => change.step === step) ? continueRun(run, buildFor(run.gpu, asOf(e, step), data), data) : run

/** Submits `count` training steps from `step` on, and makes the experiment's changes at their steps. */
export async function submitSteps(run: Run, e: Experiment, data: DataSet, step: number, count: number): Promise<Run> {
  const end = step + count
  let now = run
  for (let at = step; at < end; ) {
    now = await runAt(now, e, data, at)
    const next = Math.min(end, nextChange(e, at))
    now.submit(next - at)
    at = next
  }
  return now
}
