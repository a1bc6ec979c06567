/**
 * A tensor is a description of GPU memory that does not exist yet: a name, an element type and a shape.
 * The plan decides where it lies. It is not an array: it holds no values except, for constants and state, the initial ones.
 */

export type DType = 'f32' | 'u32'
export type Data = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

export interface Tensor<D extends DType = DType> {
  readonly name: string
  readonly dtype: D
  /** Row-major; time first. The last axis of a float tensor is padded to a multiple of 4 wherever a kernel reads vec4. */
  readonly shape: readonly number[]
  /** Persistent tensors have a buffer of their own (parameters, state, data, results). All others live in pooled memory and die with their last reader. */
  readonly persistent: boolean
  /** What a persistent tensor holds before anything has run; zeros if absent. */
  readonly initial?: Data
  /** The tensor whose memory this one shares, and where in it this one starts, in elements. */
  readonly base?: Tensor
  readonly offset?: number
}

/** A transient tensor: pooled memory, valid between its writer and its last reader. */
export const tensor = <D extends DType>(name: string, dtype: D, shape: readonly number[]): Tensor<D> => ({
  name,
  dtype,
  shape,
  persistent: false,
})

/** A tensor with a separate buffer, which outlives the step. */
export const persistent = <D extends DType>(name: string, dtype: D, shape: readonly number[], initial?: Data): Tensor<D> => ({
  name,
  dtype,
  shape,
  persistent: true,
  ...(initial && { initial }),
})

export const constant = (name: string, values: readonly number[] | Float32Array): Tensor<'f32'> =>
  persistent(name, 'f32', [values.length], Float32Array.from(values))

/** The same memory seen with another shape, from `offset` elements on. */
export function view<D extends DType>(t: Tensor<D>, shape: readonly number[], offset = 0): Tensor<D> {
  const start = (t.offset ?? 0) + offset
  if (offset + sizeOf(shape) > sizeOf(t.shape)) throw new Error(`a view [${shape}] from ${offset} on does not fit ${t.name} [${t.shape}]`)
  return { name: t.name, dtype: t.dtype, shape, persistent: t.persistent, base: rootOf(t), offset: start }
}

/** Elements between borders: 256 bytes, the alignment of a storage binding. */
export const BORDER = 64

/** Makes a transient tensor, on its own or as a part of another. */
export type Place = (name: string, shape: readonly number[]) => Tensor<'f32'>
/** Where values and their gradients lie. */
export interface Places {
  readonly value: Place
  readonly grad: Place
}

export const onItsOwn: Place = (name, shape) => tensor(name, 'f32', shape)

/** A transient tensor that grows: each call appends a part, aligned as a binding must be. A kernel binds several parts as one. */
export function arena(name: string): Place {
  const size = [0]
  const whole = { ...tensor(name, 'f32', []), shape: size }
  return (part, shape) => {
    const start = size[0]!
    size[0] = start + Math.ceil(sizeOf(shape) / BORDER) * BORDER
    return { ...view(whole, shape, start), name: part }
  }
}

export const rootOf = (t: Tensor): Tensor => t.base ?? t
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
/** Bytes of a tensor; every element is one 32-bit word. A buffer has at least 16. */
export const byteLengthOf = (t: Tensor): number => Math.max(16, Math.ceil(sizeOf(t.shape) / 4) * 16)
/** The next multiple of 4: what a row of features takes in memory. */
export const padded = (features: number): number => Math.ceil(features / 4) * 4
