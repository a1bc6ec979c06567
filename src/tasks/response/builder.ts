/** Neural response as the engine's side knows it. */
import { clipsOf, type ResponseSet } from '../../data/clips/cut'
import { makeRetina } from '../../data/retina/make'
import type { DataSources, OnProgress } from '../../data/sources'
import { build } from './build'
import { cutOf, type ResponseSpec } from './schema'

export const response = {
  kind: 'response',
  build,
  async load(spec: ResponseSpec, { gpu }: DataSources, onProgress: OnProgress): Promise<ResponseSet> {
    const { train, test, long, outputNames } = await makeRetina(spec.data, gpu, onProgress)
    const { lanes: _, ...cut } = cutOf(spec)
    return {
      train: clipsOf(train, cutOf(spec)),
      test: clipsOf(test, cut),
      recordings: { test, long },
      ...(outputNames && { outputNames }),
    }
  },
}
