/**
 * Diagnoses in plain words, from what the probes measured in the newest batch and what the checks say of the draft. Pure.
 * A remedy is an edit of the experiment; where its effect on the same potentials can be counted, it is said first.
 */
import type { Problem } from '../../experiments/check'
import type { Experiment } from '../../experiments/schema'
import { MOST_SPANS, type RecurrenceSpec } from '../../neurons/recurrent-lif/schema'
import type { MembraneFrame, RunState } from '../../worker/protocol'
import { grouped, percent } from '../charts/format'
import type { LabState } from '../store'

export interface Remedy {
  readonly label: string
  readonly effect?: string
  readonly path: string
  readonly value: unknown
}

export interface Note {
  readonly id: string
  readonly severity: 'warn' | 'info'
  readonly title: string
  readonly text: string
  readonly remedies: readonly Remedy[]
  /** What the lab can do about it beside edits. */
  readonly action?: 'resume' | 'presets' | 'data'
}

export interface Diagnosis {
  readonly notes: readonly Note[]
  /** Checks that found nothing. */
  readonly fine: number
}

/** Shares under these are worth a word. */
const LOW_SHARE = 0.05
const VANISHED = 1 / 100
/** Of the norm at the last step: less of it at the first step teaches nothing. */
const FORGOTTEN = 1e-6
/** An output that is silent is worth a word from this training step on, and an edit from the second. */
const SILENT_STEPS = [20, 200] as const
/** Where the step before was the only one that was heard. */
const USUAL_SPAN = 16
const MOST_SPAN = 1000

export function diagnose(
  { problems, run, device, open }: Pick<LabState, 'problems' | 'run' | 'device' | 'open'>,
  layers: readonly MembraneFrame[],
): Diagnosis {
  const probes =
    layers.length > 0
      ? [
          dead(layers, open, run),
          closed(layers),
          narrow(layers, open),
          vanishing(layers, open),
          forgotten(layers, open),
          wider(layers, open),
          broken(layers),
        ]
      : []
  const checks = [failure(run), ...problems.map(ofProblem), ...probes, device?.software ? SOFTWARE : null]
  const notes = checks.filter((note) => note !== null)
  return { notes, fine: checks.length - notes.length + (problems.length === 0 ? 1 : 0) + (device && !device.software ? 1 : 0) }
}

const SOFTWARE: Note = {
  id: 'software',
  severity: 'info',
  title: 'A software adapter computes this',
  text: 'The browser found no graphics processor and uses the main one: results are correct, and slow. Small networks and few steps work well.',
  remedies: [],
  action: 'presets',
}

function failure(run: RunState): Note | null {
  if (run.kind !== 'failed') return null
  if (run.needs === 'data')
    return { id: 'no-data', severity: 'warn', title: 'The data set is not here', text: run.error, remedies: [], action: 'data' }
  return {
    id: 'failed',
    severity: 'warn',
    title: 'Training stopped',
    text: `${run.error} ${run.recoverable ? 'Resume goes on from the last checkpoint.' : 'Change the experiment, or press Reset.'}`,
    remedies: [],
    ...(run.recoverable && { action: 'resume' }),
  }
}

function ofProblem({ path, severity, message, remedy }: Problem): Note {
  return {
    id: `${path}: ${message}`,
    severity: severity === 'error' ? 'warn' : 'info',
    title: severity === 'error' ? `This experiment cannot be opened: ${nameOf(path)}` : `Worth knowing: ${nameOf(path)}`,
    text: message,
    remedies: remedy ? [remedy] : [],
  }
}

const nameOf = (path: string): string =>
  path
    .split('.')
    .slice(-2)
    .join(' ')
    // People count from 1.
    .replace(/^layers (\d+)$/, (_, index) => `layer ${Number(index) + 1}`)
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()

// ---- what the probes say, each of the layer where it is worst

function dead(layers: readonly MembraneFrame[], { neuron, readout }: Experiment, run: RunState): Note | null {
  const output = readout.kind === 'spiking' ? layers.at(-1) : undefined
  const threshold = round(neuron.threshold / 2)
  const halve = { label: 'Halve the threshold θ', effect: `${neuron.threshold} → ${threshold}`, path: 'neuron.threshold', value: threshold }
  const silent = layers.filter((layer) => layer !== output && total(layer.fired) === 0)
  const first = silent[0]
  if (!first) return output && total(output.fired) === 0 ? unanswered(output, halve, 'step' in run ? run.step : 0) : null
  return {
    id: 'dead',
    severity: 'warn',
    title: silent.length === 1 ? `${first.layer} is silent` : `${silent.length} layers are silent`,
    text: `No neuron of ${first.layer} fired in the newest batch, so nothing reaches the layers behind it. ${percent(shareBelow(first))} of its potentials lie below the window. Lower the threshold, or scale up what comes in.`,
    remedies: [halve],
  }
}

/** Of an output layer, which spikes little before anything is learned. */
function unanswered(output: MembraneFrame, remedy: Remedy, step: number): Note | null {
  const [said, mended] = SILENT_STEPS
  if (step < said) return null
  const late = step >= mended
  return {
    id: 'unanswered',
    severity: late ? 'warn' : 'info',
    title: 'No class has spiked yet',
    text: `All rates of ${output.layer} are 0 in the newest batch, so all classes are equal. ${percent(shareBelow(output))} of its potentials lie below the window. ${late ? 'Lower the threshold, or scale up what comes in.' : 'Often the first spikes come as it learns.'}`,
    remedies: late ? [remedy] : [],
  }
}

function closed(layers: readonly MembraneFrame[]): Note | null {
  const layer = layers.find((l) => l.windowClosed)
  if (!layer) return null
  return {
    id: 'closed',
    severity: 'warn',
    title: `The window of ${layer.layer} is closed`,
    text: 'The mean scale γ̄ of its normalization fell to 0.001 or less, and the adaptive width with it: no gradient passes this layer any more.',
    remedies: [{ label: 'Use a fixed window', effect: 'κ = 1', path: 'surrogate.window', value: 'fixed' }],
  }
}

function narrow(layers: readonly MembraneFrame[], { surrogate, network }: Experiment): Note | null {
  const worst = lowest(layers, (layer) => mean(layer, layer.available))
  const share = mean(worst, worst.available)
  if (share >= LOW_SHARE || worst.windowClosed || total(worst.fired) === 0 || surrogate.kind !== 'rect') return null
  const remedies: Remedy[] = []
  if (surrogate.window === 'fixed') {
    const width = round(surrogate.width * 2)
    const then = shareInWidth(worst, width)
    if (then > share)
      remedies.push({
        label: `Widen κ to ${width}`,
        effect: `${percent(share, 0)} → ${percent(then, 0)}`,
        path: 'surrogate.width',
        value: width,
      })
    if (network.normalization.kind === 'tdBatchNorm')
      remedies.push({ label: 'Let the window follow', effect: 'adaptive', path: 'surrogate.window', value: 'adaptive' })
  }
  return {
    id: 'narrow',
    severity: 'warn',
    title: `Few potentials of ${worst.layer} are in its window`,
    text: `${percent(share)} of its potentials get a gradient; ${percent(shareBelow(worst))} lie below the window. With less than 5 % the layer, and those before it, hardly learn.`,
    remedies,
  }
}

function vanishing(layers: readonly MembraneFrame[], { surrogate, network, neuron }: Experiment): Note | null {
  const first = layers[0]
  const last = layers.at(-1)
  if (!first || !last || first === last) return null
  const [front, back] = [norm(first), norm(last)]
  if (!(back > 0) || front >= VANISHED * back) return null
  const remedies: Remedy[] = []
  if (surrogate.kind === 'rect' && surrogate.window === 'fixed' && network.normalization.kind === 'tdBatchNorm')
    remedies.push({ label: 'Let the window follow', effect: 'adaptive', path: 'surrogate.window', value: 'adaptive' })
  else if (neuron.kind === 'lif' && neuron.decay < 0.5)
    remedies.push({ label: 'Raise decay τ', effect: `${neuron.decay} → 0.5`, path: 'neuron.decay', value: 0.5 })
  return {
    id: 'vanishing',
    severity: 'warn',
    title: 'The gradient vanishes toward the input',
    text:
      front > 0
        ? `Its norm at ${first.layer} is 1/${grouped(back / front)} of that at ${last.layer}: the first layers hardly learn.`
        : `At ${first.layer} it is zero: the first layers do not learn at all.`,
    remedies,
  }
}

/** Along time, in a recurrent network: of the layer where the first step gets least. */
function forgotten(layers: readonly MembraneFrame[], { network }: Experiment): Note | null {
  if (network.kind !== 'recurrent' || network.recurrence.kind === 'none') return null
  const worst = lowest(layers, early)
  const share = early(worst)
  if (!(share < FORGOTTEN)) return null
  const size = share > 0 ? `1/${grouped(1 / share)} of that at step ${worst.gradientNorm.length}` : 'zero'
  return {
    id: 'forgotten',
    severity: 'warn',
    title: `No gradient reaches the early steps of ${worst.layer}`,
    text: `Its norm at step 1 is ${size}: what was seen there is not learned. A longer span takes fewer hops from the end back to the start.`,
    remedies: longer(network.recurrence),
  }
}

/** The norm at the first step, in parts of that at the last. */
const early = ({ gradientNorm }: MembraneFrame): number => gradientNorm[0]! / gradientNorm.at(-1)!

function longer(recurrence: Exclude<RecurrenceSpec, { kind: 'none' }>): Remedy[] {
  if (recurrence.kind === 'vanilla')
    return [
      { label: 'Hear longer ago', effect: `span 1 → ${USUAL_SPAN}`, path: 'network.recurrence', value: { kind: 'skip', span: USUAL_SPAN } },
    ]
  const [name, now, most] =
    recurrence.kind === 'skip' ? (['span', recurrence.span, MOST_SPAN] as const) : (['spans', recurrence.spans, MOST_SPANS] as const)
  const value = Math.min(most, 2 * now)
  if (value === now) return []
  const [label, before] = name === 'span' ? ['Double the span', ''] : ['Double the spans', '1 to ']
  return [{ label, effect: `${before}${now} → ${before}${value}`, path: `network.recurrence.${name}`, value }]
}

function wider(layers: readonly MembraneFrame[], { surrogate }: Experiment): Note | null {
  if (surrogate.kind !== 'rect' || surrogate.window !== 'adaptive') return null
  const layer = layers.find((l) => mean(l, l.availableFixed) > mean(l, l.available))
  if (!layer) return null
  return {
    id: 'wider',
    severity: 'info',
    title: `A fixed window would hold more of ${layer.layer}`,
    text: `${percent(mean(layer, layer.available))} of its potentials are in the adaptive window, and ${percent(mean(layer, layer.availableFixed))} would be in a fixed one of width 1. The adaptive one is narrower here, and its gradient is higher for it.`,
    remedies: [],
  }
}

function broken(layers: readonly MembraneFrame[]): Note | null {
  const layer = layers.find((l) => l.available.some((_, step) => l.counts[step * (l.bins + 3) + l.bins + 2]! > 0))
  if (!layer) return null
  return {
    id: 'nan',
    severity: 'warn',
    title: `${layer.layer} is not finite`,
    text: 'Some potentials are NaN. Lower the learning rate, or clip the gradient.',
    remedies: [{ label: 'Clip the norm at 1', path: 'clipNorm', value: 1 }],
  }
}

// ---- numbers

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)
const mean = (layer: MembraneFrame, counts: ArrayLike<number>): number => total(counts) / (counts.length * layer.total)
const norm = (layer: MembraneFrame): number => Math.sqrt(total(layer.gradientNorm.map((value) => value * value)))
const round = (value: number): number => Number(value.toPrecision(3))
const lowest = (layers: readonly MembraneFrame[], of: (layer: MembraneFrame) => number): MembraneFrame =>
  layers.reduce((worst, layer) => (of(layer) < of(worst) ? layer : worst))

/** The share of all steps' potentials in bins whose middle the test accepts; under and over count at the ends. */
function shareWhere(layer: MembraneFrame, accepts: (u: number, step: number) => boolean): number {
  const { low, high, bins, counts, available } = layer
  let inside = 0
  for (let step = 0; step < available.length; step++) {
    const row = step * (bins + 3)
    for (let bin = 0; bin < bins; bin++) if (accepts(low + ((bin + 0.5) * (high - low)) / bins, step)) inside += counts[row + bin]!
    if (accepts(-Infinity, step)) inside += counts[row + bins]!
    if (accepts(Infinity, step)) inside += counts[row + bins + 1]!
  }
  return inside / (available.length * layer.total)
}

const shareBelow = (layer: MembraneFrame): number => shareWhere(layer, (u, step) => u < layer.windowLow[step]!)
const shareInWidth = (layer: MembraneFrame, width: number): number => shareWhere(layer, (u) => Math.abs(u - layer.threshold) < width / 2)
