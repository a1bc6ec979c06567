/**
 * Looks: measurements of a trained network beyond the metrics of its task, and the numbers that each gives for a layer. A further one is an
 * entry here, and how it is taken an entry of `experiments/looks`.
 */

export interface LookColumn {
  /** Its name in files. */
  readonly key: string
  readonly title: string
  /** The glossary term. */
  readonly term: string
  readonly digits: number
}

interface LookInfo {
  readonly title: string
  /** What it does at the end of a run, in a sentence that begins with a verb. */
  readonly does: string
  readonly columns: readonly LookColumn[]
}

const LOOKS = {
  reach: {
    title: 'How far the gradient reaches',
    does: 'follows the gradient of the first test samples back through time',
    columns: [
      { key: 'lyapunovExponent', title: 'largest exponent a step', term: 'lyapunov', digits: 3 },
      { key: 'gradientFactor', title: 'factor a step', term: 'stepJacobian', digits: 3 },
      { key: 'gradientLeftLog10', title: 'left at the first step, log10', term: 'stepJacobian', digits: 1 },
      { key: 'stepsReached', title: 'steps back with 1 % left', term: 'gradientFlow', digits: 1 },
    ],
  },
  truth: {
    title: 'How true the gradient is',
    does: 'compares its gradient with the true one of the expected loss, over spikes that are drawn',
    columns: [
      { key: 'trueCosine', title: 'cosine with the true gradient', term: 'gradientCosine', digits: 3 },
      { key: 'trueNormRatio', title: 'norm over the true one', term: 'trueGradient', digits: 3 },
    ],
  },
} as const satisfies Record<string, LookInfo>

export type LookKind = keyof typeof LOOKS
export const LOOK_KINDS = Object.keys(LOOKS) as LookKind[]
/** Title and columns of a kind of look, typed alike for every kind. */
export const lookInfo = (kind: LookKind): LookInfo => LOOKS[kind]

/** A measurement, and what it may cost. */
export interface Look {
  readonly kind: LookKind
  /** At most so many of the pinned samples. */
  readonly samples: number
  /** For `truth`: the number of spike trains that are drawn for each sample. */
  readonly draws?: number | undefined
  /** For `truth`: the standard deviation of the noise by which spikes of LIF are drawn. */
  readonly sigma?: number | undefined
}

/** A number of a layer; with its standard error where it is an estimate. */
export interface LookedValue {
  readonly value: number
  readonly error?: number | undefined
}

export interface LookedLayer {
  readonly layer: string
  /** Values by the key of their column; null where undefined, such as a cosine with a zero gradient. */
  readonly values: Readonly<Record<string, LookedValue | null>>
}

/** What a look has found in a run, or why there is nothing to find. */
export type Looked =
  | { readonly kind: LookKind; readonly samples: number; readonly layers: readonly LookedLayer[] }
  | { readonly kind: LookKind; readonly why: string }
