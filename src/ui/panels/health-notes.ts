/**
 * Diagnoses in plain words, from what the probes measured in the newest batch and what the checks say of the draft. Pure.
 * A remedy is an edit of the experiment; where its effect on the same potentials can be counted, it is said first.
 */
import { errorsOf, type Problem } from '../../experiments/check'
import { formOf } from '../../experiments/form'
import type { Experiment } from '../../experiments/schema'
import type { MembraneFrame, RunState } from '../../worker/protocol'
import { grouped, percent } from '../charts/format'
import { sharesOverall } from '../charts/shares'
import { isLong } from '../charts/sight'
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
/** Of a silent layer with so many potentials in its window nothing is wrong before training: it may wake up. */
const AWAKENING = 1 / 3
/** A span that is offered reaches from end to start in so many hops, and is no longer than this. */
const HOPS = 5
const MOST_SPAN = 64

export function diagnose(
  { problems, run, device, open, draft }: Pick<LabState, 'problems' | 'run' | 'device' | 'open' | 'draft'>,
  layers: readonly MembraneFrame[],
): Diagnosis {
  // While the draft is refused, what the probes saw of the experiment before it is not the point.
  const probes =
    layers.length > 0 && errorsOf(problems).length === 0
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
  const checks = [failure(run), ...problems.map((problem) => ofProblem(problem, draft)), ...probes, device?.software ? SOFTWARE : null]
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

function ofProblem({ path, severity, message, remedy }: Problem, draft: Experiment): Note {
  const name = nameOf(path, draft)
  return {
    id: `${path}: ${message}`,
    severity: severity === 'error' ? 'warn' : 'info',
    title: severity === 'error' ? `This experiment cannot be opened: ${name}` : `Worth knowing: ${name}`,
    text: message,
    remedies: remedy ? [remedy] : [],
  }
}

/** As the form calls a field; of what is inside a field, the field. */
function nameOf(path: string, draft: Experiment): string {
  const index = path.match(/^network\.layers\.(\d+)/)?.[1]
  // People count from 1.
  if (index !== undefined) return `layer ${Number(index) + 1}`
  const row = formOf(draft, draft)
    .flatMap(({ rows }) => rows)
    .find((row) => row.path === path || row.path === `${path}.kind`)
  if (row) return row.label
  return path.includes('.') ? nameOf(path.slice(0, path.lastIndexOf('.')), draft) : path
}

// ---- what the probes say, each of the layer where it is worst

function dead(layers: readonly MembraneFrame[], { neuron, readout }: Experiment, run: RunState): Note | null {
  const output = readout.kind === 'spiking' ? layers.at(-1) : undefined
  const threshold = round(neuron.threshold / 2)
  const halve = { label: 'Halve the threshold θ', effect: `${neuron.threshold} → ${threshold}`, path: 'neuron.threshold', value: threshold }
  const silent = layers.filter((layer) => layer !== output && total(layer.fired) === 0)
  const first = silent[0]
  const step = 'step' in run ? run.step : 0
  if (!first) return output && total(output.fired) === 0 ? unanswered(output, halve, step) : null
  if (step === 0) return asleep(silent)
  return {
    id: 'dead',
    severity: 'warn',
    title: silent.length === 1 ? `${first.layer} is silent` : `${silent.length} layers are silent`,
    text: `No neuron of ${first.layer} fired in the newest batch, so nothing reaches the layers behind it. ${percent(sharesOverall(first).below)} of its potentials lie below the window. Lower the threshold, or scale up what comes in.`,
    remedies: [halve],
  }
}

/** Before training: what neurons that get a gradient may become is not known yet. */
function asleep(silent: readonly MembraneFrame[]): Note | null {
  const layer = silent.find((frame) => sharesOverall(frame).inside > AWAKENING)
  if (!layer) return null
  return {
    id: 'dead',
    severity: 'info',
    title: `${layer.layer} is silent before training`,
    text: `${percent(sharesOverall(layer).inside)} of its potentials lie in the window: its neurons get a gradient, and may wake up as they learn.`,
    remedies: [],
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
    text: `All rates of ${output.layer} are 0 in the newest batch, so all classes are equal. ${percent(sharesOverall(output).below)} of its potentials lie below the window. ${late ? 'Lower the threshold, or scale up what comes in.' : 'Often the first spikes come as it learns.'}`,
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
    text: `${percent(share)} of its potentials get a gradient; ${percent(sharesOverall(worst).below)} lie below the window. With less than 5 % the layer, and those before it, hardly learn.`,
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

/** Along time, in a recurrent network or over a long sequence: of the layer where the first step gets least. */
function forgotten(layers: readonly MembraneFrame[], { network }: Experiment): Note | null {
  const worst = lowest(layers, early)
  const share = early(worst)
  const steps = worst.gradientNorm.length
  const hears = network.kind === 'recurrent' && network.recurrence.kind !== 'none'
  if (!(share < FORGOTTEN) || network.kind === 'layers' || !(hears || isLong(steps))) return null
  const size = share > 0 ? `1/${grouped(1 / share)} of that at step ${steps}` : 'zero'
  return {
    id: 'forgotten',
    severity: 'warn',
    title: `No gradient reaches the early steps of ${worst.layer}`,
    text: `Its norm at step 1 is ${size}: what was seen there is not learned. ${
      hears ? 'A longer span takes fewer hops from the end back to the start.' : 'A layer that hears what it fired long ago carries it on.'
    }`,
    remedies: longer(network, steps),
  }
}

/** The norm at the first step, in parts of that at the last. */
const early = ({ gradientNorm }: MembraneFrame): number => gradientNorm[0]! / gradientNorm.at(-1)!

function longer(network: Exclude<Experiment['network'], { kind: 'layers' }>, steps: number): Remedy[] {
  const span = Math.min(MOST_SPAN, Math.max(2, Math.round(steps / HOPS)))
  const skip = { kind: 'skip', span }
  if (network.kind === 'mlp')
    return [
      {
        label: 'Make it recurrent',
        effect: `skip, span ${span}`,
        path: 'network',
        value: { ...network, kind: 'recurrent', recurrence: skip },
      },
    ]
  const { recurrence } = network
  switch (recurrence.kind) {
    case 'none':
      return [{ label: 'Hear its own spikes', effect: `skip, span ${span}`, path: 'network.recurrence', value: skip }]
    case 'vanilla':
      return [{ label: 'Hear longer ago', effect: `span 1 → ${span}`, path: 'network.recurrence', value: skip }]
    case 'skip':
      if (recurrence.span >= span) return []
      return [{ label: 'Lengthen the span', effect: `${recurrence.span} → ${span}`, path: 'network.recurrence.span', value: span }]
    case 'adaptive':
      if (recurrence.spans >= span) return []
      return [{ label: 'More spans', effect: `1 to ${recurrence.spans} → 1 to ${span}`, path: 'network.recurrence.spans', value: span }]
    default:
      return recurrence satisfies never
  }
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

/** The share of all steps' potentials in bins whose middle is within such a width. */
function shareInWidth({ low, high, bins, counts, available, total, threshold }: MembraneFrame, width: number): number {
  let inside = 0
  for (let step = 0; step < available.length; step++)
    for (let bin = 0; bin < bins; bin++)
      if (Math.abs(low + ((bin + 0.5) * (high - low)) / bins - threshold) < width / 2) inside += counts[step * (bins + 3) + bin]!
  return inside / (available.length * total)
}
