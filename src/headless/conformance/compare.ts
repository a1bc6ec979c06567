/** Compares the shaders' output with a case's expected tensors. */
import type { Case, CaseTensor } from './read'

export interface Computed {
  readonly outputs: Readonly<Record<string, ArrayLike<number>>>
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>
}

export interface Comparison {
  readonly name: string
  /** norm(got - want) / norm(want); for values that must be equal, the share that differs. */
  readonly error: number
  readonly passed: boolean
}

const LIMIT = 1e-4
/** The tolerance for losses, and for outputs of one product or one neuron. */
const TIGHT = 2e-5
/** The tolerance for a whole training run. */
const LOOSE = 2e-3
/** The tolerance for statistics, which are computed in float64. */
const FLOAT64 = 1e-6
const ABSOLUTE = 1e-6
/** Discrete results, which must be equal. */
const EXACT: readonly string[] = [
  'spikes',
  'owner',
  'candidates',
  'dynamicK',
  'positives',
  'counts',
  'terminated',
  'truncated',
  'available',
]
/** Environments with discrete states. */
const CELLS: readonly unknown[] = ['catch', 'tMaze', 'memoryChain', 'switchRiddle', 'jointRecall', 'hunt']

const isChoice = ({ attrs }: Case, name: string): boolean =>
  EXACT.includes(name) || (name === 'states' && CELLS.includes(attrs.environment))

function limitOf(op: string, isOutput: boolean): number {
  if (op === 'trainingTrace') return LOOSE
  if (op === 'pairedDifference' || op === 'aggregate') return FLOAT64
  return isOutput &&
    [
      'lif',
      'noisyLif',
      'linear',
      'delay',
      'delayedConv2d',
      'parallelNeuron',
      'conv2d',
      'pool2d',
      'loss',
      'lossTerms',
      'distillation',
      'gaussianKl',
      'pspLoss',
    ].includes(op)
    ? TIGHT
    : LIMIT
}

/** The result of several variants of a computation, whose bits must be equal. @throws with the name of one that differs */
export function mustAgree(results: readonly Computed[], names: readonly string[]): Computed {
  const text = results.map((result) => JSON.stringify(result))
  const other = text.findIndex((t) => t !== text[0])
  if (other > 0) throw new Error(`the ${names[other]} form gives other bits than the ${names[0]} one`)
  return results[0]!
}

/** One comparison for each tensor that the case expects; a tensor that was not computed fails. */
export function compare(wanted: Case, result: Computed): Comparison[] {
  return [
    ...Object.entries(wanted.outputs).map(([name, want]) =>
      compareTensor(name, result.outputs[name], want, isChoice(wanted, name) ? null : limitOf(wanted.op, true)),
    ),
    ...Object.entries(wanted.gradients).map(([name, want]) =>
      compareTensor(`d ${name}`, result.gradients[name], want, limitOf(wanted.op, false)),
    ),
  ]
}

/** @param limit null where all must be equal. */
function compareTensor(name: string, got: ArrayLike<number> | undefined, { data }: CaseTensor, limit: number | null): Comparison {
  if (!got || got.length !== data.length) return { name, error: Number.POSITIVE_INFINITY, passed: false }
  if (limit === null) {
    const wrong = data.filter((want, i) => got[i] !== want).length
    return { name, error: wrong / Math.max(1, data.length), passed: wrong === 0 }
  }
  let difference = 0
  let size = 0
  for (let i = 0; i < data.length; i++) {
    difference += (got[i]! - data[i]!) ** 2
    size += data[i]! ** 2
  }
  const [distance, norm] = [Math.sqrt(difference), Math.sqrt(size)]
  // Written so that NaN fails.
  return { name, error: norm > 0 ? distance / norm : distance, passed: distance <= limit * norm + ABSOLUTE }
}
