/** Problems of detection experiments. Pure, no GPU. */

import { boxAugmentProblems } from '../../data/augment/check'
import { isOwnBoxes } from '../../data/boxes/schema'
import { validationProblems } from '../../data/parts/check'
import { samplerProblems } from '../../layers/sampler/check'
import { isEventMap, slicesOf } from '../../layers/sampler/schema'
import { partProblems } from '../../layers/td-batch-norm/check'
import { termProblems } from '../../losses/terms/check'
import { idleSurrogate } from '../../networks/check'
import { detectorProblems } from '../../networks/detector/check'
import { descriptionOf, isAnalog } from '../../neurons/descriptions'
import { windowProblems } from '../../neurons/surrogate/check'
import { scheduleProblems } from '../../optimizers/check'
import { error, type Problem } from '../../problem'
import { type DetectionSpec, sceneShape, USUAL_NEURON } from './schema'

export function problemsOf(e: DetectionSpec): Problem[] {
  const { data, sampler, network, surrogate, run, schedule } = e
  const shape = sceneShape(data)
  const spikes = network.spiking !== 'none'
  const normalized = network.normalization.kind === 'tdBatchNorm'
  return [
    ...samplerProblems(sampler, shape),
    ...(isOwnBoxes(data) ? boxAugmentProblems(data.augment, data) : []),
    ...binProblems(e),
    ...sliceProblems(e),
    ...detectorProblems(network, shape),
    ...neuronProblems(e),
    ...(spikes ? windowProblems(surrogate, normalized, false) : []),
    ...(normalized ? partProblems(run.microBatches) : []),
    ...batchProblems(e),
    ...validationProblems(e.validation, shape, { grouped: isOwnBoxes(data) }),
    ...scheduleProblems(schedule, run.epochs),
    ...termProblems(e, { fires: spikes, meets: spikes }),
  ]
}

/** A saved set has bins, without the times of events. */
function binProblems({ data, sampler }: DetectionSpec): Problem[] {
  if (!isOwnBoxes(data)) return []
  if (isEventMap(sampler))
    return [
      error('sampler.kind', 'This set has counts of events in bins, and not the times that such an image is made of.', {
        label: 'Use the event count',
        path: 'sampler',
        value: { kind: 'count', bins: data.bins },
      }),
    ]
  if (sampler.bins === data.bins) return []
  return [
    error('sampler.bins', `This set has ${data.bins} bins a sample.`, {
      label: `Use ${data.bins}`,
      path: 'sampler.bins',
      value: data.bins,
    }),
  ]
}

function sliceProblems({ sampler, encoder, network }: DetectionSpec): Problem[] {
  const slices = slicesOf(sampler)
  if (slices === 1 || network.spiking === 'none' || slices === encoder.steps) return []
  return [
    error('encoder.steps', `The sampler gives ${slices} slices, one for each step, and there are ${encoder.steps} steps.`, {
      label: `Use ${slices} steps`,
      path: 'encoder.steps',
      value: slices,
    }),
  ]
}

/** Spiking parts are feature maps behind a normalization; the neck reads spikes as their rate. */
function neuronProblems({ network, neuron, surrogate }: DetectionSpec): Problem[] {
  const { kind, normalization } = network
  if (!isAnalog(neuron))
    return network.spiking === 'none'
      ? []
      : [
          ...descriptionOf(neuron).problems({ network: { kind, normalization, layers: [{ kind: 'conv' }] }, surrogate }),
          ...idleSurrogate(neuron),
        ]
  return [
    error('neuron.kind', 'Parts that do not spike are SiLUs here: choose which parts spike.', {
      label: 'Use PLIF',
      path: 'neuron',
      value: USUAL_NEURON,
    }),
  ]
}

function batchProblems({ data, run }: DetectionSpec): Problem[] {
  if (data.batch % run.microBatches === 0) return []
  return [
    error('run.microBatches', `A batch of ${data.batch} cannot be split into ${run.microBatches} equal parts.`, {
      label: 'Do not split',
      path: 'run.microBatches',
      value: 1,
    }),
  ]
}
