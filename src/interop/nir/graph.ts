/**
 * A graph of the Neuromorphic Intermediate Representation as in its file: nodes by name, each with a type and fields, and the edges
 * between them. Data, and errors that name a node. Source: https://neuroir.org, and the Python package `nir` (1.0.8).
 */

/** An array in row-major order; the shape is [] for a scalar. */
export interface NirArray {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array | BigInt64Array
}

export type NirValue = NirArray | string

export interface NirNode {
  /** The type in the NIR package: `Affine`, `LIF`, … */
  readonly type: string
  readonly fields: Readonly<Record<string, NirValue>>
  /** The subgraph of a node of type `NIRGraph`. */
  readonly graph?: NirGraph
}

export type NirEdge = readonly [from: string, to: string]

export interface NirGraph {
  readonly nodes: ReadonlyMap<string, NirNode>
  readonly edges: readonly NirEdge[]
  /** Optional information, on which readers must not rely. */
  readonly metadata: Readonly<Record<string, NirValue>>
}

/** The longest file that is read. */
export const MAX_NIR_BYTES = 2 ** 28

/** Why a network cannot be written as a graph, or a graph read as a network, in sentences. */
export class NirRefusal extends Error {
  override readonly name = 'NirRefusal'
}

/** @throws NirRefusal that starts with the node. */
export function refuse(node: string, type: string, why: string): never {
  throw new NirRefusal(`The node “${node}” (${type}): ${why}`)
}

// ---- arrays

export const floats = (data: Float32Array, shape: readonly number[] = [data.length]): NirArray => ({ shape, data })
/** An array with the same value for every neuron, in double precision, since readers compute decays from it. */
export const alike = (value: number, shape: readonly number[]): NirArray => ({
  shape,
  data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value),
})
export const whole = (...values: readonly number[]): NirArray => ({ shape: [values.length], data: BigInt64Array.from(values, BigInt) })
export const wholeScalar = (value: number): NirArray => ({ shape: [], data: BigInt64Array.of(BigInt(value)) })
export const scalar = (value: number): NirArray => ({ shape: [], data: Float64Array.of(value) })

/** The elements as JavaScript numbers. */
export const numbersIn = ({ data }: NirArray): ArrayLike<number> => (data instanceof BigInt64Array ? Array.from(data, Number) : data)
