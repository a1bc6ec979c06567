/** The spike function in Python: what stands for its derivative, written out where a framework has none that is the same. */
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { Plan } from './plan'
import { docstring, indented, method } from './python'

interface Written {
  /** Its constants, by name. */
  readonly constants: readonly (readonly [name: string, value: number])[]
  readonly words: string
  /** The slope at x = potential - threshold. */
  readonly slope: string
  /** The integral of the slope: the chance of a spike where there is noise. */
  readonly chance: string
}

export function writtenSlope(slope: SurrogateSpec): Written {
  const scale = (words: string, expression: string, chance: string) => ({
    constants: [['SCALE', slope.kind === 'rect' || slope.kind === 'gaussian' ? 0 : slope.scale]] as const,
    words,
    slope: expression,
    chance,
  })
  switch (slope.kind) {
    case 'rect':
      return {
        constants: [['WIDTH', slope.width]],
        words: 'a rectangle',
        slope: '(x.abs() < WIDTH / 2) / WIDTH',
        chance: '(x / WIDTH + 0.5).clamp(0, 1)',
      }
    case 'gaussian':
      return {
        constants: [['SIGMA', slope.sigma]],
        words: 'a normal density',
        slope: 'torch.exp(-0.5 * (x / SIGMA) ** 2) / (SIGMA * math.sqrt(2 * math.pi))',
        chance: '0.5 * (1 + torch.erf(x / (SIGMA * math.sqrt(2))))',
      }
    case 'triangle':
      return scale('a triangle', 'SCALE * torch.relu(1 - SCALE * x.abs())', '')
    case 'sigmoid':
      return scale(
        'the derivative of a sigmoid',
        'SCALE * torch.sigmoid(SCALE * x) * torch.sigmoid(-SCALE * x)',
        'torch.sigmoid(SCALE * x)',
      )
    case 'atan':
      return scale('the derivative of an arctangent', 'SCALE / 2 / (1 + (math.pi / 2 * SCALE * x) ** 2)', '')
    case 'fastSigmoid':
      return scale('the derivative of a fast sigmoid', '1 / (1 + SCALE * x.abs()) ** 2', '')
    default:
      return slope satisfies never
  }
}

/** `class Spike`. */
export function spikeFunction({ slope, adaptive, experiment: { neuron } }: Plan): string[] {
  if (!slope) return []
  const { words, slope: expression, chance } = writtenSlope(slope)
  const noisy = neuron.kind === 'noisyLif'
  const about = noisy
    ? 'A spike by chance, where noise lifts the potential to the threshold; its derivative is that of the chance. x is the potential less the threshold.'
    : `A spike where the potential has reached the threshold: at equality too. In the backward pass ${words} stands for the derivative${adaptive ? ', as wide as it is told' : ''}. x is the potential less the threshold.`
  const given = adaptive ? 'ctx, x, width' : 'ctx, x'
  const fires = noisy ? `(torch.rand_like(x) < ${chance}).to(x)` : '(x >= 0).to(x)'
  const body = adaptive
    ? ['(x,) = ctx.saved_tensors', 'return grad * (x.abs() < ctx.width / 2) / ctx.width, None']
    : ['(x,) = ctx.saved_tensors', `return grad * (${expression})`]
  return [
    'class Spike(torch.autograd.Function):',
    ...indented(docstring(about)),
    ...indented([
      '',
      '@staticmethod',
      ...method(`def forward(${given}):`, [
        'ctx.save_for_backward(x)',
        ...(adaptive ? ['ctx.width = width'] : []),
        `return ${fires}`,
      ]).slice(1),
      '',
      '@staticmethod',
      ...method('def backward(ctx, grad):', body).slice(1),
    ]),
    '',
    '',
  ]
}
