/**
 * window.lab: the open experiment for users' own scripts and for tests, through the same actions as the buttons.
 * Every call returns plain data, or rejects with an Error that says why. Frames and React are not used.
 */

import { readDraft } from '../../experiments/edit'
import { PRESETS } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { errorsOf, type Problem } from '../../problem'
import type { Metric } from '../../readings/metrics'
import { upToDate } from '../../share/read'
import { metricsOf } from '../../studies/metrics'
import type { RunState } from '../../worker/protocol'
import { secondOf, seriesName } from '../state/labels/metric-labels'
import { link, openLink, openLinked } from '../state/links/links'
import { edit, openExperiment, redo, undo } from '../state/session/edit'
import { flush, putWeights, reset, resumeRun } from '../state/session/opening'
import { learnFrom } from '../state/session/teacher'
import { evaluate, idle, pause, play, step } from '../state/session/training'
import { worker } from '../state/session/worker-connection'
import { store } from '../state/store/store'
import { type LabReport, viewsOf } from '../tasks/registry'
import { healthNow } from '../views/health/now'
import { deviceCalls } from './device'
import { eventCalls } from './events'
import { nirCalls } from './nir'
import { readingCalls } from './readings'
import { runCalls } from './runs'
import type { When } from './when'

/** The documented interface: docs and tests name these calls. */
export type Lab = ReturnType<typeof createLab>

declare global {
  interface Window {
    lab: Lab
  }
}

/** `booted` resolves when the first experiment is open or has failed to open. */
export function createLab(booted: Promise<unknown>) {
  const after: When =
    (call) =>
    async (...args) => {
      await booted
      await flush()
      return call(...args)
    }
  /** For calls that need no experiment: it may be invalid, or its data missing. */
  const independent: When =
    (call) =>
    async (...args) => {
      await booted
      return call(...args)
    }

  return {
    open: async (linkOrExperiment: unknown): Promise<Experiment> => {
      await booted
      return openGiven(linkOrExperiment)
    },
    experiment: after(() => structuredClone(store.getState().open)),
    /**
     * Sets one value, as its field in the form does. Values that may change during training take effect at the next step; any other
     * change starts a new run. Rejects if the value is invalid; the form then shows it with its error.
     */
    edit: after(async (path: string, value: unknown) => {
      edit(path, value)
      await flush()
      return opened()
    }),
    link: after(link),
    play: after(play),
    pause: after(pause),
    /** Trains batches, one by default. */
    step: after((count: unknown = 1) => step(batches(count))),
    reset: after(reset),
    idle: after(idle),
    /** Undoes the last change of the experiment, or redoes it, and restores what the run had learned. */
    undo: after(async () => {
      undo()
      await flush()
    }),
    redo: after(async () => {
      redo()
      await flush()
    }),
    /** Saved runs that can be resumed, newest first; without the open run and those open in another tab. */
    checkpoints: after(async () => structuredClone(await worker().resumableRuns())),
    /** Resumes one of them, paused at the step where it stopped. */
    resume: after(async (id: string) => resumeRun(id)),
    state: after(async () => stateOf(await worker().state())),
    metrics: after(metrics),
    /** Simulates the loss of the graphics device, as after a laptop sleeps, to test how the page reacts. */
    loseDevice: after(() => worker().loseDevice()),
    presets: async () => PRESETS.map(({ name, title, summary }) => ({ name, title, summary })),
    /** The current notes of Health, each with its remedies as edits. */
    health: after(() => structuredClone(healthNow().notes)),
    evaluate: after(async () => viewsOf(store.getState().open).describeReport(await evaluate()) as LabReport),
    /** The weights of the last training step; with `'best'`, those of the best evaluation (saved for control tasks). */
    weights: after((which?: 'latest' | 'best') => worker().weights(which)),
    load: after((buffer: ArrayBuffer) => {
      if (!(buffer instanceof ArrayBuffer))
        throw new Error('load: expects an ArrayBuffer that holds a safetensors file, as weights() answers with.')
      return putWeights(buffer)
    }),
    /** Lets the open experiment learn from a saved run, by its id, or from a file of weights as weights() answers with. */
    distill: after((of: string | ArrayBuffer, name = 'from a script') => learnFrom(of, String(name).slice(0, 200))),
    /** The experiment as PyTorch code for 'spikingJelly', 'snnTorch' or 'norse', with the differences. Rejects if it cannot be exported. */
    code: after(async (framework: string) => {
      const { askedCode } = await import('../dialogs/code/code')
      const { open, openedAs } = store.getState()
      return askedCode(open, openedAs, framework)
    }),
    /** The correlation between steps of the open experiment's samples, over this many training samples. */
    correlation: after(async (options: { samples?: number } = {}) => {
      const { correlationOfOpen } = await import('../dialogs/correlation/correlation')
      return structuredClone(await correlationOfOpen(options.samples))
    }),
    ...readingCalls(after),
    ...runCalls(after),
    ...nirCalls(after),
    ...eventCalls(independent),
    ...deviceCalls(after, independent),
  }
}

/** Opens a link, the content of a saved experiment file, or an experiment. @throws Error with the reason. */
async function openGiven(linkOrExperiment: unknown): Promise<Experiment> {
  if (typeof linkOrExperiment === 'string') {
    const refused = await openLink(linkOrExperiment)
    if (refused) throw new Error(refused.nearest === null ? refused.message : `${refused.message} Try #${refused.nearest}.`)
  } else if (isFile(linkOrExperiment)) {
    const { readFileValue } = await import('../../share/file')
    const read = readFileValue(linkOrExperiment)
    if (!read.ok) throw new Error(read.message)
    await openLinked(read, 'a file')
  } else {
    const read = readDraft(upToDate(linkOrExperiment))
    if (!read.ok) throw new Error(text(read.problems))
    await openExperiment(read.experiment, store.getState().preset)
  }
  return opened()
}

/** The experiment that was just set, if it is the open one. @throws Error with the reason why it is not */
function opened(): Experiment {
  const { open, draft, problems } = store.getState()
  if (open !== draft) throw new Error(text(errorsOf(problems)) || 'Another experiment was set before this one was open.')
  return structuredClone(open)
}

/** Whether the value is the parsed content of a saved experiment file. */
const isFile = (value: unknown): boolean => typeof value === 'object' && value !== null && 'format' in value

const text = (problems: readonly Problem[]): string => problems.map(({ path, message }) => `${path}: ${message}`).join(' ')

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

/** Validates the number of batches to train. */
function batches(count: unknown): number {
  if (Number.isSafeInteger(count) && (count as number) > 0) return count as number
  throw new Error('step: expects how many batches to train, a whole number from 1 on.')
}

/** The series of all metrics. If evaluations also measure the deciding metric in a second way, both are listed. */
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
