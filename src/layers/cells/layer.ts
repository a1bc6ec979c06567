/** Packs maps of several sizes into rows of cells: the outputs of a detector at all positions of all levels, one kernel per level. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { sizeOf, view } from '../../engine/tensor'
import * as kernels from './kernels'

/** Two maps of one size, at as many steps. */
export interface Level {
  readonly first: Activation
  readonly second: Activation
}

/**
 * The output is [1, batch * cells, padded(columns of the first and the second)], a mean over the steps: cells of the levels in order,
 * row by row in a level, with the columns of `second` behind those of `first`.
 */
export function cells(context: Context, name: string, levels: readonly Level[]): Layer {
  const { batch } = context
  const placed = levels.map((level, i) => ({ ...level, offset: levels.slice(0, i).reduce((sum, { first }) => sum + placesOf(first), 0) }))
  const count = levels.reduce((sum, { first }) => sum + placesOf(first), 0)
  const features = levels[0]!.first.features + levels[0]!.second.features
  const output = activation(name, [1, batch * count, features], 'dense', true)
  const rowsOf = (t: Activation['value']) => view(t, [batch, count, sizeOf(t.shape) / (batch * count)])
  const how = ({ first, second, offset }: (typeof placed)[number]) => ({ firsts: first.features, seconds: second.features, offset })
  return layer(name, {
    outputs: [output],
    forward: placed.map((level) =>
      kernels.cellsPack({ first: level.first.value, second: level.second.value, raw: rowsOf(output.value) }, how(level)),
    ),
    backwardInput: placed.map((level) =>
      kernels.cellsUnpack({ rawGrad: rowsOf(output.grad!), firstGrad: level.first.grad!, secondGrad: level.second.grad! }, how(level)),
    ),
    visible: { output: output.value },
  })
}

const placesOf = ({ space }: Activation): number => space!.height * space!.width
