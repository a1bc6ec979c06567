/** Evaluation and training in Python. */
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { augments } from './augment'
import { isStandardized } from './data'
import { keepingLines, narrowingLines } from './delays'
import type { FrameworkCode } from './framework'
import { learnsOnline, onlineBatch } from './online'
import { numbered, type Plan, plansOf } from './plan'
import { block, docstring } from './python'

export function loops(plan: Plan, code: FrameworkCode): string[] {
  const given = isStandardized(plan) ? ', *standard_values' : ''
  const argument = isStandardized(plan) ? ', standard_values' : ''
  return [
    ...block(`def evaluate(net, images, labels${argument}):`, [
      ...docstring('Mean loss, and the share of samples whose label is predicted.'),
      'net.eval()',
      'loss = correct = 0.0',
      'with torch.no_grad():',
      '    for at in range(0, len(labels), BATCH):',
      '        wanted = labels[at:at + BATCH]',
      `        outputs = net(encode(images[at:at + BATCH]${given}))`,
      '        loss += loss_of(outputs, wanted).sum().item()',
      '        correct += (readout(outputs).argmax(1) == wanted).sum().item()',
      'return loss / len(labels), correct / len(labels)',
    ]),
    ...block(`def train(net, images, labels, report${argument}):`, trainLines(plan, code, given)),
  ]
}

function trainLines(plan: Plan, code: FrameworkCode, given: string): string[] {
  const { run, clipNorm, average, learning } = plan.experiment
  const parts = run.microBatches
  const recurrence = recurrenceOf(plan.experiment.network)
  const ranged = rangedClasses(plan)
  const size = parts === 1 ? 'BATCH' : `BATCH // ${parts}`
  const chosen = parts === 1 ? 'chosen' : `chosen[part * (${size}):(part + 1) * (${size})]`
  const changed = augments(plan) ? `augment(images[${chosen}])` : `images[${chosen}]`
  const online = learnsOnline(plan, code)
  const atEachStep = online && learning?.updates !== undefined
  const update = [
    ...(clipNorm > 0 ? [`nn.utils.clip_grad_norm_(net.parameters(), ${clipNorm})`] : []),
    'optimizer.step()',
    ...keepingLines(plan),
  ]
  const one = online
    ? onlineBatch(`encode(${changed}${given})`, `labels[${chosen}]`, parts, atEachStep ? [...update, 'optimizer.zero_grad()'] : [])
    : [
        `outputs = net(encode(${changed}${given}))`,
        `loss = loss_of(outputs, labels[${chosen}]).mean()`,
        parts === 1 ? 'loss.backward()' : `(loss / ${parts}).backward()`,
      ]
  return [
    ...docstring('Whole batches from an endless sequence of epochs, each in another order.'),
    'optimizer = optimizer_of(net)',
    'total = max(1, round(EPOCHS * len(labels) / BATCH))',
    ...(average ? ['# Membrane also keeps an average of the weights for evaluations; here the weights themselves are evaluated.'] : []),
    'order = torch.empty(0, dtype=torch.long)',
    'net.train()',
    'for step in range(total):',
    '    while len(order) < BATCH:',
    '        order = torch.cat([order, torch.randperm(len(labels))])',
    '    chosen, order = order[:BATCH], order[BATCH:]',
    '    set_rates(optimizer, step, total, len(labels))',
    ...(recurrence?.kind === 'adaptive'
      ? [
          '    for module in net.modules():',
          '        if isinstance(module, Neurons):',
          `            module.temperature = max(${recurrence.leastTemperature}, ${recurrence.temperatureFactor} ** int(step * BATCH / len(labels)))`,
        ]
      : []),
    ...narrowingLines(plan).map((line) => `    ${line}`),
    '    optimizer.zero_grad()',
    ...(parts === 1
      ? one.map((line) => `    ${line}`)
      : [...(online ? ['    loss = 0.0'] : []), `    for part in range(${parts}):`, ...one.map((line) => `        ${line}`)]),
    ...(atEachStep ? [] : update.map((line) => `    ${line}`)),
    ...(ranged.length > 0
      ? [
          '    for module in net.modules():',
          `        if isinstance(module, ${ranged.length > 1 ? `(${ranged.join(', ')})` : ranged[0]}):`,
          '            module.keep_ranges()',
        ]
      : []),
    '    if step % 100 == 0 or step == total - 1:',
    '        report(step + 1, total, loss.item())',
  ]
}

/** The classes of equations that hold what they learn in the ranges of their text. */
const rangedClasses = (plan: Plan): string[] =>
  plansOf(plan)
    .filter(({ model }) => model?.parameters.some(({ learned, range }) => learned !== null && range !== null))
    .map((one) => numbered(one, 'Neurons'))
