/** Saves the open network's weights to a file, and loads them from one. */

import { saveBlob } from '../../base/download'
import { sayUndone } from './notices'
import { putWeights, ready } from './opening'
import { worker } from './worker-connection'

/** The maximum size of a weight file; no network here has more. */
const MAX_WEIGHT_BYTES = 2 ** 30

/**
 * Saves the weights of the open network as a safetensors file.
 * @param name the file's, without its extension. @throws Error if those of the best evaluation are requested and there was none.
 */
export const saveWeights = async (name: string, which?: 'latest' | 'best'): Promise<void> =>
  saveBlob(`${name}.safetensors`, new Blob([await worker().weights(which)]))

/** Replaces the learned weights with those of a safetensors file. @throws Error that names what does not fit. */
export async function loadWeights(file: Blob): Promise<void> {
  await ready()
  if (file.size > MAX_WEIGHT_BYTES) throw new Error('This file is longer than 1 GiB: it holds no weights of the open network.')
  await putWeights(await file.arrayBuffer())
  sayUndone('The weights of the file are in the open network.')
}
