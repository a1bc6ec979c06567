/** A set as arrays for NumPy, in a zip to be saved: what comes with the lab, is made from a seed or is kept here. No GPU. */
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
