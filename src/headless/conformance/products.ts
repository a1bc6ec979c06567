/** The conformance ops that produce no spikes: products, losses, optimizers. */
import { buildingOn, type Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { constant, padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { type BackwardVariant, FORWARD_VARIANTS, type ForwardVariant, linearKey } from '../../layers/linear/variants'
import { lossOp } from '../../losses/loss'
import { type Control, type OptimizerOptions, optimizer } from '../../optimizers/optimizer'
import { inspect } from '../readable-tensors'
import { linearAttributes, lossAttributes, optimizerAttributes, optimizerSpec } from './attributes'
import { type Computed, mustAgree } from './compare'
import { padRows, transposeWeight, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { type Case, type CaseTensor, need, timeFirst } from './read'

/** Values of a parameter that come from a case rather than from random numbers. */
export const fromCase = (data: Float32Array<ArrayBuffer>) => () => data

export const weightOf = ({ shape, data }: CaseTensor) => {
  const [outputs, inputs] = shape as [number, number]
  return { outputs, inputs, initialize: fromCase(transposeWeight(data, outputs, inputs)) }
}

/** Runs every variant of the product that the input allows; all must give the same bits, so only one result is compared. */
export async function runLinear(gpu: Gpu, c: Case): Promise<Computed> {
  const { binaryInput } = linearAttributes.parse(c.attrs)
  const variants = FORWARD_VARIANTS.filter((forward) =>
    forward === 'subgroups' ? buildingOn(gpu).subgroups : binaryInput || forward === 'dense' || forward === 'tiled',
  ).map((forward) => ({ forward, backward: forward === 'bits' || forward === 'events' ? forward : ('dense' as const) }))
  const results = await Promise.all(variants.map((form) => runLinearAs(gpu, c, binaryInput ? 'binary' : 'dense', form)))
  return mustAgree(
    results,
    variants.map((form) => form.forward),
  )
}

async function runLinearAs(
  gpu: Gpu,
  c: Case,
  form: 'binary' | 'dense',
  by: { forward: ForwardVariant; backward: BackwardVariant },
): Promise<Computed> {
  const x = need(c.inputs, 'x')
  const bias = c.inputs.bias
  const { steps, batch, features } = timeFirst(x)
  const { outputs, initialize } = weightOf(need(c.inputs, 'weight'))
  const key = (direction: 'forward' | 'backward') => linearKey(direction, steps * batch, padded(features), padded(outputs), form)
  const context = {
    ...contextFor('train', steps, batch),
    subgroups: buildingOn(gpu).subgroups,
    tunedVariants: { [key('forward')]: by.forward, [key('backward')]: by.backward },
  }
  const input = activation('x', [steps, batch, features], form, true)
  const made = linear(context, 'linear', input, {
    outputs,
    bias: bias !== undefined,
    initialize,
    initializeBias: fromCase(padRows(bias?.data ?? [], outputs)),
  })
  const output = made.outputs[0]!
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(input.value, padRows(x.data, features))
  if (c.cotangents.y) bench.write(output.grad!, padRows(c.cotangents.y.data, outputs))
  bench.run()
  const [weight, biasParameter] = made.parameters
  return {
    outputs: { y: trimRows(await bench.f32(output.value), outputs) },
    gradients: {
      x: trimRows(await bench.f32(input.grad!), features),
      weight: transposeWeightBack(await bench.f32(weight!.grad), outputs, features),
      ...(biasParameter && { bias: trimRows(await bench.f32(biasParameter.grad), outputs) }),
    },
  }
}

/** The readout of the losses here: the mean over steps. */
export const meanWeights = (steps: number): Tensor<'f32'> => constant('mean', Array(steps).fill(1 / steps))

export async function runLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const spec = lossAttributes.parse(c.attrs)
  const logits = need(c.inputs, 'logits')
  const { steps, batch, features: classes } = timeFirst(logits)
  const output = activation('logits', [steps, batch, classes], 'dense', true)
  const labels = tensor('labels', 'u32', [batch])
  const loss = tensor('loss', 'f32', [batch])
  const to = {
    labels,
    micro: persistent('micro', 'u32', [1]),
    loss,
    prediction: tensor('prediction', 'u32', [batch]),
    correct: tensor('correct', 'f32', [batch]),
  }
  using bench = await inspect(gpu, [lossOp(spec, output, meanWeights(steps), to)])
  bench.write(output.value, padRows(logits.data, classes))
  bench.write(labels, Uint32Array.from(need(c.inputs, 'labels').data))
  bench.run()
  return { outputs: { loss: [mean(await bench.f32(loss))] }, gradients: { logits: trimRows(await bench.f32(output.grad!), classes) } }
}

export const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length

const PLAIN = { rateFactor: 1, decayFactor: 1 }
/** The options of an optimizer step that a case does not set. */
export const plainOptions: Omit<OptimizerOptions, 'optimizer'> = {
  schedule: { kind: 'constant' },
  warmUpSteps: 0,
  clipNorm: 0,
  totalSteps: 1,
  samples: 1,
  epochs: 1,
  groups: { neuron: PLAIN, norm: PLAIN, skip: PLAIN },
}

export const controlFor = (batch: number): Control => ({
  clock: persistent('clock', 'u32', [1]),
  micro: persistent('micro', 'u32', [1]),
  halted: persistent('halted', 'u32', [4]),
  metrics: persistent('figures', 'f32', [1, batch]),
  report: persistent('report', 'f32', [64, 3]),
  batch,
})

export async function runOptimizer(gpu: Gpu, c: Case): Promise<Computed> {
  const spec = optimizerSpec(optimizerAttributes.parse(c.attrs))
  const start = need(c.inputs, 'parameter')
  const gradients = need(c.inputs, 'gradients')
  const count = start.data.length
  const network = createNetwork('case')
  const parameter = network.parameter('parameter', [padded(count)], 'weight', fromCase(padRows(start.data, count)))
  using bench = await inspect(gpu, [...optimizer(network, controlFor(1), { ...plainOptions, optimizer: spec }).ops])
  bench.write(network.values, network.initialValues())
  const trajectory: number[] = []
  for (let at = 0; at < gradients.data.length; at += count) {
    bench.write(parameter.grad, padRows(gradients.data.slice(at, at + count), count))
    bench.run()
    trajectory.push(...trimRows(await bench.f32(parameter.value), count))
  }
  return { outputs: { trajectory }, gradients: {} }
}
