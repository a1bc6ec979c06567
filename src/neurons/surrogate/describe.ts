/**
 * Each surrogate, described once: its number in the shaders, its parameter, its window, and what other frameworks call it. Also the slopes
 * of analog neurons, as the kernels number them. Pure. The functions themselves are in shaders/lib/surrogate and, in float64, in reference.
 */
import type { Equation } from '../../schema'
import { type SlopeKind, SURROGATE_EQUATIONS, SURROGATE_NAMES, type SurrogateSpec } from './schema'

/** The derivative of the outputs, or what replaces it in the backward pass. */
export interface Slope {
  readonly from: 'surrogate' | 'noise' | 'derivative' | 'formula'
  /** The kind in the kernels. */
  readonly kernel: SlopeKind
  /** Its text, where it is a formula. */
  readonly formula?: string
  /** The surrogate of this shape, which may be the density of noise; null for an analog neuron, which has a derivative. */
  readonly surrogate: SurrogateSpec | null
  /** Empty if the update rule includes them. */
  readonly equations: readonly Equation[]
  /** The parameters in the equations, by name. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** A phrase such as “window adaptive”. */
  readonly summary: string
  readonly window: WindowText
  /** The edit that makes the window wider by a factor. @param width the width of a window with edges, as it is in use */
  scaled?(factor: number, width: number): readonly [path: string, value: unknown]
  /** The edit that sets the width of a window with edges; absent if the window has none. */
  widened?(width: number): { readonly label: string; readonly change: readonly [path: string, value: unknown] }
}

/** Where a gradient passes, for a chart and in a sentence, and a label for potentials from the threshold on. */
export interface WindowText {
  readonly short: string
  readonly long: string
  readonly above: string
}

interface SurrogateDescription {
  /** Half the window at a value of the parameter: how far from the threshold the slope is still a tenth of its peak (all of it for rect and triangle). */
  halfWidth(parameter: number): number
  readonly equations: readonly Equation[]
  readonly window: Omit<WindowText, 'above'>
  /** For PyTorch, with x = potential − threshold: the slope, and its integral for noise with such a density. */
  readonly python: {
    readonly constant: 'WIDTH' | 'SCALE' | 'SIGMA'
    readonly about: string
    readonly slope: string
    readonly integral?: string
  }
  /** The expression for the same surrogate in a framework, of Norse the arguments; absent if it has none, for all parameters or for this one. */
  spikingJelly?(parameter: number): string | undefined
  readonly snnTorch?: string
  norse?(parameter: number): string | undefined
  /** Why the surrogate that snnTorch has is not used, as a sentence. */
  readonly withoutSnnTorch?: string
}

const TENTH: SurrogateDescription['window'] = {
  short: 'gradient window, slope ≥ a tenth of the peak',
  long: 'The slope of this surrogate is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
}

export const SURROGATES: Readonly<Record<SurrogateSpec['kind'], SurrogateDescription>> = {
  rect: {
    halfWidth: (width) => width / 2,
    equations: SURROGATE_EQUATIONS.rect,
    window: { short: 'gradient window κ[t]', long: '|u − θ| < κ[t]/2: where the surrogate lets a gradient through.' },
    python: {
      constant: 'WIDTH',
      about: 'a rectangle',
      slope: '(x.abs() < WIDTH / 2) / WIDTH',
      integral: '(x / WIDTH + 0.5).clamp(0, 1)',
    },
    spikingJelly: () => 'surrogate.Rect(alpha=1 / WIDTH)',
  },
  triangle: {
    halfWidth: (scale) => 1 / scale,
    equations: SURROGATE_EQUATIONS.triangle,
    window: { short: 'gradient window, |u − θ| < 1/α', long: '|u − θ| < 1/α: where the slope of the surrogate is not zero.' },
    python: { constant: 'SCALE', about: 'a triangle', slope: 'SCALE * torch.relu(1 - SCALE * x.abs())' },
    spikingJelly: () => 'surrogate.PiecewiseQuadratic(alpha=SCALE)',
    norse: (scale) => (scale === 1 ? "method='triangle', alpha=SCALE" : undefined),
  },
  sigmoid: {
    halfWidth: (scale) => (2 * Math.log(Math.sqrt(10) + 3)) / scale,
    equations: SURROGATE_EQUATIONS.sigmoid,
    window: TENTH,
    python: {
      constant: 'SCALE',
      about: 'the derivative of a sigmoid',
      slope: 'SCALE * torch.sigmoid(SCALE * x) * torch.sigmoid(-SCALE * x)',
      integral: 'torch.sigmoid(SCALE * x)',
    },
    spikingJelly: () => 'surrogate.Sigmoid(alpha=SCALE)',
    withoutSnnTorch:
      'The sigmoid of snnTorch is not a number far below the threshold, where exp(−SCALE · x) overflows: at scale 4 below −22.',
    // q (1 − q) of scale 4 is 1 − tanh²(2x).
    norse: (scale) => (scale === 4 ? "method='tanh', alpha=SCALE / 2" : undefined),
  },
  atan: {
    halfWidth: (scale) => 6 / (Math.PI * scale),
    equations: SURROGATE_EQUATIONS.atan,
    window: TENTH,
    python: { constant: 'SCALE', about: 'the derivative of an arctangent', slope: 'SCALE / 2 / (1 + (math.pi / 2 * SCALE * x) ** 2)' },
    spikingJelly: () => 'surrogate.ATan(alpha=SCALE)',
    snnTorch: 'surrogate.atan(alpha=SCALE)',
  },
  fastSigmoid: {
    halfWidth: (scale) => (Math.sqrt(10) - 1) / scale,
    equations: SURROGATE_EQUATIONS.fastSigmoid,
    window: TENTH,
    python: { constant: 'SCALE', about: 'the derivative of a fast sigmoid', slope: '1 / (1 + SCALE * x.abs()) ** 2' },
    snnTorch: 'surrogate.fast_sigmoid(slope=SCALE)',
    // SuperSpike is α / (1 + |x|)², SoftSign is α / 2 / (1 + α |x|)².
    spikingJelly: (scale) => ({ 1: 'surrogate.SuperSpike(alpha=1.0)', 2: 'surrogate.SoftSign(alpha=SCALE)' })[scale],
    norse: () => "method='super', alpha=SCALE",
  },
  gaussian: {
    halfWidth: (sigma) => Math.sqrt(2 * Math.LN10) * sigma,
    equations: SURROGATE_EQUATIONS.gaussian,
    window: TENTH,
    python: {
      constant: 'SIGMA',
      about: 'a normal density',
      slope: 'torch.exp(-0.5 * (x / SIGMA) ** 2) / (SIGMA * math.sqrt(2 * math.pi))',
      integral: '0.5 * (1 + torch.erf(x / (SIGMA * math.sqrt(2))))',
    },
    spikingJelly: () => 'surrogate.Erf(alpha=1 / (SIGMA * math.sqrt(2)))',
  },
}

/** The numbers of shaders/lib/surrogate.wgsl. */
export const SURROGATE_KINDS = {
  rect: 0,
  triangle: 1,
  sigmoid: 2,
  atan: 3,
  fastSigmoid: 4,
  gaussian: 5,
  relu: 6,
  silu: 7,
} as const satisfies Record<SlopeKind, number>
export const surrogateKind = (spec: { readonly kind: SlopeKind }): number => SURROGATE_KINDS[spec.kind]

/** The number that `surrogateScale` holds: the width of rect, the standard deviation of gaussian, the steepness of the others. */
export function surrogateScale(spec: SurrogateSpec): number {
  if ('width' in spec) return spec.width
  return 'sigma' in spec ? spec.sigma : spec.scale
}

export const halfWidth = (kind: SurrogateSpec['kind'], scale: number): number => SURROGATES[kind].halfWidth(scale)

export const toThreeDigits = (value: number): number => Number(value.toPrecision(3))

/** The surrogate whose window is a factor wider; an adaptive window becomes a fixed one. @param width of the window in use, for the rectangle */
export function widerSurrogate(surrogate: SurrogateSpec, factor: number, width: number): SurrogateSpec {
  if ('width' in surrogate) return { kind: 'rect', window: 'fixed', width: toThreeDigits(Math.min(100, Math.max(0.01, width * factor))) }
  if ('sigma' in surrogate) return { ...surrogate, sigma: toThreeDigits(surrogate.sigma * factor) }
  return { ...surrogate, scale: toThreeDigits(surrogate.scale / factor) }
}

/** The slope of neurons that use the surrogate of the experiment. */
export function surrogateSlope(surrogate: SurrogateSpec): Slope {
  const { equations, window } = SURROGATES[surrogate.kind]
  const rect = surrogate.kind === 'rect'
  const fixed = rect && surrogate.window === 'fixed'
  return {
    from: 'surrogate',
    kernel: surrogate.kind,
    surrogate,
    equations,
    parameters: surrogate,
    summary: rect ? (fixed ? `window fixed, κ ${surrogate.width}` : 'window adaptive') : `${SURROGATE_NAMES[surrogate.kind]} surrogate`,
    window: { ...window, above: 'spiking, u ≥ θ' },
    scaled: (factor, width) => ['surrogate', widerSurrogate(surrogate, factor, width)],
    ...(fixed && { widened: (width) => ({ label: `Widen κ to ${width}`, change: ['surrogate.width', width] as const }) }),
  }
}
