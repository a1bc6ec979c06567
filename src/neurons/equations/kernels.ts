/** The kernels of a neuron as equations, printed from its text, and the sum of a parameter's gradient. */
import { defineKernel, type Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { Source } from './shader'

/** The SHARE constant of parameter-backward, by `Per`. */
export const SHARES = { neuron: 0, channel: 0, layer: 1, step: 2 } as const

export const parameterBackward = defineKernel('neurons/parameter-backward', {
  reads: { partial: 'f32[partials, rows, neurons]' },
  writes: { gradient: 'f32[values]' },
  params: { row: 'u32' },
  constants: { SHARE: 0 },
  workgroups: ({ partials, neurons }, { SHARE }) => [SHARE === SHARES.step ? partials : SHARE === SHARES.layer ? 1 : neurons / 4],
})

export const surrogateTables = defineKernel('neurons/surrogate-tables', {
  reads: { values: 'f32[count]', statistics: 'f32[averages]', offsets: 'u32[layers, 8]' },
  writes: { tables: 'f32[layers, words]' },
  params: { steps: 'u32', decay: 'f32' },
  constants: { LEARNED: 0, MEASURED: 0 },
  workgroups: ({ layers }) => [layers],
})

export const argumentSums = defineKernel('neurons/argument-sums', {
  reads: { membrane: 'f32[steps, batch, neurons]' },
  writes: { sums: 'f32[steps, groups, 3]' },
  params: { features: 'u32', threshold: 'f32' },
  workgroups: ({ groups, steps }) => [groups, steps],
})

export const argumentStatistics = defineKernel('neurons/argument-statistics', {
  reads: { sums: 'f32[layers, words]', offsets: 'u32[layers, 8]' },
  writes: { observed: 'f32[count]' },
  params: { steps: 'u32' },
  constants: { WORKGROUP: 64 },
  // A layer's sums are 64 times three numbers for each step.
  threads: ({ layers, words }) => [layers * Math.ceil(words / 192)],
})

type Bound = Readonly<Record<string, Tensor<'f32'>>>
interface Call {
  (tensors: Bound, params: Readonly<Record<string, number>>, constants?: { readonly WORKGROUP: number }): Op
  readonly bindings: readonly { readonly name: string }[]
}

/** Those of a layer's tensors that a printed kernel binds. */
export const boundBy = ({ bindings }: Call, tensors: Bound): Bound =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => bindings.some((binding) => binding.name === name)))

/** A printed shader as a kernel. @param threads how many invocations it needs, by the sizes of its axes @param scanned whether it is one step of a scan */
export function printedKernel(
  name: string,
  { code, bindings, params, libraries }: Source,
  threads: (size: Readonly<Record<string, number>>) => number,
  scanned = false,
): Call {
  const of = (written: boolean) =>
    Object.fromEntries(bindings.filter(({ writes }) => writes === written).map(({ name, signature }) => [name, signature as 'f32[a]']))
  return defineKernel(
    `neurons/equations-${name}`,
    {
      reads: of(false),
      writes: of(true),
      params: Object.fromEntries(params),
      constants: { WORKGROUP: 64 },
      threads: (size) => [threads(size)],
      scanned,
    },
    code,
    libraries,
  ) as unknown as Call
}
