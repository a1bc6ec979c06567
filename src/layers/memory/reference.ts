/** The memory of an agent in float64, by the equations in the shaders' heads; matrices are [inputs, outputs], nothing is padded. */
import type { CellSpec, SpikingSpec } from './schema'

export type Matrix = readonly (readonly number[])[]

export interface MemoryWeights {
  /** [size, gates * size]. */
  readonly recurrent?: Matrix
  readonly bias?: readonly number[]
  readonly decayLogit?: readonly number[]
}

/** The values of one row at a step, or at each inner step. */
type Step = Readonly<Record<string, readonly number[]>>

export interface Remembered {
  /** [steps, size]. */
  readonly output: Matrix
  readonly steps: readonly Step[]
  /** The final state as it is carried over: blocks of `size`. */
  readonly states: readonly number[]
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const product = (x: readonly number[], m: Matrix): number[] => m[0]!.map((_, o) => x.reduce((sum, value, i) => sum + value * m[i]![o]!, 0))
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + b[i]!)
const block = (values: readonly number[], size: number, k: number) => values.slice(k * size, (k + 1) * size)

/**
 * One row over all steps.
 * @param drive [steps, drives * size]
 * @param starts for each step: if it is not 0, the state is zeroed before the step
 * @param states the initial state, blocks of `size`
 * @param fires the spike function of potential - threshold
 */
export function remembered(
  spec: CellSpec,
  weights: MemoryWeights,
  { drive, starts, states }: { readonly drive: Matrix; readonly starts: readonly number[]; readonly states: readonly number[] },
  fires: (x: number) => number,
): Remembered {
  let now = states
  const steps: Step[] = []
  const output = drive.map((driven, t) => {
    const repeats = spec.kind === 'grsn' || spec.kind === 'lif' ? spec.innerSteps : 1
    const anew = starts[t] !== 0 || ('innerState' in spec && spec.innerState === 'zeroed')
    if (anew) now = now.map(() => 0)
    const given = Array.from({ length: repeats }, () => {
      const { states: next, output, ...step } = stepOf(spec, weights, driven, now, fires)
      now = next
      steps.push(step)
      return output
    })
    return given[0]!.map((_, i) => given.reduce((sum, one) => sum + one[i]!, 0) / repeats)
  })
  return { output, steps, states: now }
}

type After = Step & { readonly states: readonly number[]; readonly output: readonly number[] }

function stepOf(
  spec: CellSpec,
  weights: MemoryWeights,
  driven: readonly number[],
  states: readonly number[],
  fires: (x: number) => number,
): After {
  switch (spec.kind) {
    case 'grsn': {
      const size = states.length / 3
      const [left, current, spikes] = [0, 1, 2].map((k) => block(states, size, k)) as [number[], number[], number[]]
      const given = spec.gates === 'spike' ? weights.bias! : driven.slice(0, 2 * size)
      const sums = spec.gates === 'input' ? given : plus(given, product(spikes, weights.recurrent!))
      const forgetGate = block(sums, size, 0).map(sigmoid)
      const inputGate = block(sums, size, 1).map((x) => Math.max(x, 0))
      const next = current.map((c, i) => forgetGate[i]! * c + (1 - forgetGate[i]!) * inputGate[i]!)
      const drive = spec.projection ? plus(next, driven.slice(-size)) : next
      const { after, ...fired } = fire(spec, weights, drive, left, fires)
      return { ...fired, current: next, forgetGate, inputGate, states: [...after, ...next, ...fired.spikes], output: fired.spikes }
    }
    case 'lif': {
      const { after, ...fired } = fire(spec, weights, driven, states, fires)
      return { ...fired, states: after, output: fired.spikes }
    }
    case 'minGru': {
      const size = states.length
      const forgetGate = block(driven, size, 0).map(sigmoid)
      const inputGate = block(driven, size, 1).map((x) => Math.max(x, 0))
      const next = states.map((c, i) => forgetGate[i]! * c + (1 - forgetGate[i]!) * inputGate[i]!)
      return { forgetGate, inputGate, states: next, output: next }
    }
    case 'gru': {
      const size = states.length
      const own = plus(product(states, weights.recurrent!), weights.bias!)
      const [r, u] = [0, 1].map((k) => plus(block(driven, size, k), block(own, size, k)).map(sigmoid)) as [number[], number[]]
      const n = block(driven, size, 2).map((x, i) => Math.tanh(x + r[i]! * own[2 * size + i]!))
      const h = n.map((x, i) => (1 - u[i]!) * x + u[i]! * states[i]!)
      return { resetGate: r, updateGate: u, candidate: n, states: h, output: h }
    }
    case 'lstm': {
      const size = states.length / 2
      const sums = plus(driven, product(block(states, size, 0), weights.recurrent!))
      const [i, f, o] = [0, 1, 3].map((k) => block(sums, size, k).map(sigmoid)) as [number[], number[], number[]]
      const g = block(sums, size, 2).map(Math.tanh)
      const cell = block(states, size, 1).map((c, k) => f[k]! * c + i[k]! * g[k]!)
      const h = cell.map((c, k) => o[k]! * Math.tanh(c))
      return { inputGate: i, forgetGate: f, candidate: g, outputGate: o, cell, states: [...h, ...cell], output: h }
    }
    default:
      return spec satisfies never
  }
}

function fire(
  { decay, threshold, reset }: SpikingSpec,
  { decayLogit }: MemoryWeights,
  drive: readonly number[],
  left: readonly number[],
  fires: (x: number) => number,
) {
  const leak = (i: number) => (decayLogit ? sigmoid(decayLogit[i]!) : decay)
  const membrane = left.map((v, i) => leak(i) * v + (1 - leak(i)) * drive[i]!)
  const spikes = membrane.map((u) => fires(u - threshold))
  const after = membrane.map((u, i) => (reset === 'zero' ? u * (1 - spikes[i]!) : u - threshold * spikes[i]!))
  return { membrane, spikes, after }
}
