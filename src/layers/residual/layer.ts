/** Forks and additions of paths through a network: an identity shortcut is a fork and an addition (SEW-ADD, Fang et al., NeurIPS 2021). */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

const flat = (t: Tensor<'f32'>) => view(t, [sizeOf(t.shape)])
const sumOf = (a: Tensor<'f32'>, b: Tensor<'f32'>, sum: Tensor<'f32'>): Op =>
  kernels.addValues({ a: flat(a), b: flat(b), sum: flat(sum) }, {})

/** The same value for each of `count` consumers, who write gradients of their own; backward adds them, in order. */
export function fork(_context: Context, name: string, input: Activation, count: number): Layer {
  const { grad: inputGrad, ...shared } = input
  if (!inputGrad || count === 1) return layer(name, { outputs: Array.from({ length: count }, () => input) })
  const like = (what: string) => tensor(`${name}.${what}`, 'f32', inputGrad.shape)
  const grads = Array.from({ length: count }, (_, i) => like(`grad${i}`))
  const [first, ...rest] = grads
  const backwardInput: Op[] = []
  rest.reduce((soFar, grad, i) => {
    const sum = i === rest.length - 1 ? inputGrad : like(`sum${i}`)
    backwardInput.push(sumOf(soFar, grad, sum))
    return sum
  }, first!)
  return layer(name, { outputs: grads.map((grad) => ({ ...shared, grad })), backwardInput })
}

/**
 * a + b, of one shape. The gradient of a sum is that of each term: the output takes over the memory of one, so that its consumers
 * write that one's gradient, and only the other is a copy.
 */
export function add(_context: Context, name: string, a: Activation, b: Activation): Layer {
  if (a.value.shape.join() !== b.value.shape.join()) throw new Error(`${name}: [${a.value.shape}] and [${b.value.shape}] cannot be added`)
  const value = tensor(name, 'f32', a.value.shape)
  const grad = a.grad ?? b.grad
  const copied = a.grad && b.grad
  const output: Activation = {
    value,
    ...(grad && { grad }),
    form: a.form === 'dense' || b.form === 'dense' ? 'dense' : 'sparse',
    features: a.features,
    ...(a.space && { space: a.space }),
  }
  return layer(name, {
    outputs: [output],
    forward: [sumOf(a.value, b.value, value)],
    backwardInput: grad && copied ? [kernels.addBackward({ outputGrad: flat(grad), inputGrad: flat(copied) }, {})] : [],
    visible: { output: value },
  })
}
