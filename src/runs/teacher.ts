/** Describes the network that a file of weights belongs to, for experiments that learn from it. The file is untrusted. */
import type { Experiment } from '../experiments/schema'
import { readExperiment } from '../share/read'

interface WeightsFile {
  readonly tensors: readonly { readonly name: string; readonly data: Float32Array }[]
  readonly metadata: Readonly<Record<string, string>>
}

/** @throws with a sentence where the file does not say, or not in a way that this version reads */
export function experimentOf({ metadata }: WeightsFile): Experiment {
  if (metadata.experiment === undefined)
    throw new Error('This file does not say which network its weights belong to: only files that Membrane saved do.')
  let value: unknown
  try {
    value = JSON.parse(metadata.experiment)
  } catch {
    throw new Error('What this file says of its network is damaged.')
  }
  const read = readExperiment(value)
  if (!read.ok) throw new Error(`What this file says of its network cannot be read. ${read.message}`)
  return read.experiment
}

/** The first half of the SHA-256 of all names and values, in hex: the same whatever else a file says. */
export async function fingerprintOf({ tensors }: WeightsFile): Promise<string> {
  const parts = tensors.flatMap(({ name, data }) => [new TextEncoder().encode(name), data as Float32Array<ArrayBuffer>])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()))
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
