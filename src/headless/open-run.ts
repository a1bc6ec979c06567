/** A run of an experiment on samples that are loaded, for every program in a terminal. */
import { countsOf, type DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { buildExperiment } from '../experiments/build'
import { openRun, type Run, type RunOptions } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import type { BuildOptions, Built } from '../tasks/built'

export type OpenOptions = RunOptions & Pick<BuildOptions, 'tunedVariants'>

/** @param data where it is not loaded, as many samples as the set has as a whole. */
export const buildFor = (gpu: Gpu, e: Experiment, data?: DataSet, { tunedVariants }: OpenOptions = {}): Built =>
  buildExperiment(e, {
    profile: gpu.info.profile,
    ...(data && { counts: countsOf(data) }),
    ...(tunedVariants && { tunedVariants }),
  })

/** @throws where the network does not fit the device, with the tensor's name. */
export const openRunOf = async (gpu: Gpu, e: Experiment, data: DataSet, options: OpenOptions = {}): Promise<Run> =>
  openRun(gpu, buildFor(gpu, e, data, options), data, options)
