/** Selects the task that builds an experiment, and the source of its samples. */

import type { DataSources, OnProgress } from '../data/sources'
import type { DataSet } from '../data/streams'
import { builderOf } from '../tasks/builders'
import type { BuildOptions, Built } from '../tasks/built'
import type { Experiment } from './schema'

/** Builds the experiment without a GPU and without samples. */
export const buildExperiment = (e: Experiment, options: BuildOptions = {}): Built => builderOf(e).build(e, options)

/** @throws DataFileError, DataNotHere, StoreError. */
export const loadSamples = (e: Experiment, sources: DataSources, onProgress: OnProgress = () => undefined): Promise<DataSet> =>
  builderOf(e).load(e, sources, onProgress)
