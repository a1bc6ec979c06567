/** Finds an experiment that an imported network fits: one with its inputs and outputs. Pure. */
import { isBundled, isMade } from '../../../data/datasets/schema'
import { type EncoderSpec, isInTime, receivedShape } from '../../../data/encoders/schema'
import { check } from '../../../experiments/check'
import { readDraft } from '../../../experiments/edit'
import { PRESETS } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import type { ReadNir } from '../../../interop/nir/read'
import { errorsOf, type Problem } from '../../../problem'
import { inputsOf, outputsOf } from '../labels/experiment-label'

export interface Place {
  readonly experiment: Experiment
  readonly preset: string
}

/** The first preset to try if the open experiment does not fit: the network is placed in its data and training settings. */
const PLAIN = 'blank'

/**
 * The open experiment with the network in it, or else a preset.
 * @throws Error that names what does not fit, by node, or says that no data have the network's shape.
 */
export function placeFor(read: ReadNir, open: Place): Place {
  const order = ({ experiment: { data }, preset }: Place) => (preset === PLAIN ? 0 : isBundled(data) || isMade(data) ? 1 : 2)
  const presets = PRESETS.map(({ experiment, name }): Place => ({ experiment, preset: name })).sort((a, b) => order(a) - order(b))
  const places = [open, ...presets].filter(({ experiment }) => sees(experiment, read))
  let first: Error | undefined
  for (const { experiment, preset } of places) {
    const { changes: _, ...rest } = experiment as Experiment & { readonly changes?: unknown }
    const draft = readDraft({ ...rest, ...read.parts })
    const problems = draft.ok ? errorsOf(check(draft.experiment)) : draft.problems
    if (draft.ok && problems.length === 0) return { experiment: draft.experiment, preset }
    first ??= new Error(problems.map((problem) => inWords(problem, read)).join(' '))
  }
  throw first ?? new Error(shapeless(read))
}

/** Whether its samples have the shape of the network's input, and it has as many outputs. */
function sees(experiment: Experiment, { input, outputs, parts }: ReadNir): boolean {
  if (!('encoder' in experiment && 'readout' in experiment && 'neuron' in experiment)) return false
  if (outputsOf(experiment) !== outputs) return false
  if (!('layers' in parts.network)) return inputsOf(experiment) === input.reduce((a, b) => a * b, 1)
  const encoder = experiment.encoder as EncoderSpec
  const { channels, height, width } = receivedShape(experiment.data, encoder)
  const axes = input.length === 2 ? [1, ...input] : input
  return !isInTime(encoder) && axes.join() === [channels, height, width].join()
}

/** Names the node in problems of the layer that was made from it. */
function inWords({ path, message }: Problem, { names }: ReadNir): string {
  const at = /^network\.layers\.(\d+)/.exec(path)?.[1]
  const node = at === undefined ? undefined : names[Number(at)]
  return node === undefined ? `${path}: ${message}` : `The node “${node}”: ${message}`
}

const shapeless = ({ input, outputs }: ReadNir): string =>
  `The network takes ${input.join(' × ')} values at a step and gives ${outputs} ${outputs === 1 ? 'answer' : 'answers'}; neither the open data nor those of a preset have this shape. Open data that have it, and then the file.`
