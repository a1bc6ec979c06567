/** The layers of a NIR graph that have shapes: weights and pools. Layers without an equivalent here are refused. */
import { outputSize, type Shape, showShape, sizeOfShape } from '../../layers/schema'
import type { Named } from './chain'
import { type NirArray, numbersIn, refuse } from './graph'
import { arrayIn } from './neurons'

export interface ReadProduct {
  readonly name: string
  readonly type: string
  readonly outputs: number
  /** The shape in a weights file: [out, in] or [out, in, rows, columns]. */
  readonly weightShape: readonly number[]
  readonly weight: ArrayLike<number>
  /** [out]. */
  readonly bias?: ArrayLike<number>
  /** A factor of the weights that does not apply to the bias. */
  readonly pending: number
  /** The shape of the outputs. */
  readonly shape: Shape
  /** The layer as an entry of an experiment's list. */
  readonly spec: object
}

/** @param flat whether the input is already flattened. */
export function productOf(named: Named, before: Shape, flat: boolean, pending: number): ReadProduct {
  const { name, node } = named
  const { type, fields } = node
  const weight = arrayIn(name, type, fields, 'weight')
  const axes = type === 'Conv2d' ? 4 : 2
  if (weight.shape.length !== axes) refuse(name, type, `its weight is [${weight.shape}], where ${axes} axes are expected.`)
  const [outputs] = weight.shape as readonly [number]
  const bias = type === 'Linear' || fields.bias === undefined ? undefined : arrayIn(name, type, fields, 'bias')
  if (bias && bias.data.length !== outputs) refuse(name, type, `its bias is [${bias.shape}], where it has ${outputs} outputs.`)
  const made = type === 'Conv2d' ? convOf(named, weight, before) : linearOf(named, weight, before, flat)
  return {
    name,
    type,
    outputs,
    weightShape: weight.shape,
    weight: numbersIn(weight),
    pending,
    ...made,
    ...(bias && { bias: numbersIn(bias) }),
  }
}

function linearOf({ name, node: { type } }: Named, { shape: [outputs, inputs] }: NirArray, before: Shape, flat: boolean) {
  if (!flat) refuse(name, type, `it comes behind ${showShape(before)} without a Flatten between.`)
  if (inputs !== sizeOfShape(before))
    refuse(name, type, `its weight is [${outputs}, ${inputs}], and what comes before it gives ${showShape(before)}.`)
  return { shape: { channels: outputs! }, spec: { kind: 'linear', outputs: outputs!, dropout: 0 } }
}

function convOf({ name, node: { type, fields } }: Named, weight: NirArray, before: Shape) {
  const [outputs, inputs, rows, columns] = weight.shape as readonly [number, number, number, number]
  const { space } = before
  if (!space) refuse(name, type, `it needs rows and columns, and gets ${showShape(before)}.`)
  const pair = (key: string, absent: number): readonly [number, number] => {
    const value = fields[key]
    if (value === undefined) return [absent, absent]
    const [a, b = a] = Array.from(numbersIn(arrayIn(name, type, fields, key)))
    return [a!, b!]
  }
  const square = (key: string, [a, b]: readonly [number, number]): number =>
    a === b ? a : refuse(name, type, `its ${key} is ${a} × ${b}; here it is square.`)
  const kernel = square('kernel', [rows, columns])
  const stride = square('stride', pair('stride', 1))
  if (square('dilation', pair('dilation', 1)) !== 1) refuse(name, type, 'its kernel is dilated, which none is here.')
  if (square('groups', pair('groups', 1)) !== 1) refuse(name, type, 'it has several groups; here every output sees every channel.')
  const padding =
    typeof fields.padding === 'string' ? namedPadding(name, fields.padding, kernel, stride) : square('padding', pair('padding', 0))
  if (inputs !== before.channels)
    refuse(name, type, `its weight is [${weight.shape}], and what comes before it gives ${showShape(before)}.`)
  const places = { height: outputSize(space.height, kernel, stride, padding), width: outputSize(space.width, kernel, stride, padding) }
  if (!(places.height >= 1 && places.width >= 1))
    refuse(name, type, `its kernel of ${kernel} × ${kernel} does not fit ${showShape(before)}.`)
  return { shape: { channels: outputs, space: places }, spec: { kind: 'conv', outputs, kernel, stride, padding, dropout: 0 } }
}

function namedPadding(name: string, padding: string, kernel: number, stride: number): number {
  if (padding === 'valid') return 0
  if (padding === 'same' && kernel % 2 === 1 && stride === 1) return (kernel - 1) / 2
  return refuse(name, 'Conv2d', `its padding is “${padding}”, which a kernel of ${kernel} with a stride of ${stride} cannot have here.`)
}

/** The side of a pooling window whose stride equals its size. */
export function poolSide({ name, node: { type, fields } }: Named, { space, ...rest }: Shape): number {
  if (!space) refuse(name, type, `it needs rows and columns, and gets ${showShape(rest)}.`)
  const sides = ['kernel_size', 'stride'].flatMap((key) => Array.from(numbersIn(arrayIn(name, type, fields, key))))
  const [side] = sides as [number]
  if (!sides.every((other) => other === side))
    refuse(
      name,
      type,
      `its window is ${sides.slice(0, 2).join(' × ')} and moves by ${sides.slice(2).join(' × ')}; here a window is square and moves by its side.`,
    )
  const padding = fields.padding === undefined ? [] : Array.from(numbersIn(arrayIn(name, type, fields, 'padding')))
  if (padding.some((p) => p !== 0)) refuse(name, type, 'it has padding, which pools here do not.')
  if (!(side >= 1 && side <= Math.min(space.height, space.width)))
    refuse(name, type, `its window of ${side} does not fit ${showShape({ ...rest, space })}.`)
  return side
}
