/** Learning forward in time in Python: a network that gives its outputs step by step, each with a gradient of its own. */
import type { FrameworkCode } from './framework'
import { type Plan, spikingOf } from './plan'
import { docstring, indented, method } from './python'

/** Whether the code learns by the experiment's online rule. */
export const learnsOnline = (plan: Plan, code: FrameworkCode): boolean => code.learnsOnline?.(plan) ?? false

/**
 * The passes of a network of linear layers and SpikingJelly's neurons for OTTT or SLTT. Outputs that are currents take spikes instead of
 * their trace, as in this app.
 */
export function onlinePasses(plan: Plan): string[] {
  const { pieces, outputNeurons, experiment } = plan
  const hidden = pieces.flatMap(spikingOf)
  const modules = [
    ...hidden.flatMap(({ weights, neurons }) => [weights.name, neurons]),
    ...(outputNeurons ? ['output', outputNeurons] : []),
  ]
  const traced = experiment.learning?.kind === 'ottt'
  const outputs = outputNeurons ? 'now' : 'self.output(now)'
  const step = traced
    ? [
        'if self.training:',
        '    trace = DECAY * trace + now',
        '    now = layers([now, trace])[0]',
        'else:',
        '    now = layers(now)  # nodes give traces in training alone',
      ]
    : ['now = layers(now)']
  return [
    ...method('def forward(self, x):', ['return torch.stack(list(self.steps(x)))']),
    ...method('def steps(self, x):', [
      ...docstring('The outputs of one step after the other. The gradient of each reaches no earlier step.'),
      'functional.reset_net(self)',
      ...(hidden[0]?.weights.flattens || (hidden.length === 0 && plan.output.flattens) ? ['x = x.flatten(2)'] : []),
      `layers = ${traced ? 'layer.OTTTSequential' : 'nn.Sequential'}(${modules.map((name) => `self.${name}`).join(', ')})`,
      ...(traced ? ['trace = torch.zeros_like(x[0])'] : []),
      'for now in x:',
      ...indented([...step, `yield ${outputs}`]),
    ]),
  ]
}

/** A batch of training: the gradient of each step's loss as soon as it is known. @param after of each step @param parts of the batch */
export const onlineBatch = (encoded: string, labels: string, parts: number, after: readonly string[]): string[] => [
  ...(parts === 1 ? ['loss = 0.0'] : []),
  `for outputs in net.steps(${encoded}):`,
  `    now = loss_of(outputs.unsqueeze(0), ${labels}).mean() / STEPS`,
  `    ${parts === 1 ? 'now.backward()' : `(now / ${parts}).backward()`}`,
  `    loss = loss + now.detach()${parts === 1 ? '' : ` / ${parts}`}`,
  ...indented(after),
]
