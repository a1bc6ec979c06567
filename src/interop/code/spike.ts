/** The spike function in Python: the surrogate derivative, written out if a framework has no equivalent. */

import { formulaOfX } from '../../neurons/equations/python'
import { SURROGATES } from '../../neurons/surrogate/describe'
import type { Plan } from './plan'
import { docstring, indented, method } from './python'

/** `class Spike` whose derivative is given with its argument. */
const GIVEN_SLOPE: string[] = [
  'class Spike(torch.autograd.Function):',
  ...indented([
    ...docstring('A spike where z is at least 0. In the backward pass slope stands for the derivative.'),
    '',
    '@staticmethod',
    ...method('def forward(ctx, z, slope):', ['ctx.save_for_backward(slope)', 'return (z >= 0).to(z)']).slice(1),
    '',
    '@staticmethod',
    ...method('def backward(ctx, grad):', ['(slope,) = ctx.saved_tensors', 'return grad * slope, None']).slice(1),
  ]),
  '',
  '',
]

function pythonOfSlope({ slope, formula, steps }: Plan): { about: string; slope: string; integral?: string } | null {
  if (formula) return { about: 'the formula of the experiment', slope: formulaOfX(formula, steps) }
  return slope && SURROGATES[slope.kind].python
}

/** `class Spike`. */
export function spikeFunction(plan: Plan): string[] {
  const { adaptive, neuron } = plan
  const python = pythonOfSlope(plan)
  if (!python) return GIVEN_SLOPE
  const { about: shape, slope: expression, integral } = python
  const noisy = neuron.outputs === 'drawn'
  const about = noisy
    ? 'A random spike: it fires where the potential plus noise reaches the threshold. The derivative is that of its probability. x is the potential less the threshold.'
    : `A spike where the potential has reached the threshold: at equality too. In the backward pass ${shape} stands for the derivative${adaptive ? ', of the given width' : ''}. x is the potential less the threshold.`
  const given = adaptive ? 'ctx, x, width' : 'ctx, x'
  const fires = noisy ? `(torch.rand_like(x) < ${integral}).to(x)` : '(x >= 0).to(x)'
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
