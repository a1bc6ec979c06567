/** Disturbances of the trained weights: fewer bits, noise, neurons that never fire. */
import { normal, uniform } from '../../engine/random'
import type { Experiment } from '../../experiments/schema'
import type { NamedTensor } from '../../interop/safetensors'
import { descriptionOf } from '../../neurons/descriptions'
import type { Disturbance, KeyOf, Tensors } from './disturbance'
import { neuronsOf } from './settings'

/** The bits of a stored weight. */
const STORED = 32

/** Weights of products: matrices and convolutions. Biases, statistics and decays are vectors, and delays are no weights. */
const isProduct = ({ name, shape }: Pick<NamedTensor, 'name' | 'shape'>): boolean => shape.length > 1 && !name.endsWith('.delay')
const ofProducts = (tensors: Tensors, change: (tensor: NamedTensor) => Float32Array): Tensors =>
  tensors.map((tensor) => (isProduct(tensor) ? { ...tensor, data: change(tensor) } : tensor))

/** Rounds to the multiples of a step that cover the largest weight, as many on both sides of 0. */
function quantized({ data }: NamedTensor, bits: number): Float32Array {
  const largest = data.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0)
  const step = largest / (2 ** (bits - 1) - 1)
  return step > 0 ? data.map((weight) => Math.round(weight / step) * step) : data
}

function withNoise({ name, data }: NamedTensor, strength: number, keyOf: KeyOf): Float32Array {
  const key = keyOf(`weights ${name}`)
  const deviation = strength * Math.sqrt(data.reduce((sum, weight) => sum + weight * weight, 0) / data.length)
  return data.map((weight, i) => weight + deviation * normal(key, i))
}

/** The tensors of one layer of neurons, which follow its weights; their leading axis is its neurons, or channels. */
const LAYER = /\.(weight|bias|recurrent)$/

function silenced(tensors: Tensors, strength: number, keyOf: KeyOf): Tensors {
  const products = tensors.filter((tensor) => isProduct(tensor) && tensor.name.endsWith('.weight'))
  const averages = products.filter(({ name }) => name.startsWith('average.'))
  const outputs = new Set([products[products.length - averages.length - 1], averages.at(-1)])
  let layer: NamedTensor | undefined
  return tensors.map((tensor) => {
    if (products.includes(tensor)) layer = tensor
    if (!layer || outputs.has(layer) || !LAYER.test(tensor.name) || tensor.shape[0] !== layer.shape[0]) return tensor
    const neurons = layer.shape[0]!
    const key = keyOf(`dead ${layer.name.replace('average.', '')}`)
    const each = tensor.data.length / neurons
    return { ...tensor, data: tensor.data.map((value, i) => (uniform(key, Math.floor(i / each)) < strength ? 0 : value)) }
  })
}

function cannotBeSilenced(e: Experiment): string | null {
  const { network } = e
  if (network.kind !== 'mlp' && network.kind !== 'recurrent' && network.kind !== 'layers')
    return 'In this network a neuron has several inputs, and cannot be silenced by one row of weights.'
  if (network.kind === 'layers' && network.layers.some(({ kind }) => kind === 'residual'))
    return 'Neurons behind a residual connection have two inputs, and cannot be silenced by one row of weights.'
  const mayFire = neuronsOf(e).some(([, neuron]) => {
    const { outputs, text } = descriptionOf(neuron)
    return outputs === 'drawn' || text !== undefined
  })
  return mayFire ? 'Its neurons may fire without any input.' : null
}

export const ON_WEIGHTS: readonly Disturbance[] = [
  {
    id: 'bits',
    title: 'Weight bits',
    help: 'Rounds the weights of each product to so many bits: whole multiples of a step that cover its largest weight, as many on both sides of 0. 32 is as trained.',
    term: 'stress',
    unit: 'bits',
    strengths: [STORED, 8, 7, 6, 5, 4, 3, 2],
    whole: true,
    none: STORED,
    refusal: () => null,
    weights: (tensors, bits) => (bits >= STORED ? tensors : ofProducts(tensors, (tensor) => quantized(tensor, bits))),
  },
  {
    id: 'weightNoise',
    title: 'Weight noise',
    help: 'Adds normal noise to the weights of each product. The strength is its standard deviation, relative to their root mean square.',
    term: 'stress',
    unit: '%',
    strengths: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2],
    none: 0,
    random: true,
    refusal: () => null,
    weights: (tensors, strength, keyOf) => ofProducts(tensors, (tensor) => withNoise(tensor, strength, keyOf)),
  },
  {
    id: 'dead',
    title: 'Dead neurons',
    help: 'With this probability, a neuron of a hidden layer receives no input and never fires; of a convolution, a whole channel.',
    term: 'firingRate',
    unit: '%',
    strengths: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    none: 0,
    random: true,
    refusal: cannotBeSilenced,
    weights: (tensors, strength, keyOf) => silenced(tensors, strength, keyOf),
  },
]
