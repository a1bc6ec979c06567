/** Initial weights of a memory: one orthogonal matrix per gate, in separately padded columns; biases are 0. */
import type { Initialize } from '../../engine/network'
import { padded, sizeOf } from '../../engine/tensor'
import { initializeWeight, linearFan } from '../initialize'
import type { LinearSpec } from '../linear/layer'
import { driveColumns, drivesOf } from './describe'
import type { CellSpec } from './schema'

/** The linear layer in front of a memory, which computes the drives of all steps at once. @param inputs the number of its input features */
export function driveSpec(spec: CellSpec, size: number, inputs: number, seed: number): LinearSpec {
  const drives = drivesOf(spec)
  return {
    outputs: driveColumns(spec, size),
    bias: true,
    initialize: orthogonalBlocks(drives, inputs, size, seed, spec.gain),
    initializeBias: biasBlocks(drives, size, spec),
  }
}

/** @param blocks names of the matrices, side by side; each draws its own numbers */
export function orthogonalBlocks(blocks: readonly string[], inputs: number, size: number, seed: number, gain = 1): Initialize {
  return (shape, name) => {
    const [rows, columns] = shape as readonly [number, number]
    const data = new Float32Array(rows * columns)
    for (const [b, block] of blocks.entries()) {
      const width = padded(size)
      const own = initializeWeight('orthogonal', linearFan(inputs, size), seed, gain)([rows, width], `${name}.${block}`)
      for (let i = 0; i < own.length; i++) data[Math.floor(i / width) * columns + b * width + (i % width)] = own[i]!
    }
    return data
  }
}

/** 0 except for a forget gate. */
export function biasBlocks(blocks: readonly string[], size: number, spec: CellSpec): Initialize {
  const forget = blocks.indexOf('forget') * padded(size)
  return (shape) => {
    const data = new Float32Array(sizeOf(shape))
    if (forget >= 0 && 'forgetBias' in spec) data.fill(spec.forgetBias, forget, forget + size)
    return data
  }
}
