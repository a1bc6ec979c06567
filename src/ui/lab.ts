/**
 * window.lab: the open experiment for people's own scripts and for tests, through the same actions as the buttons.
 * Every call answers with plain data, or rejects with an Error that says why. Frames and React are not used.
 */

import { readDraft } from '../experiments/form'
import { PRESETS } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { errorsOf, type Problem } from '../problem'
import type { LayerInfo } from '../readings/layers'
import type { MembraneReading } from '../readings/membrane'
import type { Metric } from '../readings/metrics'
import { metricsOf } from '../studies/metrics'
import type { RunState } from '../worker/protocol'
import { compared } from './dialogs/studies/compare'
import type { SweepOptions } from './dialogs/studies/sweep'
import { eventCalls, type When } from './lab-events'
import { comparedAnswer, detailAnswer, summaryAnswer } from './lab-runs'
import { flush, openExperiment, putWeights, redo, reset, resumeRun, undo, worker } from './state/actions'
import type { CompareOptions } from './state/compare-plan'
import { link, openLink, openLinked } from './state/links'
import { secondOf, seriesName } from './state/metrics'
import { store } from './state/store'
import { evaluate, idle, pause, play, step } from './state/training'
import { type LabReport, viewsOf } from './tasks/registry'
import { healthNow } from './views/health/now'

type Watchable = LayerInfo['watchable'][number]

/** The documented interface: docs and tests name these calls. */
export type Lab = ReturnType<typeof createLab>

declare global {
  interface Window {
    lab: Lab
  }
}

/** `booted` resolves when the first experiment is open, or will not be. */
export function createLab(booted: Promise<unknown>) {
  const after =
    <A extends unknown[], R>(call: (...args: A) => Promise<R> | R) =>
    async (...args: A): Promise<R> => {
      await booted
      await flush()
      return call(...args)
    }
  /** Of what needs no experiment: it may be refused, or its data not here. */
  const beside: When =
    (call) =>
    async (...args) => {
      await booted
      return call(...args)
    }

  return {
    open: async (linkOrExperiment: unknown): Promise<Experiment> => {
      await booted
      if (typeof linkOrExperiment === 'string') {
        const refused = await openLink(linkOrExperiment)
        if (refused) throw new Error(`${refused.message} The nearest preset is “${refused.nearest}”.`)
      } else if (isFile(linkOrExperiment)) {
        const { readFileValue } = await import('../share/file')
        const read = readFileValue(linkOrExperiment)
        if (!read.ok) throw new Error(read.message)
        await openLinked(read, 'a file')
      } else {
        const { upToDate } = await import('../share/read')
        const read = readDraft(upToDate(linkOrExperiment))
        if (!read.ok) throw new Error(inWords(read.problems))
        await openExperiment(read.experiment, store.getState().preset)
      }
      const { open, draft, problems } = store.getState()
      if (open !== draft) throw new Error(inWords(errorsOf(problems)))
      return structuredClone(open)
    },
    experiment: after(() => structuredClone(store.getState().open)),
    link: after(link),
    play: after(play),
    pause: after(pause),
    step: after((count?: number) => step(count)),
    reset: after(reset),
    idle: after(idle),
    /** Takes the last change of the experiment back, or does it again: with what the run had learned, where it was trained. */
    undo: after(async () => {
      undo()
      await flush()
    }),
    redo: after(async () => {
      redo()
      await flush()
    }),
    /** Runs that this browser keeps to go on from, the newest first; not the open one, nor one that another tab has open. */
    checkpoints: after(async () => structuredClone(await worker().kept())),
    /** Goes on with one of them, paused at the step at which it was left. */
    resume: after(async (id: string) => resumeRun(id)),
    state: after(async () => stateOf(await worker().state())),
    metrics: after(metrics),
    /** Takes the graphics device away, as a sleeping laptop may: to see what the page does. */
    loseDevice: after(() => worker().loseDevice()),
    layers: after(() =>
      store.getState().layers.map(({ name, kind, shape, parameters, watchable }) => ({
        name,
        kind,
        shape: [...shape],
        parameters,
        watchable: [...watchable],
      })),
    ),
    presets: async () => PRESETS.map(({ name, title, summary }) => ({ name, title, summary })),
    membrane: after(async (layer: string, step?: number) => membraneOf(await worker().membrane(answering('membrane', layer)), step)),
    potentials: after(async (layer: string, sample: number) => {
      const { steps, neurons, membrane } = await sampleLayer('potentials', layer, sample)
      return { steps, neurons, data: membrane }
    }),
    spikes: after(async (layer: string, sample: number) => {
      const { steps, neurons, spikes } = await sampleLayer('spikes', layer, sample)
      return { steps, neurons, data: spikes }
    }),
    /** Puts a threshold or a factor on the window's width on trial, as the lens does, and says what it comes to; null ends the trial. */
    lens: after(async (layer: string, trial?: { threshold?: number; widen?: number } | null) => {
      const { tryOut } = await import('./lab-lens')
      return tryOut(layer, trial)
    }),
    /** Sets in the experiment what is on trial: one edit. */
    applyLens: after(async (layer: string) => {
      const { applyTrial } = await import('./lab-lens')
      applyTrial(layer)
      await flush()
    }),
    /** Training steps of the moments of the membrane that are kept, to look back at. */
    moments: after(async () => {
      const { moments } = await import('./lab-lens')
      return moments()
    }),
    /** Shows a moment of the past in the views, null what is now; answers with the training step that is shown. */
    lookAt: after(async (step: number | null) => {
      const { lookAt } = await import('./lab-lens')
      return lookAt(step)
    }),
    gradientNorm: after(async (layer: string) => worker().gradientNorm(answering('gradientNorm', layer))),
    /** What Health says now: each note with its remedies as the edits that they are. */
    health: after(() => structuredClone(healthNow().notes)),
    evaluate: after(async () => viewsOf(store.getState().open).describeReport(await evaluate()) as LabReport),
    /** Runs variants of the open experiment with the same seeds; resolves with all figures and what they say together. */
    compare: after(async (options?: CompareOptions) => comparedAnswer(await compared(options ?? {}))),
    sweep: after(async (options: SweepOptions) => {
      const [{ swept }, { keepPoint }] = await Promise.all([import('./dialogs/studies/sweep'), import('./dialogs/studies/kept-point')])
      return swept(options, keepPoint)
    }),
    weights: after(() => worker().weights()),
    load: after((buffer: ArrayBuffer) => {
      if (!(buffer instanceof ArrayBuffer))
        throw new Error('load: expects an ArrayBuffer that holds a safetensors file, as weights() answers with.')
      return putWeights(buffer)
    }),
    /** What is listed of the runs that this browser keeps, the newest first; the run under way as it is now among them. */
    runs: after(async () => {
      const { listed } = await import('./state/runs')
      return structuredClone((await listed()).map(summaryAnswer))
    }),
    /** Curves, tests and membrane moments of one of them. */
    run: after(async (id: string) => {
      const { detailOf } = await import('./state/runs')
      return structuredClone(detailAnswer(await detailOf(id)))
    }),
    /** Bytes of GPU buffers alive. */
    allocated: after(() => worker().allocated()),
    /** All runs, or some, as one file. */
    exportRuns: after(async (ids?: readonly string[]) => {
      const { fileOfRuns } = await import('./dialogs/runs/runs-work')
      return (await fileOfRuns(ids)).arrayBuffer()
    }),
    /** Adds the runs of such a file; says how many came in, how many were here already, and which are damaged. */
    importRuns: after(async (file: ArrayBuffer) => {
      if (!(file instanceof ArrayBuffer))
        throw new Error('importRuns: expects an ArrayBuffer that holds a file of runs, as exportRuns() answers with.')
      const { takeIn } = await import('./dialogs/runs/runs-work')
      return takeIn(new Blob([file]))
    }),
    /** How alike the steps of the open experiment's samples are, and what there is in their order: of so many training samples. */
    correlation: after(async (options: { samples?: number } = {}) => {
      const { correlationOfOpen } = await import('./dialogs/correlation/correlation')
      return structuredClone(await correlationOfOpen(options.samples))
    }),
    ...eventCalls(beside),
    device: after(() => {
      const { device, missing } = store.getState()
      if (!device) throw new Error(missing?.message ?? 'There is no device.')
      return structuredClone(device)
    }),
  }
}

/** What “Save as file” wrote, parsed. */
const isFile = (value: unknown): boolean => typeof value === 'object' && value !== null && 'format' in value

const inWords = (problems: readonly Problem[]): string => problems.map(({ path, message }) => `${path}: ${message}`).join(' ')

/** The layer's name, if it answers the call. @throws Error with the layers that do. */
function answering(call: Watchable, layer: string): string {
  const { layers } = store.getState()
  const able = layers.filter(({ watchable }) => watchable.includes(call)).map(({ name }) => name)
  if (able.includes(layer)) return layer
  throw new Error(`${call}: “${layer}” does not answer. These layers do: ${able.join(', ')}.`)
}

async function sampleLayer(call: 'potentials' | 'spikes', layer: string, sample: number) {
  answering(call, layer)
  const { pinned } = store.getState()
  if (!Number.isInteger(sample) || sample < 0 || sample >= pinned)
    throw new Error(`${call}: sample is an index from 0 to ${pinned - 1}, not ${sample}.`)
  const frame = await worker().sample(sample, layer)
  const found = frame.layers.find((l) => l.layer === layer)
  if (!found) throw new Error(`${call}: “${layer}” was not in the sample’s frame.`)
  return found
}

function stateOf({
  state,
  progress,
}: {
  state: RunState
  progress: { id: string; step: number; epoch: number; stepsPerEpoch: number; epochs: number }
}) {
  const { id, step, epoch, stepsPerEpoch, epochs } = progress
  return {
    id,
    kind: state.kind,
    step: 'step' in state ? state.step : step,
    epoch,
    stepsPerEpoch,
    epochs,
    ...(state.kind === 'failed' && { error: state.error }),
  }
}

/** Where an evaluation is done in a second way too, the metric that decides is there twice. */
async function metrics(): Promise<Record<string, { step: number[]; value: number[] }>> {
  const [{ step, columns }, tests] = await Promise.all([worker().scalars(), worker().tests()])
  const all = metricsOf(store.getState().open)
  const second = secondOf(all)
  const shown = all.filter((metric) => !metric.variantOf || (metric === second && tests.some(({ values }) => metric.name in values)))
  const series = ({ name, split }: Metric) =>
    split === 'train'
      ? { step: Array.from(step), value: Array.from(columns[name] ?? []) }
      : { step: tests.map((test) => test.step), value: tests.map(({ values }) => values[name] ?? Number.NaN) }
  return Object.fromEntries(shown.map((metric) => [seriesName(metric), series(metric)]))
}

/** One step's counts, or all steps together: then the window is the widest step's. */
function membraneOf(frame: MembraneReading, step?: number) {
  const steps = frame.available.length
  if (step !== undefined && !(Number.isInteger(step) && step >= 0 && step < steps))
    throw new Error(`membrane: step is from 0 to ${steps - 1}, not ${step}.`)
  const of = step === undefined ? Array.from({ length: steps }, (_, t) => t) : [step]
  const row = frame.bins + 3
  const count = (bin: number) => of.reduce((sum, t) => sum + frame.counts[t * row + bin]!, 0)
  const share = (counts: ArrayLike<number>, which: readonly number[]) =>
    which.reduce((sum, t) => sum + counts[t]!, 0) / (which.length * frame.total)
  const widest = of.reduce((best, t) =>
    frame.windowHigh[t]! - frame.windowLow[t]! > frame.windowHigh[best]! - frame.windowLow[best]! ? t : best,
  )
  return {
    edges: Array.from({ length: frame.bins + 1 }, (_, bin) => frame.low + (bin * (frame.high - frame.low)) / frame.bins),
    counts: Array.from({ length: frame.bins }, (_, bin) => count(bin)),
    under: count(frame.bins),
    over: count(frame.bins + 1),
    nan: count(frame.bins + 2),
    samples: frame.samples,
    // Of all steps and samples of the batch, whatever step is asked for.
    neurons: frame.neurons,
    silent: frame.silent,
    saturated: frame.saturated,
    channels: frame.channels,
    silentChannels: frame.silentChannels,
    threshold: frame.threshold,
    window: [frame.windowLow[widest]!, frame.windowHigh[widest]!] as [number, number],
    gradientAvailable: share(frame.available, of),
    gradientAvailableFixed: share(frame.availableFixed, of),
    predicted: frame.predicted && predictedOver(frame.predicted, of),
    ...(frame.spans && { spans: frame.spans }),
    ...(step === undefined && { gradientAvailableBySteps: of.map((t) => share(frame.available, [t])) }),
  }
}

/** Mean and deviation of the steps' predicted distributions taken together. */
function predictedOver({ mean, deviation }: NonNullable<MembraneReading['predicted']>, of: readonly number[]) {
  const average = (value: (t: number) => number) => of.reduce((sum, t) => sum + value(t), 0) / of.length
  const middle = average((t) => mean[t]!)
  return { mean: middle, deviation: Math.sqrt(average((t) => deviation[t]! ** 2 + mean[t]! ** 2) - middle ** 2) }
}
