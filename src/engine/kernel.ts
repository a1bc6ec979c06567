/**
 * A kernel is a shader file plus a signature; calling it gives an op, which is plain data. Nothing here touches a GPU.
 * The signature names element types and axes, so that a wrong tensor is a compile error where TypeScript can see it
 * and an error with names where it cannot.
 */
import { type DType, type Tensor, view } from './tensor'

export type Scalar = 'u32' | 'i32' | 'f32'
/** `f32[steps, batch, neurons]`: an element type and the names of the axes; a number is a fixed size. */
type Signature = `${DType}[${string}]`
type DTypeOf<S extends Signature> = S extends `${infer D extends DType}[${string}]` ? D : never
type Split<S extends string> = S extends `${infer Head}, ${infer Tail}` ? Head | Split<Tail> : S
type AxesOf<S extends Signature> = S extends `${string}[${infer A}]` ? Exclude<Split<A>, `${number}`> : never
type Signatures = Record<string, Signature>
type Sizes<R extends Signatures, W extends Signatures> = Record<AxesOf<R[keyof R]> | AxesOf<W[keyof W]>, number>
/**
 * The number of workgroups in one direction that every adapter allows. Kernels that count invocations fold into the next direction;
 * a variant that computes its own number of workgroups is not chosen where it would need more.
 */
export const MAX_WORKGROUPS = 65_535

type Extent = readonly [number, number?, number?]

interface KernelSpec<R extends Signatures, W extends Signatures, P extends Record<string, Scalar>, C extends string> {
  /** Storage that the shader reads. */
  reads: R
  /** Storage that the shader writes or accumulates into (`read_write`). */
  writes: W
  params?: P
  /** The shader's `override` constants and their defaults. */
  constants?: Record<C, number>
  /** Other values of the constants that give the same bits and may be faster: what the tuner tries. */
  candidates?: readonly Partial<Record<C, number>>[]
  /** How many invocations the kernel needs. Exactly one of `threads` and `workgroups` is given. */
  threads?: (size: Sizes<R, W>) => Extent
  /** The number of workgroups, for kernels that compute it themselves. */
  workgroups?: (size: Sizes<R, W>, constants: Record<C, number>, params: Record<keyof P, number>) => Extent
  /** The kernel runs inside `scan` and reads the step from `@group(1) @binding(0)`. */
  scanned?: boolean
  /** How many numbers a product of this kernel multiplies and adds, whether or not it skips those that are no spikes; absent without a product. */
  multiplyAdds?: (size: Sizes<R, W>, constants: Record<C, number>, params: Record<keyof P, number>) => number
}

interface Binding {
  readonly name: string
  readonly dtype: DType
  readonly axes: readonly string[]
  readonly access: 'read' | 'read_write'
}

/** What can be known of a kernel without compiling its shader. */
export interface KernelInfo {
  /** The name of its shader: a file, or what `source` is called in errors. */
  readonly shader: string
  /** The shader itself, where it was printed instead of read from a file. */
  readonly source?: string
  /** Printed libraries in place of the files of these names. */
  readonly libraries?: Readonly<Record<string, string>>
  readonly bindings: readonly Binding[]
  readonly params: readonly { name: string; type: Scalar }[]
  readonly constants: Readonly<Record<string, number>>
  readonly candidates: readonly Readonly<Record<string, number>>[]
  readonly scanned: boolean
}

/** One dispatch, as data. */
export interface Dispatch {
  readonly kind: 'dispatch'
  readonly kernel: KernelInfo
  readonly tensors: readonly Tensor[]
  /** The words of the kernel's `Params` uniform: axis sizes first, then the scalars. */
  readonly params: Uint8Array<ArrayBuffer>
  readonly constants: Readonly<Record<string, number>>
  readonly extent: { readonly unit: 'threads' | 'workgroups'; readonly size: readonly [number, number, number] }
  /** Three words that hold the number of workgroups: an indirect dispatch. */
  readonly indirect?: Tensor
  /** The multiply-adds of its products; absent without one. */
  readonly multiplyAdds?: number
  /** Run only in watched steps. */
  readonly watch?: boolean
}

/** Ops repeated for each time step, in order; each can read the current step. */
export interface Scan {
  readonly kind: 'scan'
  readonly steps: number
  readonly direction: 'forward' | 'backward'
  readonly ops: readonly Dispatch[]
  readonly watch?: boolean
}

export type Op = Dispatch | Scan

export type Kernel<R extends Signatures, W extends Signatures, P extends Record<string, Scalar>, C extends string> = KernelInfo &
  ((
    tensors: { readonly [K in keyof R]: Tensor<DTypeOf<R[K]>> } & { readonly [K in keyof W]: Tensor<DTypeOf<W[K]>> },
    params: { readonly [K in keyof P]: number },
    constants?: { readonly [K in C]?: number | undefined },
    indirect?: Tensor<'u32'>,
  ) => Dispatch)

/** @param source the shader, where it is not the file `shader` @param libraries printed ones, in place of the files of these names */
export function defineKernel<
  const R extends Signatures,
  const W extends Signatures,
  const P extends Record<string, Scalar> = Record<never, Scalar>,
  const C extends string = never,
>(shader: string, spec: KernelSpec<R, W, P, C>, source?: string, libraries?: KernelInfo['libraries']): Kernel<R, W, P, C> {
  const bindings = [...bindingsOf('read', spec.reads), ...bindingsOf('read_write', spec.writes)]
  const axes = [...new Set(bindings.flatMap((b) => b.axes))].filter((axis) => !/^\d+$/.test(axis))
  const info: KernelInfo = {
    shader,
    ...(source !== undefined && { source }),
    ...(libraries && { libraries }),
    bindings,
    params: [
      ...axes.map((name) => ({ name, type: 'u32' as const })),
      ...Object.entries(spec.params ?? {}).map(([name, type]) => ({ name, type })),
    ],
    constants: spec.constants ?? {},
    candidates: (spec.candidates ?? []) as readonly Readonly<Record<string, number>>[],
    scanned: spec.scanned ?? false,
  }

  const op = (
    tensors: Record<string, Tensor>,
    params: Record<string, number>,
    overrides: Record<string, number | undefined> = {},
    indirect?: Tensor<'u32'>,
  ): Dispatch => {
    const { bound, size } = bindAll(shader, bindings, tensors)
    const constants = { ...info.constants }
    for (const [name, value] of Object.entries(overrides)) {
      if (!(name in constants)) throw new Error(`${shader}: no constant ${name}`)
      if (value !== undefined) constants[name] = value
    }
    const unit = spec.threads ? 'threads' : 'workgroups'
    const extent = spec.threads?.(size as never) ?? spec.workgroups?.(size as never, constants as never, params as never) ?? [1]
    return {
      kind: 'dispatch',
      kernel: info,
      tensors: bound,
      params: packParams(shader, info.params, { ...size, ...params }),
      constants,
      extent: { unit, size: [extent[0], extent[1] ?? 1, extent[2] ?? 1] },
      ...(indirect && { indirect }),
      ...(spec.multiplyAdds && { multiplyAdds: spec.multiplyAdds(size as never, constants as never, params as never) }),
    }
  }
  return Object.assign(op, info) as unknown as Kernel<R, W, P, C>
}

/** The same op, whose shader includes this text in place of a library. */
export const withLibrary = (op: Dispatch, name: string, text: string): Dispatch => ({
  ...op,
  kernel: { ...op.kernel, libraries: { ...op.kernel.libraries, [name]: text } },
})

/** The same op, with others in place of some of its tensors, integer parameters and constants; it keeps its number of invocations. */
export function withOthers(
  op: Dispatch,
  {
    tensors = {},
    words = {},
    constants = {},
  }: Partial<Record<'words' | 'constants', Record<string, number>>> & { tensors?: Record<string, Tensor> },
): Dispatch {
  const { shader, bindings, params: fields } = op.kernel
  const { bound, size } = bindAll(
    shader,
    bindings,
    Object.fromEntries(bindings.map(({ name }, i) => [name, tensors[name] ?? op.tensors[i]!])),
  )
  const params = op.params.slice()
  const all: Record<string, number> = { ...size, ...words }
  for (const [i, { name }] of fields.entries()) if (name in all) new Uint32Array(params.buffer)[i] = all[name]!
  return { ...op, tensors: bound, params, constants: { ...op.constants, ...constants } }
}

/** Marks ops as part of the watched plan only. */
export const watched = <O extends Op>(ops: readonly O[]): O[] => ops.map((op) => ({ ...op, watch: true }))

/** What the bare plan runs of these ops: all but those marked as watched, within scans too. */
export const unwatched = (ops: readonly Op[]): Op[] =>
  ops
    .filter(({ watch }) => !watch)
    .map((op) => (op.kind === 'scan' && op.ops.some(({ watch }) => watch) ? { ...op, ops: op.ops.filter(({ watch }) => !watch) } : op))

const bindingsOf = (access: Binding['access'], signatures: Signatures): Binding[] =>
  Object.entries(signatures).map(([name, signature]) => {
    const [, dtype, axes] = /^(\w+)\[(.*)\]$/.exec(signature)!
    return { name, access, dtype: dtype as DType, axes: axes!.split(', ') }
  })

/** Reads the sizes of the axes off the tensors, which must agree. */
function bindAll(shader: string, bindings: readonly Binding[], tensors: Record<string, Tensor>) {
  const size: Record<string, number> = {}
  for (const name of Object.keys(tensors))
    if (!bindings.some((b) => b.name === name)) throw new Error(`${shader}: no binding named ${name}`)
  const bound = bindings.map((binding) => {
    const t = tensors[binding.name]
    if (!t) throw new Error(`${shader}: no tensor for ${binding.name}`)
    if (t.dtype !== binding.dtype) throw new Error(`${shader}: ${binding.name} is ${t.dtype}, expected ${binding.dtype}`)
    if (t.shape.length !== binding.axes.length)
      throw new Error(`${shader}: ${binding.name} has shape [${t.shape}], expected [${binding.axes}]`)
    binding.axes.forEach((axis, i) => {
      const n = t.shape[i]!
      const literal = /^\d+$/.test(axis)
      if (!literal) size[axis] ??= n
      const known = literal ? Number(axis) : size[axis]
      if (known !== n) throw new Error(`${shader}: ${axis} is ${known}, but ${n} in ${binding.name}`)
    })
    return t
  })
  return { bound, size }
}

/** Every parameter is one 32-bit word, so the i-th field of `Params` is word i. */
function packParams(shader: string, fields: KernelInfo['params'], values: Record<string, number>): Uint8Array<ArrayBuffer> {
  const words = new DataView(new ArrayBuffer(Math.max(16, Math.ceil(fields.length / 4) * 16)))
  fields.forEach(({ name, type }, i) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${shader}: missing parameter ${name}`)
    if (type === 'f32') words.setFloat32(i * 4, value, true)
    else words.setUint32(i * 4, value, true)
  })
  return new Uint8Array(words.buffer)
}

/** An integer parameter of an op, by its name. */
export const wordOf = ({ kernel, params }: Dispatch, name: string): number =>
  new Uint32Array(params.buffer)[kernel.params.findIndex((param) => param.name === name)]!

/** `[steps, batch, features]` as `[steps * batch, features]`: what a product sees. */
export const rows = <D extends DType>(t: Tensor<D>): Tensor<D> =>
  view(t, [t.shape.slice(0, -1).reduce((a, b) => a * b, 1), t.shape.at(-1)!])
