/** The head of an exported file: a description with the differences, imports, and the numbers of the experiment. */

import { isMade } from '../../data/datasets/schema'
import { synapticDelays } from '../../layers/delay/schema'
import { termsIn } from '../../losses/terms/schema'
import { thresholdScale } from '../../neurons/descriptions'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { SURROGATES, surrogateScale } from '../../neurons/surrogate/describe'
import { filesOf } from './data'
import { delayConstants } from './delays'
import type { FrameworkCode } from './framework'
import type { Native } from './neurons'
import { learnsOnline } from './online'
import { numbered, type Plan, plansOf } from './plan'
import { float, plainText, wrapped } from './python'

export function notesOf(plan: Plan, code: FrameworkCode, native: Native): string[] {
  const { experiment, set } = plan
  const { data, encoder, average, learning, changes } = experiment
  const recurrence = recurrenceOf(experiment.network)
  const draws = [
    ...(encoder.kind === 'poisson' ? ['spikes of the input'] : []),
    ...(plansOf(plan).some(({ neuron }) => neuron.outputs === 'drawn') ? ['spikes of the neurons'] : []),
  ]
  return [
    ...('why' in native && native.why
      ? [`${code.title} has no neurons with ${withoutAside(native.why)}: they are written out in plain PyTorch.`]
      : []),
    ...(plan.others.length > 0 ? ['Layers have different neurons: all of them are written out in plain PyTorch.'] : []),
    ...code.notes(plan, 'walk' in native),
    ...(recurrence
      ? [`Recurrence with skips is written out in plain PyTorch${'walk' in native ? `, around the neurons of ${code.title}` : ''}.`]
      : []),
    ...(plansOf(plan).some(({ experiment }) => 'storedPotentials' in experiment.neuron && experiment.neuron.storedPotentials)
      ? [
          'Membrane stores potentials for the backward pass in half precision; this code keeps all of them in full, so gradients differ in their fourth digit.',
        ]
      : []),
    ...(synapticDelays(experiment.network) ? ['Delays between layers are written out in plain PyTorch.'] : []),
    ...(experiment.network.normalization.kind === 'none'
      ? []
      : ['tdBN is written out: it keeps the threshold apart from the weight that is learned.']),
    ...(draws.length > 0 ? [`PyTorch draws the ${draws.join(' and the ')}: as likely as in Membrane, not the same ones.`] : []),
    ...(filesOf(plan).numpy
      ? [`The samples of ${set.title} are saved in Membrane, next to this code: a zip with train.npz and test.npz.`]
      : []),
    ...(isMade(data) ? ['The samples are made in Membrane from a seed; the code that makes them is not exported.'] : []),
    ...(average ? ['Evaluation takes the average of the weights, where the file has one; training keeps none.'] : []),
    ...(termsIn(experiment).length > 0
      ? ['Training minimizes the loss alone, without the terms on firing rates, synaptic operations and weights by layer.']
      : []),
    ...('distillation' in experiment && experiment.distillation ? ['Training takes no teacher: distillation is not exported.'] : []),
    ...(learning && !learnsOnline(plan, code)
      ? [`Training goes back through time (BPTT): online learning, as the experiment has it, is not exported for ${code.title}.`]
      : []),
    ...(changes ? ['Settings that changed while the run trained are as they were at its start.'] : []),
    'Sums are added in another order, so potentials differ by rounding: a spike may differ where a potential is that close to the threshold.',
    'First weights, the order of samples and other draws of training are PyTorch’s: a run trains alike, not bit for bit.',
  ]
}

const withoutAside = (text: string): string => text.replace(/ \([^)]*\)/g, '')

export function header(plan: Plan, code: FrameworkCode, own: boolean, notes: readonly string[]): string[] {
  const files = filesOf(plan)
  const needs = ['torch', ...(files.numpy ? ['numpy'] : []), ...(code.imports(plan, own).length > 0 ? [code.installs] : [])]
  return [
    `"""${plan.title}: a spiking network for ${plainText(plan.set.title)}, exported from Membrane for ${code.title}.`,
    '',
    '    python exported.py --data FOLDER --weights weights.safetensors     evaluates on the test set',
    '    python exported.py --data FOLDER --train                           trains from new weights, and saves them',
    '',
    ...wrapped(`FOLDER holds ${files.words}.`, '', 98),
    `Needs ${needs.slice(0, -1).join(', ')}${needs.length > 1 ? ' and ' : ''}${needs.at(-1)}.`,
    '',
    'What is not the same as in Membrane:',
    ...notes.flatMap((note) => wrapped(note, '- ', 98)),
    '"""',
  ]
}

export function imports(plan: Plan, code: FrameworkCode, own: boolean, all: readonly string[]): string[] {
  const uses = (word: string) => all.some((line) => line.includes(word))
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

type Constant = readonly [name: string, value: string, words?: string | undefined]

const normScale = ({ experiment }: Plan, alpha: number): Constant => [
  'NORM_SCALE',
  float(alpha * thresholdScale(experiment.neuron)),
  'alpha times the threshold',
]

function neuronConstants({ experiment, neuron, model, slope }: Plan): Constant[] {
  const { rule } = neuron
  const threshold = model ? thresholdScale(experiment.neuron) : (neuron.threshold ?? 1)
  return [
    ['THRESHOLD', float(threshold)],
    ['JUST_BELOW', 'torch.nextafter(torch.tensor(THRESHOLD), torch.tensor(0.0)).item()', 'fires above it: at THRESHOLD'],
    ['DECAY', float(rule.decay)],
    ['INITIAL_DECAY', float(rule.decay)],
    ['RESET_TO', float(rule.resetTo)],
    ['GAIN', float(rule.inputGain)],
    ...(slope ? [[SURROGATES[slope.kind].python.constant, float(surrogateScale(slope))] as const] : []),
  ]
}

export function constants(plan: Plan, all: readonly string[]): string[] {
  const { network, run, data, encoder, optimizer } = plan.experiment
  const recurrence = recurrenceOf(plan.experiment.network)
  const normalization = network.normalization
  const values: Constant[] = [
    ['STEPS', `${plan.steps}`],
    ['CLASSES', `${plan.set.classes}`],
    ['BATCH', `${data.batch}`],
    ['EPOCHS', `${run.epochs}`],
    ['SEED', `${run.seed}`],
    ['RATE', `${optimizer.rate}`],
    ['SPIKE_RATE', encoder.kind === 'poisson' ? float(encoder.rate) : ''],
    ...neuronConstants(plan),
    ['SKIP', recurrence?.kind === 'skip' ? `${recurrence.span}` : '1'],
    ['LONGEST_SKIP', recurrence?.kind === 'adaptive' ? `${recurrence.spans}` : ''],
    ...delayConstants(plan),
    ...(normalization.kind === 'tdBatchNorm'
      ? ([
          normScale(plan, normalization.alpha),
          ['NORM_MOMENTUM', float(normalization.momentum)],
          ['NORM_EPSILON', float(normalization.epsilon)],
        ] as const)
      : []),
    ...plan.others.flatMap((other) =>
      [...neuronConstants(other), ...(normalization.kind === 'tdBatchNorm' ? [normScale(other, normalization.alpha)] : [])].map(
        ([name, value, words]): Constant => [numbered(other, name), value, words],
      ),
    ),
  ]
  const used = (name: string) => all.some((line) => new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`).test(line))
  return values
    .filter(([name], at) => values.findIndex(([first]) => first === name) === at)
    .filter(([name]) => used(name) || name === 'SEED' || (name === 'THRESHOLD' && used('JUST_BELOW')))
    .map(([name, value, words]) => `${name} = ${value}${words ? `  # ${words}` : ''}`)
}
