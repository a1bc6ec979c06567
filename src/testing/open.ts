/** A run of an experiment on made-up or given samples. Only tests import it. */
import { countsOf, type DataSet } from '../data/streams'
import { buildingOn, type Gpu } from '../engine/device'
import { buildExperiment } from '../experiments/build'
import { openRun, type Run, type RunOptions } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { disposable } from '../headless/disposable'
import { readWeights as readFile, writeWeights as writeFile } from '../networks/weights'
import type { BuildOptions } from '../tasks/built'

export const openFor = async (gpu: Gpu, e: Experiment, data: DataSet, options: RunOptions & BuildOptions = {}): Promise<Run & Disposable> =>
  disposable(await openRun(gpu, buildExperiment(e, { ...buildingOn(gpu), counts: countsOf(data), ...options }), data, options))

export const lossesOf = async (run: Run, name = 'trainLoss'): Promise<number[]> => [...(await run.readMetrics(0)).rows.columns[name]!]
export const weightsOf = async (run: Run): Promise<Uint32Array> => new Uint32Array(await run.read(run.built.networks[0]!.network.values))

export const readWeights = ({ compiled, built }: Run, e: unknown = {}): Promise<ArrayBuffer> => readFile(compiled, built.networks, e)
export const writeWeights = ({ compiled, built }: Run, file: ArrayBuffer): void => writeFile(compiled, built.networks, file)
