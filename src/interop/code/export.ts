/**
 * An experiment as one file of PyTorch code for a framework of spiking networks: network, neurons, surrogate, loss, optimizer, data, seed,
 * with the weights read from a file of the lab's. Pure: text from an experiment.
 */
import { isMade } from '../../data/datasets/schema'
import type { Experiment } from '../../experiments/schema'
import { augmenting, encoding, filesOf, isStandardized, reading } from './data'
import type { FrameworkCode } from './framework'
import { initializing, loops, lossOf, optimizing } from './learning'
import { helpers, type NeuronsCode, networkClass } from './network'
import { type Native, neuronsClass, writtenOut } from './neurons'
import { NORSE } from './norse'
import { isExported, type Plan, planOf, recurrenceOf } from './plan'
import { block, comment, docstring, float, plainText, wrapped } from './python'
import { SNNTORCH } from './snntorch'
import { spikeFunction, writtenSlope } from './spike'
import { SPIKINGJELLY } from './spikingjelly'

export const FRAMEWORKS = { spikingJelly: SPIKINGJELLY, snnTorch: SNNTORCH, norse: NORSE } as const satisfies Record<string, FrameworkCode>
export type FrameworkName = keyof typeof FRAMEWORKS
export const FRAMEWORK_NAMES = Object.keys(FRAMEWORKS) as FrameworkName[]

export interface ExportedCode {
  readonly text: string
  /** What the framework cannot express, and what else is not the same: sentences. */
  readonly notes: readonly string[]
}

export type CodeExport = ExportedCode | { readonly refused: string }

/** @param title what the experiment is called */
export function exportCode(experiment: Experiment, framework: FrameworkName, title: string): CodeExport {
  if (!isExported(experiment))
    return {
      refused: 'Code is written for classification, where samples have labels. Experiments of other tasks are not exported as code.',
    }
  const refused = refusalOf(experiment)
  if (refused) return { refused }
  const plan = planOf(experiment, plainText(title))
  return written(plan, FRAMEWORKS[framework])
}

function refusalOf({ data, encoder, network }: Plan['experiment']): string | undefined {
  if ((network.kind === 'layers' && network.fusion) || 'pictures' in data)
    return 'A network of two streams is not exported as code: its samples and its attention have no counterpart in these frameworks.'
  if (encoder.kind === 'camera') return 'The simulated event camera is not exported as code. Choose another encoder, such as direct.'
  if (encoder.kind === 'frames' && (encoder.order === 'shuffled' || encoder.order === 'testReversed' || encoder.order === 'testShuffled'))
    return 'Frames in an order that is shuffled, or changed in tests only, are not exported as code. Choose the order as recorded.'
  return undefined
}

function written(plan: Plan, code: FrameworkCode): ExportedCode {
  const native: Native = plan.experiment.neuron.kind === 'relu' ? { why: '' } : code.native(plan)
  const own = 'walk' in native
  const notes = notesOf(plan, code, native)
  const neurons = neuronsOf(plan, code, native)
  const body = [
    ...neurons.lines,
    ...helpers(plan, code),
    ...networkClass(plan, code, neurons.code),
    ...reading(plan),
    ...augmenting(plan),
    ...encoding(plan),
    ...lossOf(plan),
    ...initializing(plan),
    ...optimizing(plan),
    ...loops(plan),
    ...weights(plan, code, own),
    ...main(plan),
  ]
  const spike = body.some((line) => line.includes('Spike.apply')) ? spikeFunction(plan) : []
  const all = [...spike, ...body]
  const text = [...header(plan, code, notes), ...imports(plan, code, own, all), '', ...constants(plan, all), '', '', ...all].join('\n')
  return { text: `${text.trimEnd()}\n`, notes }
}

function neuronsOf(plan: Plan, code: FrameworkCode, native: Native): { lines: readonly string[]; code: NeuronsCode } {
  if (plan.experiment.neuron.kind === 'relu') return { lines: [], code: { make: () => '', gainInFront: true } }
  if ('walk' in native && code.factory && !recurrenceOf(plan.experiment))
    return {
      lines: code.factory(plan),
      code: { make: () => 'neurons()', gainInFront: !code.factory(plan).some((line) => line.includes('decay_input=True')) },
    }
  const walk =
    'walk' in native
      ? native.walk
      : writtenOut(plan, `Leaky integrate-and-fire neurons, written out: ${code.title} has no neurons with ${native.why}.`)
  return {
    lines: neuronsClass(plan, walk),
    code: { make: (features) => `Neurons(${features ?? ''})`, gainInFront: false },
  }
}

// ---- what is to be known

function notesOf(plan: Plan, code: FrameworkCode, native: Native): string[] {
  const { experiment, set } = plan
  const { data, encoder, neuron, average, changes } = experiment
  const recurrence = recurrenceOf(experiment)
  const draws = [
    ...(encoder.kind === 'poisson' ? ['spikes of the input'] : []),
    ...(neuron.kind === 'noisyLif' ? ['spikes of the neurons'] : []),
  ]
  return [
    ...('why' in native && native.why
      ? [`${code.title} has no neurons with ${withoutAside(native.why)}: they are written out in plain PyTorch.`]
      : []),
    ...code.notes(plan, 'walk' in native),
    ...(recurrence
      ? [`Recurrence with skips is written out in plain PyTorch${'walk' in native ? `, around the neurons of ${code.title}` : ''}.`]
      : []),
    ...(experiment.network.normalization.kind === 'none'
      ? []
      : ['tdBN is written out: it keeps the threshold apart from the weight that is learned.']),
    ...(draws.length > 0 ? [`PyTorch draws the ${draws.join(' and the ')}: as likely as in Membrane, not the same ones.`] : []),
    ...(filesOf(plan).numpy
      ? [`Membrane does not save the samples of ${set.title}: put them into train.npz and test.npz as the code says.`]
      : []),
    ...(isMade(data) ? ['The samples are made in Membrane from a seed; the code that makes them is not exported.'] : []),
    ...(average ? ['Evaluation takes the average of the weights, where the file has one; training keeps none.'] : []),
    ...(changes ? ['Settings that changed while the run trained are as they were at its start.'] : []),
    'Sums are added in another order, so potentials differ by rounding: a spike may differ where a potential is that close to the threshold.',
    'First weights, the order of samples and other draws of training are PyTorch’s: a run trains alike, not bit for bit.',
  ]
}

const withoutAside = (text: string): string => text.replace(/ \([^)]*\)/g, '')

function header(plan: Plan, code: FrameworkCode, notes: readonly string[]): string[] {
  const files = filesOf(plan)
  return [
    `"""${plan.title}: a spiking network for ${plainText(plan.set.title)}, exported from Membrane for ${code.title}.`,
    '',
    '    python exported.py --data FOLDER --weights weights.safetensors     evaluates on the test set',
    '    python exported.py --data FOLDER --train                           trains from new weights',
    '',
    ...wrapped(`FOLDER holds ${files.words}.`, '', 98),
    `Needs torch${files.numpy ? ', numpy' : ''} and ${code.installs}.`,
    '',
    'What is not the same as in Membrane:',
    ...notes.flatMap((note) => wrapped(note, '- ', 98)),
    '"""',
  ]
}

function imports(plan: Plan, code: FrameworkCode, own: boolean, all: readonly string[]): string[] {
  const uses = (word: string) => all.some((line) => line.includes(word)) || (word === 'math.' && plan.experiment.neuron.kind === 'plif')
  return [
    'import argparse',
    ...(uses('gzip.') ? ['import gzip'] : []),
    'import json',
    ...(uses('math.') ? ['import math'] : []),
    'import struct',
    'from pathlib import Path',
    '',
    ...(filesOf(plan).numpy ? ['import numpy as np'] : []),
    'import torch',
    'import torch.nn.functional as F',
    'from torch import nn',
    ...code.imports(plan, own),
  ]
}

function constants(plan: Plan, all: readonly string[]): string[] {
  const { neuron, network, run, data, encoder, optimizer } = plan.experiment
  const recurrence = recurrenceOf(plan.experiment)
  const normalization = network.normalization
  const threshold = 'threshold' in neuron ? neuron.threshold : 1
  const values: (readonly [string, string, string?])[] = [
    ['STEPS', `${plan.steps}`],
    ['CLASSES', `${plan.set.classes}`],
    ['BATCH', `${data.batch}`],
    ['EPOCHS', `${run.epochs}`],
    ['SEED', `${run.seed}`],
    ['RATE', `${optimizer.rate}`],
    ['SPIKE_RATE', encoder.kind === 'poisson' ? float(encoder.rate) : ''],
    ['THRESHOLD', float(threshold)],
    ['JUST_BELOW', 'torch.nextafter(torch.tensor(THRESHOLD), torch.tensor(0.0)).item()', 'fires above it: at THRESHOLD'],
    ['DECAY', 'decay' in neuron ? float(neuron.decay) : ''],
    ['INITIAL_DECAY', 'initialDecay' in neuron ? float(neuron.initialDecay) : ''],
    ['RESET_TO', 'resetTo' in neuron ? float(neuron.resetTo) : ''],
    ['GAIN', float(neuron.inputGain)],
    ...(plan.slope ? writtenSlope(plan.slope).constants.map(([name, value]) => [name, float(value)] as const) : []),
    ['SKIP', recurrence?.kind === 'skip' ? `${recurrence.span}` : '1'],
    ['LONGEST_SKIP', recurrence?.kind === 'adaptive' ? `${recurrence.spans}` : ''],
    ...(normalization.kind === 'tdBatchNorm'
      ? ([
          ['NORM_SCALE', float(normalization.alpha * (neuron.kind === 'relu' ? 1 : threshold)), 'alpha times the threshold'],
          ['NORM_MOMENTUM', float(normalization.momentum)],
          ['NORM_EPSILON', float(normalization.epsilon)],
        ] as const)
      : []),
  ]
  const used = (name: string) => all.some((line) => new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`).test(line))
  return values
    .filter(([name]) => used(name) || name === 'SEED' || (name === 'THRESHOLD' && used('JUST_BELOW')))
    .map(([name, value, words]) => `${name} = ${value}${words ? `  # ${words}` : ''}`)
}

// ---- weights and the command line

function weights(plan: Plan, code: FrameworkCode, own: boolean): string[] {
  const names = namesHere(plan, code, own)
  return [
    ...block('def read_safetensors(path):', [
      ...docstring('The tensors of a safetensors file, by name; all are float32.'),
      'data = Path(path).read_bytes()',
      "start = 8 + struct.unpack('<Q', data[:8])[0]",
      'tensors = {}',
      'for name, entry in json.loads(data[8:start]).items():',
      "    if name != '__metadata__':",
      "        first, last = entry['data_offsets']",
      '        values = torch.frombuffer(bytearray(data[start + first:start + last]), dtype=torch.float32)',
      "        tensors[name] = values.reshape(entry['shape'])",
      'return tensors',
    ]),
    ...(names.length > 0
      ? [
          ...comment('Modules of the file of weights, and what they are called here.'),
          'NAMES = {',
          ...names.map(([inFile, here]) => `    '${inFile}': '${here}',`),
          '}',
          '',
          '',
        ]
      : []),
    ...block('def load_weights(net, path):', [
      ...docstring('Weights that were saved in Membrane. An average of them, where there is one, is what evaluations use.'),
      'file = read_safetensors(path)',
      "average = {name[len('average.'):]: tensor for name, tensor in file.items() if name.startswith('average.')}",
      "file = {name: tensor for name, tensor in file.items() if not name.startswith('average.')} | average",
      'here = net.state_dict()',
      'missing = {name for name, _ in net.named_parameters()}',
      'for name, tensor in file.items():',
      ...(names.length > 0
        ? ["    module, _, leaf = name.rpartition('.')", "    key = NAMES.get(name) or f'{NAMES.get(module, module)}.{leaf}'"]
        : ['    key = name']),
      ...code.converted(plan, own).map((line) => `    ${line}`),
      '    here[key].copy_(tensor.reshape(here[key].shape))',
      '    missing.discard(key)',
      'if missing:',
      "    raise SystemExit(f'The file has no weights for {sorted(missing)}.')",
    ]),
  ]
}

/** Learned skips that all layers share, and decays of nodes inside a class, have other names here. */
function namesHere(plan: Plan, code: FrameworkCode, own: boolean): (readonly [string, string])[] {
  const recurrence = recurrenceOf(plan.experiment)
  const inNode = own && code === SPIKINGJELLY && recurrence !== undefined && plan.experiment.neuron.kind === 'plif'
  const learned = [
    ...plan.pieces.flatMap((piece) => (piece.kind === 'spiking' ? [piece.neurons] : [])),
    ...(plan.outputNeurons ? [plan.outputNeurons] : []),
  ]
  return [
    ...plan.names,
    ...(recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network' ? [['all.skip', 'skip'] as const] : []),
    ...(inNode ? learned.map((name) => [`${name}.w`, `${name}.node.w`] as const) : []),
  ]
}

function main(plan: Plan): string[] {
  const standard = isStandardized(plan)
  const given = standard ? ", standard(samples(options.data, 'train')[0])" : ''
  const first = initializing(plan).length > 0
  return [
    ...block('def main():', [
      'options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)',
      "options.add_argument('--data', required=True, help='the folder of the data set')",
      "options.add_argument('--weights', help='a safetensors file that was saved in Membrane')",
      "options.add_argument('--train', action='store_true', help='train, from new weights or from those of the file')",
      "options.add_argument('--first', type=int, help='evaluate on so many first test samples only')",
      'options = options.parse_args()',
      'if not (options.weights or options.train):',
      "    raise SystemExit('Give --weights, or --train, or both.')",
      'torch.manual_seed(SEED)',
      'net = Network()',
      ...(first ? ['initialize(net)'] : []),
      'if options.weights:',
      '    load_weights(net, options.weights)',
      'if options.train:',
      "    images, labels = samples(options.data, 'train')",
      '    train(',
      "        net, images, labels, lambda step, total, loss: print(f'step {step} of {total}: loss {loss:.4f}')" +
        (standard ? ', standard(images)' : '') +
        ',',
      '    )',
      "images, labels = samples(options.data, 'test')",
      `loss, accuracy = evaluate(net, images[:options.first], labels[:options.first]${given})`,
      "print(f'test loss {loss:.6f}, accuracy {accuracy:.4f}')",
    ]),
    "if __name__ == '__main__':",
    '    main()',
  ]
}
