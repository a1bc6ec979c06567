/** The layout of a detector's raw output: a row of 5 + classes numbers per cell, levels in order, row by row inside a level. */
import type { Activation } from '../../engine/graph'
import { padded, persistent, type Tensor } from '../../engine/tensor'

export interface Level {
  /** Pixels of the input image along a side of a cell. */
  readonly stride: number
  readonly height: number
  readonly width: number
}

export interface DetectionLayout {
  readonly levels: readonly Level[]
  readonly classes: number
}

/** The number of cells of an image. */
export const cellsOf = (levels: readonly Level[]): number => levels.reduce((sum, { height, width }) => sum + height * width, 0)

/** The number of outputs of a cell: tx, ty, tw, th, objectness, then classes. */
export const numbersOf = ({ classes }: DetectionLayout): number => 5 + classes

/** The levels as kernels read them, [levels, 4]: first cell, width, height, stride. */
export function levelTable(name: string, levels: readonly Level[]): Tensor<'u32'> {
  let first = 0
  const rows = levels.flatMap(({ stride, height, width }) => {
    first += height * width
    return [first - height * width, width, height, stride]
  })
  return persistent(`${name}.levels`, 'u32', [levels.length, 4], Uint32Array.from(rows))
}

/** The number of images in a raw output. @throws if its rows are not whole images of this layout. */
export function imagesOf({ value: { name, shape } }: Activation, layout: DetectionLayout): number {
  const [steps, rows, columns] = shape
  const batch = rows! / cellsOf(layout.levels)
  if (steps !== 1 || columns !== padded(numbersOf(layout)) || !Number.isInteger(batch))
    throw new Error(`${name} [${shape}] is not [1, images * ${cellsOf(layout.levels)} cells, ${padded(numbersOf(layout))}]`)
  return batch
}
