/** The code that is specific to a framework: imports, neurons, and how layers are applied to every step of a sequence. */
import type { Native } from './neurons'
import type { Piece, Plan, Weights } from './plan'

export interface FrameworkCode {
  readonly title: string
  /** The package to install in addition to PyTorch, where the code imports it, with the version it needs. */
  readonly installs: string
  readonly imports: (plan: Plan, native: boolean) => readonly string[]
  /** The framework's own neurons, if they match those of the experiment. */
  readonly native: (plan: Plan) => Native
  /**
   * A function that creates the framework's own neurons, if they process a whole sequence. Either they scale their input as this app does,
   * or it is scaled in front of them.
   */
  readonly factory?: (plan: Plan) => { readonly lines: readonly string[]; readonly scalesInput: boolean } | undefined
  /** The attribute under which the class of neurons holds the framework's own, if those have the parameters. */
  readonly node?: (plan: Plan) => string | undefined
  /** Whether the framework has the experiment's rule of learning forward in time, for its neurons and network; by default it has none. */
  readonly learnsOnline?: (plan: Plan) => boolean
  /** The lines at the start of every forward pass. */
  readonly begin: (plan: Plan) => readonly string[]
  readonly layer: (weights: Weights) => string
  readonly pool: (pool: Extract<Piece, { readonly kind: 'pool' }>) => string
  /** Whether layers of feature maps accept a sequence; otherwise its steps are merged into the batch. */
  readonly takesSteps: boolean
  /** Lines that convert a parameter of a weights file: they change `tensor` if it is to become `key`. */
  readonly converted: (plan: Plan, native: boolean) => readonly string[]
  /** Notes for the user, in sentences. */
  readonly notes: (plan: Plan, native: boolean) => readonly string[]
}

const windowOf = ({ window: { kernel, stride, padding } }: Weights): string =>
  `${kernel}${stride === 1 ? '' : `, stride=${stride}`}${padding === 0 ? '' : `, padding=${padding}`}`

/** A layer of PyTorch, or of a framework whose layers have the same names. */
export function torchLayer(weights: Weights, module = 'nn', more = ''): string {
  const bias = weights.bias ? '' : ', bias=False'
  const { inputs, outputs } = weights
  return weights.make === 'linear'
    ? `${module}.Linear(${inputs}, ${outputs}${bias}${more})`
    : `${module}.Conv2d(${inputs}, ${outputs}, ${windowOf(weights)}${bias}${more})`
}

export const torchPool = ({ how, size }: Extract<Piece, { readonly kind: 'pool' }>, module = 'nn', more = ''): string =>
  `${module}.${how === 'max' ? 'MaxPool2d' : 'AvgPool2d'}(${size}${more})`
