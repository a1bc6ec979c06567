/** Terms of gradients and what they pass through. Data; base/glossary.ts says how it is read. */

import { normalizationSchema } from '../../../../layers/td-batch-norm/schema'
import { ADAPTIVE_EQUATIONS, SURROGATE_EQUATIONS, surrogateSchema } from '../../../../neurons/surrogate/schema'
import type { Glossary } from '../../../base/glossary'
import { definitionOf } from './definition-of'

export const GRADIENT: Glossary = {
  surrogate: {
    term: 'Surrogate gradient',
    definition: definitionOf(surrogateSchema),
    equations: [...SURROGATE_EQUATIONS.rect, ...SURROGATE_EQUATIONS.atan],
    see: 'model.md#surrogates',
  },
  attribution: {
    term: 'Attribution',
    definition:
      'The gradient of one output to the input at each step: how much the output changes for a small change of an input value. It passes through the surrogates, and so depends on them and on their windows.',
    also: ['input gradient', 'saliency', 'sensitivity'],
    see: 'looking.md#attribution',
  },
  window: {
    term: 'Gradient window',
    symbol: 'κ',
    definition: 'The potentials around the threshold for which the surrogate is not zero. For a rectangle: κ wide and 1/κ high.',
    equations: SURROGATE_EQUATIONS.rect,
    see: 'model.md#surrogates',
  },
  adaptiveWindow: {
    term: 'Adaptive window',
    symbol: 'κ[t]',
    definition:
      'A window about as wide as the distribution of potentials, computed for each layer and step from γ̄ (the mean scale of the normalization before the layer), the threshold and the decay. The method is called MPD-AGL.',
    equations: [...ADAPTIVE_EQUATIONS],
    also: ['MPD-AGL'],
    see: 'model.md#surrogates',
  },
  surrogateFormula: {
    term: 'Surrogate as a formula',
    definition:
      'A surrogate that is typed: the derivative of a spike as a formula of its argument z, the potential less the threshold. It may follow the mean and the standard deviation of z that the training step before measured in its layer at each step.',
    equations: [['∂s/∂z', '≈', '(|z| < std)/(2 · std)']],
    also: ['custom surrogate', 'own surrogate'],
    see: 'equations.md#the-surrogate',
  },
  fraction: {
    term: 'Gradient-available fraction',
    definition:
      'The fraction of potentials, over neurons and samples, in the gradient window: only these propagate a gradient. Of a neuron as equations, u[t] − θ is the argument of its spike.',
    equations: [['GAF[t]', '=', 'share of (neuron, sample) with |u[t] − θ| < κ[t]/2']],
    also: ['GAF'],
    see: 'looking.md#what-is-counted',
  },
  gradientNorm: {
    term: 'Gradient norm',
    symbol: '‖∂L/∂u‖',
    definition:
      'L2 norm over batch and neurons of ∂L/∂u at each layer and step, u before the reset. Over time it shows where the gradient vanishes: it starts at the last step and propagates back to the first. Over several steps (“all”, and in comparisons) it is the root mean square of their norms.',
    equations: [
      ['‖∂L/∂u[t]‖', '=', '√(Σ over samples and neurons of (∂L/∂u[t])²)'],
      ['all', '=', '√(1/T · Σ over t of ‖∂L/∂u[t]‖²)'],
    ],
    also: ['vanishing gradient', 'exploding gradient'],
    see: 'model.md#neurons',
  },
  gradientFlow: {
    term: 'Gradient flow',
    definition:
      'Which way the gradient of a potential came: from the layer above at the same step, through leak and reset of the neuron from the next step, or through the recurrent weights from as many steps later as the skip is long.',
    equations: [['∂L/∂u[t]', '=', '∂s/∂u · ∂L/∂s[t] + ∂u[t+1]/∂u[t] · ∂L/∂u[t+1] + ∂s/∂u · Rᵀ Σ over k of p[k] · ∂L/∂u[t+k]']],
    see: 'looking.md#gradient-flow',
  },
  stepJacobian: {
    term: 'Step Jacobian',
    symbol: 'J[t]',
    definition:
      'The derivative of the potentials of a layer at the next step by those at this one. A gradient is multiplied by its transpose at each step back, so it vanishes where the singular values stay below 1, and explodes where they stay above.',
    equations: [
      ['J[t]', '=', '∂u[t+1]/∂u[t]'],
      ['∂u[T]/∂u[t]', '=', 'J[T−1] · … · J[t]'],
    ],
    also: ['vanishing gradient', 'exploding gradient'],
    see: 'looking.md#gradient-flow',
  },
  trueGradient: {
    term: 'True gradient',
    symbol: '∇E[L]',
    definition:
      'Where spikes are drawn by chance, the expected loss is a smooth function of the weights, and has a gradient that needs no surrogate. It is estimated from draws by the score of the spikes (likelihood ratio, REINFORCE), less the mean loss b of the sample’s other draws.',
    equations: [['∇E[L]', '=', 'E[(L − b) · ∇log P(s)]']],
    also: ['likelihood ratio', 'REINFORCE', 'score function'],
    see: 'looking.md#how-true-a-gradient-is',
  },
  gradientCosine: {
    term: 'Cosine of two gradients',
    definition:
      'How far two gradients of the same parameters point in the same direction, whatever their size: 1 where they do, 0 at a right angle, −1 where they are opposed. A step along one lowers the other’s loss, to first order, where it is above 0.',
    equations: [['cosine', '=', 'g · h / (‖g‖ ‖h‖)']],
    see: 'looking.md#how-true-a-gradient-is',
  },
  lossLandscape: {
    term: 'Loss landscape',
    symbol: 'L(w + α d)',
    definition:
      'The loss of fixed samples as a function of the weights, along a line or over a plane around where they are. Random directions are as long as the weights, filter by filter, so that networks of different scales compare. Of spikes it has steps; the smooth model, whose spikes rise as the integral of the surrogate, has none, and its derivative is the gradient that passes through the surrogates.',
    equations: [['L(α, β)', '=', 'L(w + α d₁ + β d₂)']],
    also: ['loss surface', 'filter normalization'],
    see: 'looking.md#the-loss-around-the-weights',
  },
  sharpness: {
    term: 'Sharpness',
    symbol: 'λ max',
    definition:
      'How sharply the loss bends in the direction in which it bends most: the largest eigenvalue of its Hessian by the weights. Spikes have no second derivative, so it is that of the smooth model.',
    equations: [['H v', '=', 'λ v']],
    also: ['Hessian', 'curvature'],
    see: 'looking.md#the-loss-around-the-weights',
  },
  lyapunov: {
    term: 'Lyapunov exponent',
    symbol: 'λ',
    definition:
      'The mean logarithm, a step, by which a small change of the potentials grows along the sequence. Below 0 it dies out, and with it the gradient; above 0 it grows.',
    equations: [['λ', '=', '1/(T−1) · Σ over t of ln (growth from t to t+1)']],
    see: 'looking.md#gradient-flow',
  },
  bptt: {
    term: 'Backpropagation through time',
    definition:
      'The gradient is computed from the last layer to the first, and from the last time step to the first: at each step back, a potential passes on β times its gradient.',
    equations: [['∂L/∂u[t]', '=', '∂L/∂s[t] · ∂s/∂u + {decay} · ∂L/∂u[t+1] · (1 − s[t])']],
    also: ['BPTT'],
    see: 'model.md#neurons',
  },
  normalization: {
    term: 'Normalization (tdBN)',
    definition: definitionOf(normalizationSchema),
    equations: [['x', '←', 'γ · αθ · (x − mean) / √(variance + ε) + shift']],
    also: ['threshold-dependent batch normalization', 'batch norm'],
    see: 'model.md#layers',
  },
  predicted: {
    term: 'Predicted distribution',
    definition:
      'The normal distribution that the potential would have after one step of leak, without spikes and reset, from the output of the tdBN before it (MPD-AGL).',
    equations: [
      ['mean', '=', '(1 + β) · mean of the shifts b'],
      ['standard deviation', '=', '(1 + β) · γ̄ · αθ, where the input is the same at every step'],
      ['standard deviation', '=', '√(1 + β²) · γ̄ · αθ, where it differs from step to step'],
    ],
    see: 'model.md#the-adaptive-window-mpd-agl',
  },
  clipping: {
    term: 'Norm of the weights’ gradient',
    symbol: '‖g‖',
    definition:
      'L2 norm of the gradient over all parameters in a training step. If it exceeds the clip norm, the gradient is scaled down to it.',
    equations: [
      ['‖g‖', '=', '√(Σ over parameters of g²)'],
      ['g', '←', 'g · min(1, clip norm / ‖g‖)'],
    ],
    also: ['gradient clipping', 'clip norm'],
    see: 'model.md#optimizers-as-torchoptim',
  },
}
