/** Training in Python: readout and loss, initial weights, optimizer, schedule. */
import { synapticDelays } from '../../layers/delay/schema'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { type Plan, plansOf } from './plan'
import { block, docstring, float } from './python'

// ---- readout and loss

function readoutLine({ experiment: { readout } }: Plan): string {
  switch (readout.kind) {
    case 'mean':
    case 'spiking':
      return 'outputs.mean(0)'
    case 'sum':
      return 'outputs.sum(0)'
    case 'last':
      return `outputs[-${readout.steps}:].mean(0)`
    case 'leaky':
      return `sum(${readout.decay} ** (STEPS - 1 - t) * z for t, z in enumerate(outputs))`
    case 'perStep':
      return 'outputs[-1]'
    default:
      return readout satisfies never
  }
}

/** The mean over the steps of a loss of the outputs `z` of one, with TET's pull of the outputs to a value. */
function everyStep(of: string, loss: Plan['experiment']['loss']): string {
  if (loss.kind !== 'meanOfCrossEntropy' || !loss.regularization) return `torch.stack([${of} for z in outputs]).mean(0)`
  const { lambda, target } = loss.regularization
  return `torch.stack([${float(1 - lambda)} * ${of} + ${float(lambda)} * (z - ${float(target)}).square().mean(1) for z in outputs]).mean(0)`
}

export function lossOf(plan: Plan): string[] {
  const { loss } = plan.experiment
  const every = loss.kind === 'meanOfCrossEntropy'
  const value = {
    crossEntropyOfMean: 'F.cross_entropy(readout(outputs), labels, reduction=reduction)',
    mseOfRate: "F.mse_loss(readout(outputs), F.one_hot(labels, CLASSES).float(), reduction='none').mean(1)",
    meanOfCrossEntropy: everyStep("F.cross_entropy(z, labels, reduction='none')", loss),
  }[loss.kind].replace('reduction=reduction', "reduction='none'")
  return [
    ...block('def readout(outputs):', [
      ...docstring('Outputs over time, [steps, batch, classes], as one prediction.'),
      `return ${every ? 'outputs.sum(0)  # the loss sees every step' : readoutLine(plan)}`,
    ]),
    ...block('def loss_of(outputs, labels):', [...docstring('Of each sample.'), `return ${value}`]),
  ]
}

// ---- first weights

export function initializing(plan: Plan): string[] {
  const { network } = plan.experiment
  const scale = network.kind === 'recurrent' && network.inputScale !== 1 ? network.inputScale : undefined
  const lines = network.initialization === 'pytorch' ? [] : schemeLines(network.initialization)
  if (lines.length === 0 && scale === undefined) return []
  return block('def initialize(net):', [
    ...docstring('First weights, where they are not PyTorch’s own.'),
    ...(lines.length > 0
      ? ['for module in net.modules():', '    if isinstance(module, (nn.Linear, nn.Conv2d)):', ...lines.map((line) => `        ${line}`)]
      : []),
    ...(scale === undefined ? [] : ['with torch.no_grad():', `    net.linear1.weight.mul_(${scale})`]),
  ])
}

function schemeLines(scheme: 'kaiming' | 'kaimingFanOut' | 'xavier' | 'orthogonal'): string[] {
  const bias = ['if module.bias is not None:', '    nn.init.zeros_(module.bias)']
  switch (scheme) {
    case 'kaiming':
      return ["nn.init.kaiming_normal_(module.weight, nonlinearity='relu')", ...bias]
    case 'kaimingFanOut':
      return [
        'if isinstance(module, nn.Conv2d):  # linear layers begin as PyTorch has them',
        "    nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')",
        ...bias,
      ]
    case 'xavier':
      return ['nn.init.xavier_normal_(module.weight)', ...bias]
    case 'orthogonal':
      return ['nn.init.orthogonal_(module.weight)', ...bias]
    default:
      return scheme satisfies never
  }
}

// ---- optimizer and schedule

function optimizerLine({ experiment: { optimizer: o } }: Plan): string {
  if (o.kind === 'sgd') return `torch.optim.SGD(groups, lr=RATE, momentum=${o.momentum})`
  return `torch.optim.${o.kind === 'adam' ? 'Adam' : 'AdamW'}(groups, lr=RATE, betas=(${o.beta1}, ${o.beta2}), eps=${o.epsilon})`
}

interface Role {
  readonly name: string
  readonly words: string
  readonly test: string
  readonly rate: number
  readonly decay: number
}

const learnsNeurons = ({ neuron, model }: Plan): boolean =>
  neuron.rule.learnsDecay || (model?.parameters.some(({ learned }) => learned !== null) ?? false)

/** Whether a parameter is one of these neurons, in Python. */
const testOf = ({ model, experiment }: Plan): string =>
  model ? `name.startswith('${experiment.neuron.kind}') and not name.endswith(('.recurrent', '.skip'))` : "name.endswith('.w')"

/** Parameters with a learning rate or weight decay of their own. */
function rolesOf(plan: Plan): Role[] {
  const { groups } = plan.experiment
  const recurrence = recurrenceOf(plan.experiment.network)
  const roles: Role[] = []
  const learning = plansOf(plan).filter(learnsNeurons)
  if (learning.length > 0)
    roles.push({
      name: 'neuron',
      words: learning.some(({ model }) => model) ? 'parameters of neurons' : 'decays',
      test: [...new Set(learning.map(testOf))].join(' or '),
      rate: groups.neuron.rateFactor,
      decay: groups.neuron.decayFactor,
    })
  if (plan.experiment.network.normalization.kind !== 'none')
    roles.push({
      name: 'norm',
      words: 'normalizations',
      test: "name.startswith('norm')",
      rate: groups.norm.rateFactor,
      decay: groups.norm.decayFactor,
    })
  if (recurrence?.kind === 'adaptive')
    roles.push({ name: 'skip', words: 'skips', test: "name.endswith('skip')", rate: recurrence.rateFactor, decay: recurrence.decayFactor })
  const delays = synapticDelays(plan.experiment.network)
  if (delays?.kind === 'learned')
    roles.push({ name: 'delay', words: 'delays', test: "name.endswith('.delay')", rate: delays.rateFactor, decay: 0 })
  return roles.filter(({ rate, decay }) => rate !== 1 || decay !== 1)
}

export function optimizing(plan: Plan): string[] {
  const roles = rolesOf(plan)
  const decay = plan.experiment.optimizer.weightDecay
  const group = (parameters: string, rate: number, factor: number) =>
    `{'params': ${parameters}, 'weight_decay': ${float(decay * factor)}, 'factor': ${float(rate)}}`
  const lines =
    roles.length === 0
      ? [`groups = [${group('list(net.parameters())', 1, 1)}]`]
      : [
          'role = {}',
          'for name, parameter in net.named_parameters():',
          ...roles.flatMap(({ name, words, test }, i) => [
            `    ${i === 0 ? 'if' : 'elif'} ${test}:  # ${words}`,
            `        role.setdefault('${name}', []).append(parameter)`,
          ]),
          '    else:',
          "        role.setdefault('weight', []).append(parameter)",
          'groups = [',
          `    ${group("role['weight']", 1, 1)},`,
          ...roles.map(({ name, rate, decay: factor }) => `    ${group(`role['${name}']`, rate, factor)},`),
          ']',
        ]
  return [
    ...block('def optimizer_of(net):', [
      ...docstring('`factor` multiplies the learning rate of a group.'),
      ...lines,
      `return ${optimizerLine(plan)}`,
    ]),
    ...schedule(plan),
  ]
}

function schedule(plan: Plan): string[] {
  const { schedule: s, warmUpSteps, optimizer } = plan.experiment
  const cosine = ['def cosine(start, end, share):', ['return end + (start - end) / 2 * (1 + math.cos(math.pi * share))']] as const
  const warm = warmUpSteps > 0 ? `min(1, (step + 1) / ${warmUpSteps}) * ` : ''
  const cycle = s.kind === 'oneCycle' || s.kind === 'oneCycleByEpoch'
  const momentum = s.kind === 'oneCycleByEpoch' && s.cycleMomentum
  const lines: Record<typeof s.kind, () => string[]> = {
    constant: () => [`return ${warm}1.0`],
    cosine: () => [`return ${warm}(1 + math.cos(math.pi * step / total)) / 2`],
    step: () => (s.kind === 'step' ? [`return ${warm}${s.factor} ** (step // ${s.every})`] : []),
    oneCycle: () => ['factor, _ = one_cycle(step, total)', `return ${warm}factor`],
    oneCycleByEpoch: () => ['factor, _ = one_cycle(int(step * BATCH / count), math.ceil(EPOCHS))', `return ${warm}factor`],
  }
  return [
    ...(cycle ? block(cosine[0], cosine[1]) : []),
    ...(cycle ? oneCycle(s) : []),
    ...block('def rate_factor(step, total, count):', [
      ...docstring('What the learning rate is multiplied by at a step, of `total`; `count` samples are an epoch.'),
      ...lines[s.kind](),
    ]),
    ...block('def set_rates(optimizer, step, total, count):', [
      'for group in optimizer.param_groups:',
      "    group['lr'] = RATE * group['factor'] * rate_factor(step, total, count)",
      ...(momentum
        ? [
            '    _, momentum = one_cycle(int(step * BATCH / count), math.ceil(EPOCHS))',
            optimizer.kind === 'sgd' ? "    group['momentum'] = momentum" : `    group['betas'] = (momentum, ${optimizer.beta2})`,
          ]
        : []),
    ]),
  ]
}

const oneCycle = (s: { readonly riseFraction: number; readonly divide: number; readonly finalDivide: number }): string[] =>
  block('def one_cycle(step, total):', [
    ...docstring('Factor of the learning rate, and momentum, as torch.optim.lr_scheduler.OneCycleLR has them.'),
    `top, last, start = ${s.riseFraction} * total - 1, total - 1, 1 / ${s.divide}`,
    'if step <= top:',
    '    share = step / top if top > 0 else 1',
    '    return cosine(start, 1, share), cosine(0.95, 0.85, share)',
    'share = min(1, (step - top) / (last - top))',
    `return cosine(1, start / ${s.finalDivide}, share), cosine(0.85, 0.95, share)`,
  ])
