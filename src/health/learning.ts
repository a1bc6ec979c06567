/** Rules over the curves: a learning rate too high or too low, no learning, overfitting. Pure. */

import { changesOf } from '../data/augment/schema'
import { dataShape } from '../data/datasets/schema'
import { watchedPart } from '../data/schema'
import type { Experiment } from '../experiments/schema'
import { grouped, percent, significant } from '../format'
import { normOverSteps } from '../readings/shares'
import { type Curves, type Evidence, mean, median, type Remedy, type Rule, round, total } from './evidence'
import { isSilent, rateBy } from './remedies'

/** The loss of one batch is noisy, so medians of this many are compared. */
const WINDOW = 25
/** Steps after the warm-up before the learning rate is judged. */
const JUDGED = 50
/** The first loss is at chance level: if a later one exceeds it by more than the noise of a median, training makes the network worse. */
const WORSE = 1.15
/** The learning rate is also too high if the loss exceeds twice its best median, and that median by this share of the first loss. */
const REBOUND = 2
const REBOUND_OF_START = 0.2
/**
 * Training hardly moves if, over at least SLOW_STEPS steps after the warm-up, the loss fell by less than SLOW_FALL and no weight can have
 * moved by more than SLOW_MOVE, both as shares of the initial values.
 */
const SLOW_STEPS = 100
const SLOW_FALL = 0.02
const SLOW_MOVE = 0.1
/** How many steps training runs before chance level is reported, how many rows are averaged, and the limit in standard deviations. */
const CHANCE_STEPS = 500
const CHANCE_ROWS = 50
const CHANCE_STANDARD_DEVIATIONS = 3
/** By how much the test loss exceeds its best, at how many of the newest evaluations, and by how much the training loss fell since. */
const OVERFIT = 0.1
const OVERFIT_TESTS = 3
const OVERFIT_FALL = 0.1
/** The dropout suggested against overfitting: a fifth of a layer’s currents. */
const DROPOUT = 0.2
/** The default learning rates of the schema. */
const USUAL_RATE = { sgd: 0.1, adam: 1e-3, adamw: 1e-3 } as const

/** The first row after the warm-up, the number of rows, and the steps since the warm-up. */
function judged({ open, curves }: Evidence): { from: number; rows: number; step: number } {
  const rows = curves.step.length
  let from = 0
  while (from < rows && curves.step[from]! <= open.warmUpSteps) from++
  return { from, rows: rows - from, step: rows > 0 ? curves.step[rows - 1]! - open.warmUpSteps : 0 }
}

interface Losses {
  readonly start: number
  readonly now: number
  readonly best: number
}

/** The initial, current and best loss; null until enough is known. */
function lossesOf(e: Evidence): Losses | null {
  const { loss } = e.curves
  const { from, rows, step } = judged(e)
  if (step < JUDGED || rows < WINDOW) return null
  let best = Number.POSITIVE_INFINITY
  for (let at = from; at + WINDOW <= loss.length; at += WINDOW) best = Math.min(best, median(loss, at, at + WINDOW))
  return { start: loss[0]!, now: median(loss, loss.length - WINDOW), best }
}

const high: Rule = {
  id: 'rate-high',
  family: 'Learning',
  term: 'learningRate',
  title: 'Learning rate too high',
  when: `From ${JUDGED} steps after the warm-up on: the median of the last ${WINDOW} training losses is more than ${WORSE} times the first loss; or more than ${REBOUND} times the best such median, and above it by ${percent(REBOUND_OF_START, 0)} of the first loss. Not of agents, whose values grow with their returns, and not of models of cells, which begin silent.`,
  why: 'Too large a step overshoots the minimum. In a spiking network it also moves potentials out of the window, where they receive no gradient.',
  remedy: '0.3 times the learning rate, or a warm-up',
  measure(e) {
    const losses = e.lossMayRise ? null : lossesOf(e)
    return losses && `loss ${significant(losses.now)}, first ${significant(losses.start)}, best ${significant(losses.best)}`
  },
  find(e) {
    const losses = e.lossMayRise ? null : lossesOf(e)
    if (!losses) return null
    const { start, now, best } = losses
    const above = now > WORSE * start
    if (!above && !(now > REBOUND * best && now - best > REBOUND_OF_START * start)) return null
    const warmUp: Remedy[] =
      e.open.warmUpSteps === 0 ? [{ label: 'Warm up for 200 steps', effect: '0 → 200', changes: [['warmUpSteps', 200]] }] : []
    return {
      id: 'rate-high',
      severity: 'warn',
      title: above ? 'The loss is higher than at the start' : 'The loss has risen again',
      text: `Its median over ${WINDOW} steps is ${significant(now)}${above ? `; it started at ${significant(start)}` : `, and was ${significant(best)}`}. A learning rate of ${e.open.optimizer.rate} is probably too high.`,
      remedies: [...rateBy(e.open, 0.3), ...warmUp],
      cause: true,
    }
  },
}

/** An upper bound on how far weights can have moved since the warm-up, as a share of their initial size. */
function movement(e: Evidence): number {
  const { open, curves, layers, inputs } = e
  const { from } = judged(e)
  const { optimizer } = open
  let sum = 0
  for (let row = Math.max(1, from); row < curves.step.length; row++) {
    const steps = curves.step[row]! - curves.step[row - 1]!
    sum += steps * curves.rate[row]! * (optimizer.kind === 'sgd' ? curves.norm[row]! / (1 - optimizer.momentum) : 1)
  }
  // Adam moves a weight by about the rate a step; the smallest weights begin within 1/√inputs. SGD moves all weights together by rate
  // times norm; theirs is about √(outputs/3).
  if (optimizer.kind !== 'sgd') return sum * Math.sqrt(inputs)
  return sum / Math.sqrt(total(layers.map(({ channels }) => channels)) / 3)
}

function fallOf(e: Evidence): number | null {
  const { loss } = e.curves
  const { from, rows, step } = judged(e)
  if (step < SLOW_STEPS || rows < 2 * WINDOW) return null
  return 1 - mean(loss, loss.length - WINDOW) / mean(loss, from, from + WINDOW)
}

const flows = ({ layers }: Evidence): boolean => layers.length > 0 && layers.every((layer) => normOverSteps(layer) > 0 && !isSilent(layer))

/** Neither the loss nor the weights have changed noticeably: neurons behave as before training. */
export function hardlyMoves(e: Evidence): boolean {
  const fall = fallOf(e)
  return fall !== null && fall < SLOW_FALL && flows(e) && movement(e) < SLOW_MOVE
}

const low: Rule = {
  id: 'rate-low',
  family: 'Learning',
  term: 'learningRate',
  title: 'Learning rate too low',
  when: `Over at least ${SLOW_STEPS} steps after the warm-up the training loss fell by less than ${percent(SLOW_FALL, 0)}, a gradient reaches every layer, and at the learning rates used so far no weight can have moved by more than ${percent(SLOW_MOVE, 0)} of its initial magnitude.`,
  why: 'Spikes are all-or-none: while weights barely change, the same neurons fire for the same samples, and the loss does not change.',
  remedy: '3 times the learning rate, or the optimizer’s default',
  measure(e) {
    const fall = fallOf(e)
    return fall === null ? null : `loss fell by ${percent(fall)}, weights moved by ${percent(Math.min(10, movement(e)), 0)} at most`
  },
  find(e) {
    const fall = fallOf(e)
    if (fall === null || !hardlyMoves(e)) return null
    const { optimizer } = e.open
    const usual = USUAL_RATE[optimizer.kind]
    const back: Remedy[] =
      optimizer.rate < usual / 3
        ? [
            {
              label: `Use the default learning rate ${usual}`,
              effect: `${optimizer.rate} → ${usual}`,
              changes: [['optimizer.rate', usual]],
            },
          ]
        : []
    return {
      id: 'rate-low',
      severity: 'warn',
      title: 'The weights barely change',
      text: `The loss fell by ${percent(Math.max(0, fall))} in ${grouped(judged(e).step)} steps, although a gradient reaches every layer. At these learning rates no weight can have moved by more than ${percent(movement(e))} of its initial magnitude.`,
      remedies: [...rateBy(e.open, 3), ...back],
    }
  },
}

function chanceOf(e: Evidence): { title: string; accuracy: number; limit: number; chance: number } | null {
  const { rows, step } = judged(e)
  if (!e.accuracy || step < CHANCE_STEPS || rows < CHANCE_ROWS) return null
  const { title, chance, train } = e.accuracy
  const standardDeviation = Math.sqrt((chance * (1 - chance)) / (CHANCE_ROWS * e.open.data.batch))
  return {
    title,
    accuracy: mean(train, train.length - CHANCE_ROWS),
    limit: chance + CHANCE_STANDARD_DEVIATIONS * standardDeviation,
    chance,
  }
}

const atChance: Rule = {
  id: 'chance',
  family: 'Learning',
  term: 'accuracy',
  title: 'Accuracy at chance',
  applies: ({ accuracy }) => accuracy !== null,
  when: `From ${CHANCE_STEPS} steps after the warm-up on: the training accuracy over the last ${CHANCE_ROWS} batches is within ${CHANCE_STANDARD_DEVIATIONS} standard deviations of chance, although every layer fires and receives a gradient.`,
  why: 'If gradients are healthy and nothing is learned, the class information is often lost before the first neuron: in the labels, or in an encoder with too few steps or spikes.',
  remedy: 'more encoder steps, or direct currents instead of spikes; on a task with a delay, more training or a longer skip',
  measure(e) {
    const found = chanceOf(e)
    return found && `${found.title.toLowerCase()} ${percent(found.accuracy)}, chance ${percent(found.chance)}`
  },
  find(e) {
    const found = chanceOf(e)
    if (!found || found.accuracy > found.limit || !flows(e)) return null
    return {
      id: 'chance',
      severity: 'info',
      title: 'Accuracy is at chance level',
      text: `${percent(found.accuracy)} of the samples in the last ${CHANCE_ROWS} batches are classified correctly; chance is ${percent(found.chance)}. Every layer fires and receives a gradient: check the encoder’s output and the labels.`,
      remedies: clearer(e.open),
    }
  },
}

function clearer({ encoder }: Experiment): Remedy[] {
  if (encoder.kind !== 'poisson' && encoder.kind !== 'latency') return []
  const steps = Math.min(1000, encoder.steps * 2)
  return [
    { label: 'Double the steps T', effect: `${encoder.steps} → ${steps}`, changes: [['encoder.steps', steps]] },
    { label: 'Encode directly', effect: 'currents instead of spikes', changes: [['encoder', { kind: 'direct', steps: encoder.steps }]] },
  ]
}

/** The best evaluation, how far the newest are above it, and what the training loss did meanwhile. */
function overfitOf({ tests, curves }: Evidence): { best: number; above: number; fall: number } | null {
  const count = tests.loss.length
  if (count <= OVERFIT_TESTS) return null
  let best = 0
  for (let at = 1; at < count; at++) if (tests.loss[at]! < tests.loss[best]!) best = at
  let above = Number.POSITIVE_INFINITY
  for (let at = count - OVERFIT_TESTS; at < count; at++) above = Math.min(above, tests.loss[at]! / tests.loss[best]! - 1)
  return { best, above, fall: 1 - lossUpTo(curves, tests.step[count - 1]!) / lossUpTo(curves, tests.step[best]!) }
}

/** The mean training loss of the rows up to a step. */
function lossUpTo({ step, loss }: Curves, at: number): number {
  let end = 0
  while (end < step.length && step[end]! <= at) end++
  return end === 0 ? Number.NaN : mean(loss, Math.max(0, end - WINDOW), end)
}

const overfitting: Rule = {
  id: 'overfit',
  family: 'Learning',
  term: 'learningCurves',
  title: 'Overfitting',
  when: `The loss of evaluations was at least ${percent(OVERFIT, 0)} above its best at each of the last ${OVERFIT_TESTS} evaluations, while the training loss fell by ${percent(OVERFIT_FALL, 0)} or more since that best.`,
  why: 'The network memorizes the training samples. Spike patterns of a few steps distinguish thousands of samples, so even small layers can overfit.',
  remedy: 'dropout, weight decay, fewer epochs; random crops for images',
  measure(e) {
    const found = overfitOf(e)
    return (
      found &&
      `${watchedPart(e.open)} loss at least ${percent(Math.max(0, found.above), 0)} above its best, training loss ${percent(found.fall, 0)} lower`
    )
  },
  find(e) {
    const found = overfitOf(e)
    if (!found || !(found.above >= OVERFIT) || !(found.fall >= OVERFIT_FALL)) return null
    const { tests, accuracy } = e
    const accuracyAt = (at: number) => percent(accuracy?.test[at])
    const accuracies = accuracy
      ? ` ${watchedPart(e.open) === 'test' ? 'Test' : 'Validation'} ${accuracy.title.toLowerCase()}: ${accuracyAt(found.best)} then, ${accuracyAt(tests.loss.length - 1)} now.`
      : ''
    const [best, now] = [tests.loss[found.best]!, tests.loss[tests.loss.length - 1]!]
    return {
      id: 'overfit',
      severity: 'warn',
      title: 'The network overfits',
      text: `The ${watchedPart(e.open)} loss was lowest at step ${grouped(tests.step[found.best]!)} (${significant(best)}) and is now ${significant(now)}, ${percent(now / best - 1, 0)} higher; meanwhile the training loss fell by ${percent(found.fall, 0)}.${accuracies}`,
      remedies: regularizing(e, tests.step[found.best]!),
    }
  },
}

function regularizing({ open, stepsPerEpoch }: Evidence, best: number): Remedy[] {
  const { network, optimizer, data, run } = open
  const decay = optimizer.kind === 'adamw' ? 0.1 : 1e-4
  const decaying: Remedy[] =
    optimizer.weightDecay < decay
      ? [{ label: 'Increase the weight decay', effect: `${optimizer.weightDecay} → ${decay}`, changes: [['optimizer.weightDecay', decay]] }]
      : []
  const shape = dataShape(data)
  const isImage = 'crop' in data && !shape.sequence && shape.height > 1
  const augmented: Remedy[] =
    isImage && changesOf(data).crop === 0 ? [{ label: 'Crop at random', effect: 'by up to 4 pixels', changes: [['data.crop', 4]] }] : []
  const epochs = round(Math.max(0.01, best / stepsPerEpoch), 2)
  const shorter: Remedy[] =
    epochs < run.epochs
      ? [{ label: 'Stop at the best epoch', effect: `${run.epochs} → ${epochs} epochs`, changes: [['run.epochs', epochs]] }]
      : []
  return [...augmented, ...dropping(network), ...decaying, ...shorter]
}

/** Adds dropout to each layer in a list that allows it and has less so far. */
function dropping(network: Experiment['network']): Remedy[] {
  const label = 'Add dropout'
  if (network.kind === 'latent' || network.kind === 'detector' || network.kind === 'agent') return []
  if (network.kind !== 'layers')
    return network.dropout < DROPOUT ? [{ label, effect: `${network.dropout} → ${DROPOUT}`, changes: [['network.dropout', DROPOUT]] }] : []
  const drops = (layer: (typeof network.layers)[number]) => 'dropout' in layer && layer.dropout < DROPOUT
  const count = network.layers.filter(drops).length
  if (count === 0) return []
  const layers = network.layers.map((layer) => (drops(layer) ? { ...layer, dropout: DROPOUT } : layer))
  return [{ label, effect: `${DROPOUT} in ${count} ${count === 1 ? 'layer' : 'layers'}`, changes: [['network.layers', layers]] }]
}

export const LEARNING_RULES: readonly Rule[] = [high, low, atChance, overfitting]
