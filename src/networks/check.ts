/** What does not fit together in a network of any kind: layers that follow each other, weights that take too long to draw. */
import { type LayerSpec, layerWords, type Shape, shapesOf, sizeOfShape } from '../layers/schema'
import { error, type Problem } from '../problem'

/** What is looked at of a network. */
type Network = { readonly initialization: string } & (
  | { readonly kind: 'mlp'; readonly hidden: readonly number[] }
  | { readonly kind: 'recurrent'; readonly hidden: readonly number[]; readonly recurrence: { readonly kind: string } }
  | { readonly kind: 'layers'; readonly layers: readonly LayerSpec[]; readonly width: number }
)

/** Inputs and outputs of a product. */
type Product = readonly [number, number]

/** Multiply-adds of Gram-Schmidt that are acceptable at opening: about ten seconds. */
const MOST_ORTHOGONAL = 2 ** 33
const takesTooLong = (products: readonly Product[]): boolean =>
  products.reduce((sum, [inputs, outputs]) => sum + Math.min(inputs, outputs) * inputs * outputs, 0) > MOST_ORTHOGONAL

/** Shapes of the layers of a list that fit. */
const madeOf = (layers: readonly LayerSpec[], picture: Shape, width: number): Shape[] =>
  shapesOf(layers, picture, width).flatMap((fitted) => ('shape' in fitted ? [fitted.shape] : []))

/** Neurons of each hidden layer, over all places. */
export const sizesOf = (network: Network, picture: Shape): readonly number[] =>
  network.kind === 'layers' ? madeOf(network.layers, picture, network.width).map(sizeOfShape) : network.hidden

/** Whether there are layers whose channels have no places. */
export const isFlat = (network: Network): boolean => network.kind !== 'layers' || network.layers.some(({ kind }) => kind === 'linear')

/** Layers that cannot take the shape in front of them. */
export function shapeProblems(network: Network, picture: Shape): Problem[] {
  if (network.kind !== 'layers') return []
  const { layers, width } = network
  return shapesOf(layers, picture, width).flatMap((fitted, i) =>
    'problem' in fitted ? [error(`network.layers.${i}`, `Layer ${i + 1}, ${layerWords(layers[i]!)}: ${fitted.problem}`)] : [],
  )
}

/** @param inputs that a fully connected network receives at one step */
export function orthogonalProblems(network: Network, picture: Shape, inputs: number): Problem[] {
  if (takesTooLong(recurrentProducts(network)))
    return [
      error(
        'network.hidden',
        'Recurrent weights are initialized orthogonally, which would take minutes for this many neurons: the cost grows with the cube of a layer’s size. Use fewer or smaller layers.',
      ),
    ]
  if (network.initialization !== 'orthogonal' || !takesTooLong(productsOf(network, picture, inputs))) return []
  return [
    error(
      'network.initialization',
      'Orthogonal initialization would take minutes for this many inputs and outputs: the cost grows with the cube of a layer’s size.',
      { label: 'Use Kaiming', path: 'network.initialization', value: 'kaiming' },
    ),
  ]
}

/** @param inTime whether a sample is read pixel by pixel or row by row */
export const inTimeProblems = (network: Network, inTime: boolean): Problem[] =>
  inTime && network.kind === 'layers'
    ? [
        error('network.kind', 'This encoder turns a sample into a sequence, but a list of layers needs an image.', {
          label: 'Use a recurrent network',
          path: 'network',
          value: { kind: 'recurrent' },
        }),
      ]
    : []

const recurrentProducts = (network: Network): Product[] =>
  network.kind === 'recurrent' && network.recurrence.kind !== 'none' ? network.hidden.map((n) => [n, n]) : []

/** Terms of a sum and sums of every product: what it costs to draw orthogonal weights. */
function productsOf(network: Network, picture: Shape, inputs: number): Product[] {
  if (network.kind !== 'layers') return network.hidden.map((outputs, i) => [i === 0 ? inputs : network.hidden[i - 1]!, outputs])
  const made = madeOf(network.layers, picture, network.width)
  return made.map((shape, i) => {
    const layer = network.layers[i]!
    const before = i === 0 ? picture : made[i - 1]!
    if (layer.kind === 'conv') return [before.channels * layer.kernel ** 2, shape.channels]
    if (layer.kind === 'residual') return [Math.max(before.channels, shape.channels) * 9, shape.channels]
    return layer.kind === 'linear' ? [sizeOfShape(before), shape.channels] : [0, 0]
  })
}
