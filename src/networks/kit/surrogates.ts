/** How the outputs of a kit's neurons depend on their potentials, and in which range a gradient passes. */
import type { Context } from '../../engine/graph'
import type { Parameter } from '../../engine/network'
import { constant, type Tensor } from '../../engine/tensor'
import type { TdBatchNorm } from '../../layers/td-batch-norm/layer'
import { descriptionOf } from '../../neurons/descriptions'
import { type Formula, formulaIn, isMoving } from '../../neurons/equations/formula'
import type { MeasuredRow } from '../../neurons/equations/measured'
import { formulaHalfWidth } from '../../neurons/equations/peak'
import type { LeakyOptions } from '../../neurons/leaky/layer'
import { densityOf } from '../../neurons/noisy-lif/schema'
import { halfWidth, surrogateScale } from '../../neurons/surrogate/describe'
import type { Kit, KitSettings } from './kit'

interface Driven {
  readonly features: number
  readonly norm: TdBatchNorm | undefined
  /** The logit of a learned decay. */
  readonly learned: Parameter | undefined
}

/** How the outputs of a layer depend on its potentials, with what a probe has to know of it. */
export function surrogateOf(kit: Kit, name: string, { features, norm, learned }: Driven) {
  const { settings, followed } = kit
  const formula = formulaFor(settings)
  const logit = learned && { logit: learned }
  const row = norm && followed.windows.row({ gamma: norm.gamma, beta: norm.beta, ...logit, features })
  const measured =
    formula && isMoving(formula)
      ? followed.measured.row(formula, { name, features, ...(norm && { gamma: norm.gamma }), ...logit })
      : undefined
  const { adaptive, halfFactor, windows, ...outputs } = formula ? formulaOutputs(kit, formula, measured) : outputsOf(kit, row?.widths)
  // The surrogate of the experiment for a text without its own: a number, or widths by step. A formula has no scale.
  const scale = adaptive || settings.surrogate.kind === 'formula' ? outputs.surrogateScale : surrogateScale(settings.surrogate)
  return { formula, measured, adaptive, halfFactor, windows, outputs, scale, summary: row?.summary }
}

/** The formula of the surrogate: the experiment's, or that of a text. */
function formulaFor({ neuron, surrogate }: KitSettings): Formula | undefined {
  const { formula } = descriptionOf(neuron).slope(surrogate)
  return formula === undefined ? undefined : formulaIn(formula)
}

/** One number that layers share as the scale of their surrogate. */
const sharedScale = ({ network }: Context, value: number): Tensor<'f32'> =>
  network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))

/** A surrogate that is a formula: the kernels read what was measured where they read the scale of another, and find the step there too. */
function formulaOutputs({ context, settings }: Kit, formula: Formula, measured: MeasuredRow | undefined) {
  return {
    surrogate: 'rect',
    surrogateScale: measured?.table ?? sharedScale(context, 1),
    ...drawnOutputs(context, settings),
    adaptive: false,
    halfFactor: measured ? 1 : formulaHalfWidth(formula),
    windows: measured?.widths,
  } as const
}

/** Spikes that are drawn by noise besides the surrogate. */
function drawnOutputs(context: Context, { micro, uniforms, noise }: KitSettings): Pick<LeakyOptions, 'noise' | 'drawnBy'> {
  if (!noise) return {}
  const drawing = densityOf(noise)
  return {
    noise: uniforms ? { uniforms } : { micro },
    drawnBy: { surrogate: drawing.kind, surrogateScale: sharedScale(context, surrogateScale(drawing)) },
  }
}

/** How the outputs depend on the potentials: by a slope whose width may follow a normalization, or an analog neuron's own function; drawn where there is noise. */
function outputsOf({ context, settings }: Kit, followed: Tensor<'f32'> | undefined) {
  const { neuron, surrogate, smooth, micro, uniforms } = settings
  const slope = descriptionOf(neuron).slope(surrogate)
  if (!slope.surrogate)
    return {
      surrogate: slope.kernel,
      surrogateScale: sharedScale(context, 1),
      smooth: true,
      adaptive: false,
      halfFactor: null,
      windows: undefined,
    } as const
  const scale = surrogateScale(slope.surrogate)
  const adaptive = followed !== undefined && slope.surrogate.kind === 'rect' && slope.surrogate.window === 'adaptive'
  return {
    surrogate: slope.kernel,
    surrogateScale: adaptive ? followed : sharedScale(context, scale),
    ...(smooth !== undefined && { smooth }),
    ...(slope.from === 'noise' && { noise: uniforms ? { uniforms } : { micro } }),
    ...drawnOutputs(context, settings),
    adaptive,
    halfFactor: descriptionOf(neuron).outputs === 'analog' ? null : halfWidth(slope.surrogate.kind, scale) / scale,
    windows: undefined,
  }
}
