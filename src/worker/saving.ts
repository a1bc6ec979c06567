/** A data set as NumPy arrays in a zip file: one that comes with the lab, is generated from a seed, or is saved in this browser. No GPU. */
import { archiveOf } from '../data/datasets/archive'
import type { DataSpec } from '../data/datasets/schema'
import { loadLabeled } from '../data/sources'
import { sourcesOf } from './load-data'

type Report = (what: string, done: number, total: number) => void

/** @param shape of a sample in the arrays. @param folder URL of the folder with the sets that come with the lab. @throws Error with a sentence. */
export async function savedArrays(data: DataSpec, shape: readonly number[], folder: string, report: Report): Promise<Blob> {
  const samples = await loadLabeled(data, sourcesOf(folder), (done, total) => report('Reading the samples', done, total))
  return archiveOf(samples, shape, (done, total) => report('Packing the samples', done, total))
}
