/** Exports the open network as a NIR graph, and imports NIR graphs as networks. Loaded on first use. */

import { exportable, exportWarnings } from '../../../interop/nir/exported'
import { filled } from '../../../interop/nir/fill'
import { MAX_NIR_BYTES, NirRefusal } from '../../../interop/nir/graph'
import { type NodeData, nodesOf } from '../../../interop/nir/nodes'
import { fromNir } from '../../../interop/nir/read'
import { type NirTarget, STEP_OF } from '../../../interop/nir/targets'
import { toNir } from '../../../interop/nir/write'
import { readSafetensors, writeSafetensors } from '../../../interop/safetensors'
import { neuronOfLayer } from '../../../networks/neurons'
import { isAnalog } from '../../../neurons/descriptions'
import { messageOf } from '../../../problem'
import type { SampleLayer } from '../../../readings/sample'
import { createImporter } from '../../../worker/importer'
import { saveBlob } from '../../base/download'
import { newestFrame } from '../../base/frames'
import { openLinked, shared } from '../links/links'
import { sayUndone } from '../session/notices'
import { putWeights, ready } from '../session/opening'
import { worker } from '../session/worker-connection'
import { setLab, store } from '../store/store'
import { placeFor } from './nir-place'

/** HDF5 files are read and written in workers, which have the library: a file that crashes one loses nothing that is being saved. */
const nirReader = createImporter()
export const nirWriter = createImporter()

export interface NirFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly warnings: readonly string[]
}

/** What an experiment loses in a file for this target, or the sentence why it cannot be exported. */
export function nirText(experiment: unknown, target: NirTarget): { readonly warnings: readonly string[] } | { readonly refused: string } {
  try {
    return { warnings: exportWarnings(exportable(experiment, target), target) }
  } catch (error) {
    if (error instanceof NirRefusal) return { refused: error.message }
    throw error
  }
}

/** The open network with its weights as a file. @throws NirRefusal */
export async function nirOfOpen(target: NirTarget): Promise<NirFile> {
  await ready()
  const { open } = store.getState()
  exportable(open, target)
  const { tensors } = readSafetensors(await worker().weights())
  const { graph, warnings } = toNir(open, tensors, target)
  return { bytes: await nirWriter.writeNir(graph), warnings }
}

export async function saveNir(target: NirTarget): Promise<void> {
  const { preset } = shared()
  saveBlob(`${preset}.nir`, new Blob([(await nirOfOpen(target)).bytes], { type: 'application/x-hdf5' }))
}

/** The activity of the open network in samples, by the nodes of its graph. */
export function nodesOfOpen(samples: readonly (readonly SampleLayer[])[]): NodeData[] {
  const { layers, open } = store.getState()
  return nodesOf(samples, layers, (layer) => isAnalog(neuronOfLayer(layer, open)))
}

/** Potentials and spikes of the shown sample as NIRData, in the time unit of a target. */
export async function nirDataOfShown(target: NirTarget): Promise<Uint8Array<ArrayBuffer>> {
  await ready()
  const { customSample, sample } = store.getState()
  const shown = customSample ? newestFrame('sample')?.frame.layers : (await worker().sample(sample)).layers
  if (!shown || shown.length === 0) throw new Error('No layer of this network has potentials.')
  return nirWriter.writeNirData(nodesOfOpen([shown]), STEP_OF[target])
}

export async function saveNirData(target: NirTarget): Promise<void> {
  const { preset } = shared()
  saveBlob(`${preset}.nirdata.h5`, new Blob([await nirDataOfShown(target)], { type: 'application/x-hdf5' }))
}

/**
 * Opens the network of a file with its weights, in the open experiment or in a preset whose data fit it. Undo returns to what was open.
 * @param dt the time step for its time constants, where the user gives one. @returns the assumptions made
 * @throws Error with a sentence that says what is wrong with it; then nothing has changed.
 */
export async function openNir(file: Blob, name: string, dt?: number): Promise<readonly string[]> {
  if (file.size > MAX_NIR_BYTES) throw new Error(`${name} is longer than 256 MiB, more than is read of a NIR file.`)
  const { read, place } = await nirReader
    .readNir(file)
    .then((graph) => {
      const { draft, preset } = store.getState()
      const read = fromNir(graph, dt)
      return { read, place: placeFor(read, { experiment: draft, preset }) }
    })
    .catch((error: unknown) => {
      // A damaged file may have crashed the library: the next one is read by a new worker.
      nirReader.cancel()
      throw new Error(`${name} could not be opened. ${messageOf(error)}`, { cause: error })
    })
  const isShown = () => JSON.stringify(store.getState().draft) === JSON.stringify(place.experiment)
  try {
    await openLinked({ ...place, view: {}, notes: [`The network of ${name}, with its weights.`, ...read.notes] }, null)
    await ready()
    const { past, draft } = store.getState()
    const { tensors } = readSafetensors(await worker().weights())
    await putWeights(writeSafetensors(filled(tensors, read)), draft)
    // Makes this one undo step: the network without its weights was never on screen.
    if (isShown()) setLab({ past })
  } catch (error) {
    if (!isShown()) throw new Error(`${name} is not open: another experiment was opened before it.`, { cause: error })
    const why = messageOf(error)
    throw new Error(`The network of ${name} is on screen, without its weights: ${why} Open the data, and then the file again.`, {
      cause: error,
    })
  }
  sayUndone(`The network of ${name} is open, with its weights.`)
  return read.notes
}
