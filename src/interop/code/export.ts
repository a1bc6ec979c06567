/**
 * Exports an experiment as one file of PyTorch code for a framework of spiking networks: network, neurons, surrogate, loss, optimizer,
 * data and seed, with the weights read from a file of this app. Pure: text from an experiment.
 */

import type { Experiment } from '../../experiments/schema'
import { ownNeuron } from '../../layers/schema'
import { descriptionOf, usesSurrogate } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { formulaProblems } from '../../neurons/equations/describe'
import { formulaIn, readsOf } from '../../neurons/equations/formula'
import { MEASURED } from '../../neurons/equations/tree'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import type { NeuronSpec } from '../../neurons/schema'
import { augmenting } from './augment'
import { main, weights } from './command-line'
import { arraysOf, encoding, reading } from './data'
import { calledFunctions, equationsWalk, followedText, measuredRefusal } from './equations'
import { constants, header, imports, notesOf } from './file-head'
import type { FrameworkCode } from './framework'
import { initializing, lossOf, optimizing } from './learning'
import { loops } from './loops'
import { helpers, type NeuronsCode, networkClass } from './network'
import { type Native, neuronsClass, type Walk, writtenOut } from './neurons'
import { NORSE } from './norse'
import { isExported, numbered, type Plan, planOf, plansOf } from './plan'
import { plainText } from './python'
import { SNNTORCH } from './snntorch'
import { spikeFunction } from './spike'
import { SPIKINGJELLY } from './spikingjelly'

export const FRAMEWORKS = { spikingJelly: SPIKINGJELLY, snnTorch: SNNTORCH, norse: NORSE } as const satisfies Record<string, FrameworkCode>
export type FrameworkName = keyof typeof FRAMEWORKS
export const FRAMEWORK_NAMES = Object.keys(FRAMEWORKS) as FrameworkName[]

interface ExportedCode {
  readonly text: string
  /** What the framework cannot express and what else differs, in sentences. */
  readonly notes: readonly string[]
  /** The shape of a sample in the arrays that the code reads, if it reads no other files. */
  readonly arrays?: readonly number[]
}

type CodeExport = ExportedCode | { readonly refused: string }

/** @param title the title of the experiment */
export function exportCode(experiment: Experiment, framework: FrameworkName, title: string): CodeExport {
  if (!isExported(experiment))
    return {
      refused: 'Code is written for classification, where samples have labels. Experiments of other tasks are not exported as code.',
    }
  const refused = refusalOf(experiment) ?? equationsRefusal(experiment) ?? parallelRefusal(experiment, framework)
  if (refused) return { refused }
  const plan = planOf(experiment, plainText(title))
  return written(plan, writing(plan, FRAMEWORKS[framework]))
}

function refusalOf(experiment: Plan['experiment']): string | undefined {
  const { data, encoder, network, surrogate } = experiment
  const [formula] =
    surrogate.kind === 'formula'
      ? neuronsIn(experiment).flatMap((one) => (usesSurrogate(one) ? (formulaRefusal(surrogate.text, one) ?? []) : []))
      : []
  if (formula) return formula
  if ((network.kind === 'layers' && network.fusion) || 'pictures' in data)
    return 'A network of two streams is not exported as code: its samples and its attention have no counterpart in these frameworks.'
  if (encoder.kind === 'camera') return 'The simulated event camera is not exported as code. Choose another encoder, such as direct.'
  if (encoder.kind === 'frames' && (encoder.order === 'shuffled' || encoder.order === 'testReversed' || encoder.order === 'testShuffled'))
    return 'Frames in an order that is shuffled, or changed in tests only, are not exported as code. Choose the order as recorded.'
  return undefined
}

function formulaRefusal(text: string, neuron: Plan['experiment']['neuron']): string | undefined {
  const [problem] = formulaProblems(text)
  if (problem) return problem.message
  const reads = readsOf(formulaIn(text))
  const followed = MEASURED.find((name) => reads.has(name))
  if (followed) return followedText(followed)
  return reads.has('t') && descriptionOf(neuron).text === undefined
    ? 'A surrogate that depends on the step t is exported with equations alone. “Show as equations”, in the single neuron, makes some of this neuron.'
    : undefined
}

/** Equations are exported where they could be trained. */
function equationsRefusal(experiment: Plan['experiment']): string | undefined {
  const { neuron, network, readout } = experiment
  for (const one of neuronsIn(experiment)) {
    const described = descriptionOf(one)
    if (described.text === undefined) continue
    const having =
      network.kind === 'layers' ? { ...network, layers: network.layers.filter((layer) => (ownNeuron(layer) ?? neuron) === one) } : network
    const problem = described.problems({ network: having, readout }).find(({ severity }) => severity === 'error')
    const refused = problem?.message ?? measuredRefusal(modelOf(described.text))
    if (refused) return refused
  }
  return undefined
}

/** Parallel neurons are those of SpikingJelly, whose classes see a whole sequence. */
function parallelRefusal(experiment: Plan['experiment'], framework: FrameworkName): string | undefined {
  const kinds = new Set(neuronsIn(experiment).map((one) => JSON.stringify(one)))
  if (!neuronsIn(experiment).some((one) => descriptionOf(one).parallel)) return undefined
  if (framework !== 'spikingJelly') return 'Parallel neurons are exported to SpikingJelly alone, which has PSN, MaskedPSN and SlidingPSN.'
  return kinds.size > 1 ? 'Parallel neurons are exported where all layers have the same.' : undefined
}

/** The neuron of the network, and those of its layers. */
const neuronsIn = ({ neuron, network }: Plan['experiment']): readonly NeuronSpec[] => [
  neuron,
  ...(network.kind === 'layers' ? network.layers.flatMap((layer) => ownNeuron(layer) ?? []) : []),
]

/** Writes all neurons out where layers have different ones. */
const writing = (plan: Plan, code: FrameworkCode): FrameworkCode =>
  plan.others.length === 0 ? code : { ...code, native: () => ({ why: '' }), begin: () => [] }

function written(plan: Plan, code: FrameworkCode): ExportedCode {
  const native: Native = plan.neuron.python.expression ? { why: '' } : code.native(plan)
  const own = 'walk' in native
  const notes = notesOf(plan, code, native)
  const neurons = new Map(plansOf(plan).map((one) => [one, neuronsOf(one, code, native)] as const))
  const classes = [...neurons].flatMap(([one, { lines }]) => lines.map((line) => numbered(one, line)))
  const body = [
    ...classes,
    ...helpers(plan, code),
    ...networkClass(plan, code, (one) => neurons.get(one)!.code),
    ...reading(plan),
    ...augmenting(plan),
    ...encoding(plan),
    ...lossOf(plan),
    ...initializing(plan),
    ...optimizing(plan),
    ...loops(plan, code),
    ...weights(plan, code, own),
    ...main(plan),
  ]
  const spike = plansOf(plan).flatMap((one) =>
    one.suffix === one.spikeSuffix && body.some((line) => line.includes(numbered(one, 'Spike.apply')))
      ? spikeFunction(one).map((line) => numbered(one, line))
      : [],
  )
  const all = [...spike, ...calledFunctions([...spike, ...classes]), ...body]
  const text = [...header(plan, code, own, notes), ...imports(plan, code, own, all), '', ...constants(plan, all), '', '', ...all].join('\n')
  const arrays = arraysOf(plan)
  return { text: `${text.trimEnd()}\n`, notes, ...(arrays && { arrays }) }
}

function neuronsOf(plan: Plan, code: FrameworkCode, native: Native): { lines: readonly string[]; code: NeuronsCode } {
  if (plan.neuron.python.expression) return { lines: [], code: { make: () => '', gainInFront: true } }
  const factory = 'walk' in native ? code.factory?.(plan) : undefined
  if (factory) return { lines: factory.lines, code: { make: () => 'neurons()', gainInFront: !factory.scalesInput } }
  const walk = plan.model
    ? equationsWalk(plan.model, plan)
    : 'walk' in native
      ? native.walk
      : writtenOut(
          plan,
          `Leaky integrate-and-fire neurons, written out${native.why && `: ${code.title} has no neurons with ${native.why}`}.`,
        )
  return {
    lines: neuronsClass(plan, walk),
    code: { make: (features, receives) => `Neurons(${argumentsOf(plan, walk, features, receives)})`, gainInFront: false },
  }
}

function argumentsOf(plan: Plan, { perFeature = false }: Walk, features: number, receives: boolean): string {
  if (!perFeature) return receives ? `${features}` : ''
  return recurrenceOf(plan.experiment.network) && !receives ? `${features}, receives=False` : `${features}`
}
