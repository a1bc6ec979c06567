/** An experiment as files for other frameworks: code for each of them, and a NIR graph with the weights. What saves or packs them is the caller's. */
import type { Experiment } from '../experiments/schema'
import { exportCode, FRAMEWORKS, type FrameworkName } from './code/export'
import { type NirGraph, NirRefusal } from './nir/graph'
import { type NirTarget, TARGET_TEXTS } from './nir/targets'
import { toNir } from './nir/write'
import type { NamedTensor } from './safetensors'

export interface ExportedFile {
  readonly path: string
  readonly data: string | Uint8Array<ArrayBuffer>
  /** What the file contains and what is lost in it, in sentences. */
  readonly about: string
}

/** The experiment as one file of code. @param title of the experiment */
export function codeFile(experiment: Experiment, framework: FrameworkName, title: string): ExportedFile | { readonly refused: string } {
  const code = exportCode(experiment, framework, title)
  if ('refused' in code) return code
  const path = `code/${framework.toLowerCase()}.py`
  const about = `The experiment in ${FRAMEWORKS[framework].title}: \`python ${path} --data FOLDER --weights weights.safetensors\`. What differs is at its top.`
  return { path, data: code.text, about }
}

/** @param tensors the weights, in the order of a weights file. @param write makes the file: in the page a worker does, which alone has the library */
export async function nirFile(
  experiment: Experiment,
  tensors: readonly NamedTensor[],
  target: NirTarget,
  write: (graph: NirGraph) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<ExportedFile | { readonly refused: string }> {
  try {
    const { graph, warnings } = toNir(experiment, tensors, target)
    const about = `The network with its weights as a NIR graph, \`nir.read\`: ${TARGET_TEXTS[target].title}. ${warnings.join(' ')}`
    return { path: 'network.nir', data: await write(graph), about }
  } catch (error) {
    if (error instanceof NirRefusal) return { refused: error.message }
    throw error
  }
}
