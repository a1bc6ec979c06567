/** What the code of a framework has of its own: imports, neurons, and how layers are applied to every step of a sequence. */
import type { Native } from './neurons'
import type { Piece, Plan, Weights } from './plan'

export interface FrameworkCode {
  readonly title: string
  /** What is to be installed besides PyTorch. */
  readonly installs: string
  readonly imports: (plan: Plan, native: boolean) => readonly string[]
  /** Its own neurons, if they are the lab's. */
  readonly native: (plan: Plan) => Native
  /**
   * A function that makes its own neurons, which walk through a sequence by themselves; only where nothing is recurrent. They scale their
   * input as the lab does, or it is scaled in front of them.
   */
  readonly factory?: (plan: Plan) => { readonly lines: readonly string[]; readonly scalesInput: boolean }
  /** Under which name the class of neurons has the framework's own, where that has the parameters. */
  readonly node?: string
  /** What a network does first in every pass. */
  readonly begin: (plan: Plan) => readonly string[]
  readonly layer: (weights: Weights) => string
  readonly pool: (pool: Extract<Piece, { readonly kind: 'pool' }>) => string
  /** Layers of maps take a sequence as it is; else its steps are put into the batch. */
  readonly takesSteps: boolean
  /** What is different of a parameter in a file of weights, as lines that change `tensor` where it is to become `key`. */
  readonly converted: (plan: Plan, native: boolean) => readonly string[]
  /** What is to be known of it: sentences. */
  readonly notes: (plan: Plan, native: boolean) => readonly string[]
}

const windowOf = ({ window: { kernel, stride, padding } }: Weights): string =>
  `${kernel}${stride === 1 ? '' : `, stride=${stride}`}${padding === 0 ? '' : `, padding=${padding}`}`

/** A layer of PyTorch, or of a framework that calls its own by the same names. */
export function torchLayer(weights: Weights, module = 'nn', more = ''): string {
  const bias = weights.bias ? '' : ', bias=False'
  const { inputs, outputs } = weights
  return weights.make === 'linear'
    ? `${module}.Linear(${inputs}, ${outputs}${bias}${more})`
    : `${module}.Conv2d(${inputs}, ${outputs}, ${windowOf(weights)}${bias}${more})`
}

export const torchPool = ({ how, size }: Extract<Piece, { readonly kind: 'pool' }>, module = 'nn', more = ''): string =>
  `${module}.${how === 'max' ? 'MaxPool2d' : 'AvgPool2d'}(${size}${more})`
