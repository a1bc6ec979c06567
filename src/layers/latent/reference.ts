/**
 * The walk of a latent model in float64, by the equations in shaders/layers/latent-forward.wgsl; matrices are [inputs, outputs] without
 * padding.
 */
import type { Cell } from './schema'

export type Matrix = readonly (readonly number[])[]

export interface WalkWeights {
  readonly encoderMemory?: Matrix
  readonly encoderOut?: Matrix
  readonly encoderOutBias?: readonly number[]
  readonly memoryMemory?: Matrix
  readonly memoryBias?: readonly number[]
  readonly memoryLatent?: Matrix
  readonly memoryOut?: Matrix
  readonly memoryOutBias?: readonly number[]
}

export interface WalkStep {
  readonly posterior: readonly number[]
  readonly latent: readonly number[]
  /** The memory before the step, and after it. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const plus = (a: readonly number[], b: readonly number[] | undefined) => a.map((x, i) => x + (b?.[i] ?? 0))
const times = (x: readonly number[], m: Matrix | undefined): number[] | undefined =>
  m?.[0]?.map((_, o) => x.reduce((sum, value, i) => sum + value * m[i]![o]!, 0))

/** One row over all steps. @param encoderDrive, memoryDrive, noise by step; empty where there is none. */
export function walkOf(
  cell: Cell,
  weights: WalkWeights,
  { encoderDrive, memoryDrive, noise }: Readonly<Record<'encoderDrive' | 'memoryDrive' | 'noise', Matrix>>,
  carried: { readonly memory: readonly number[]; readonly cell?: readonly number[] },
): { readonly steps: readonly WalkStep[]; readonly cell: readonly number[] } {
  let { memory } = carried
  let state = carried.cell ?? memory.map(() => 0)
  const steps = Array.from({ length: Math.max(encoderDrive.length, memoryDrive.length) }, (_, t) => {
    const before = memory
    const drive = encoderDrive[t] ?? []
    const first = plus(drive, times(before, weights.encoderMemory))
    const hidden = weights.encoderOut
      ? plus(
          times(
            first.map((x) => Math.max(x, 0)),
            weights.encoderOut,
          )!,
          weights.encoderOutBias,
        )
      : first
    const count = hidden.length / 2
    const latent = Array.from({ length: count }, (_, j) => hidden[j]! + Math.exp(hidden[count + j]! / 2) * noise[t]![j]!)
    const next = after(cell, weights, { drive: memoryDrive[t] ?? [], latent, before, state })
    memory = next.memory
    state = next.state
    return { posterior: hidden, latent, before, after: memory }
  })
  return { steps, cell: state }
}

interface Given {
  readonly drive: readonly number[]
  readonly latent: readonly number[]
  readonly before: readonly number[]
  readonly state: readonly number[]
}

function after(cell: Cell, weights: WalkWeights, { drive, latent, before, state }: Given) {
  if (cell === 'none') return { memory: before, state }
  const driven = plus(drive, times(latent, weights.memoryLatent))
  const product = plus(times(before, weights.memoryMemory)!, weights.memoryBias)
  const size = before.length
  const gate = (of: readonly number[], k: number) => of.slice(k * size, (k + 1) * size)
  const sums = plus(driven, product)
  const act = (x: number) => (cell === 'relu' ? Math.max(x, 0) : Math.tanh(x))
  switch (cell) {
    case 'gru': {
      const [r, u] = [gate(sums, 0).map(sigmoid), gate(sums, 1).map(sigmoid)]
      const n = gate(driven, 2).map((x, i) => Math.tanh(x + r[i]! * product[2 * size + i]!))
      return { memory: n.map((x, i) => (1 - u[i]!) * x + u[i]! * before[i]!), state }
    }
    case 'lstm': {
      const [i, f, o] = [0, 1, 3].map((k) => gate(sums, k).map(sigmoid)) as [number[], number[], number[]]
      const g = gate(sums, 2).map(Math.tanh)
      const next = state.map((c, k) => f[k]! * c + i[k]! * g[k]!)
      return { memory: next.map((c, k) => o[k]! * Math.tanh(c)), state: next }
    }
    default: {
      const hidden =
        weights.memoryOut &&
        plus(
          times(
            sums.map((x) => Math.max(x, 0)),
            weights.memoryOut,
          )!,
          weights.memoryOutBias,
        )
      return { memory: (hidden ?? sums).map(act), state }
    }
  }
}
