/**
 * Saves the current run: when it pauses, ends or is left, and at intervals during training. It receives all frames, and saves
 * the complete curves from the worker and snapshots of the membrane. It displays nothing and knows no database.
 */
import type { Experiment } from '../../../experiments/schema'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { MetricRows, TestRow } from '../../../readings/metrics'
import type { Snapshot } from '../../../runs/compact'
import type { Provenance, RunDetail, RunId, RunSummary } from '../../../runs/record'
import { createSnapshotHistory, type Past, type SnapshotHistory } from '../../../runs/snapshots'
import { finalsOf, joinCurves, joinTests, NO_CURVES, thumbnailOf } from '../../../runs/summary'
import { metricsOf } from '../../../studies/metrics'
import type { Frame, Progress, RunState, SessionApi } from '../../../worker/protocol'

/** The interval between saves during training. */
const EVERY_MS = 15_000

/** The open run, as the page knows it. */
export interface Open {
  readonly experiment: Experiment
  readonly preset: string
  readonly layers: readonly LayerInfo[]
  readonly provenance: Provenance
}

export interface RecorderHost {
  now(): number
  /** The run's experiment with its changes; null while the page does not have the run open. */
  open(id: RunId): Open | null
  /** The worker, which has the complete curves; null where there is none, or it has another page's run open. */
  worker(): Pick<SessionApi, 'state' | 'scalars' | 'tests'> | null
  /** The variable of neurons as equations that is shown; null for the potential. */
  variable(): string | null
  linkOf(experiment: Experiment, preset: string): Promise<string>
  readDetail(id: RunId): Promise<RunDetail | undefined>
  save(summary: RunSummary, detail: RunDetail): Promise<void>
  /** Saves without waiting for the result, since the page is closing. */
  saveNow(summary: RunSummary, detail: RunDetail): void
}

interface Followed {
  readonly id: RunId
  /** Null until the first save. */
  open: Open | null
  link: string
  started: number
  progress: Progress
  run: RunState
  snapshots: SnapshotHistory
  /** The step at which it was opened: frames of earlier steps belong to the previous run. */
  from: number
  curves: MetricRows
  /** Rows received since the curves were last read from the worker. */
  fresh: MetricRows[]
  tests: readonly TestRow[]
  /** Whether the data saved before a reload of the page have been merged. */
  joined: boolean
  /** The step of the last save. */
  written: number
  /** The number of tests in the last save. */
  tested: number
  /** The step of the last snapshot in the last save. */
  watched: number
  /** The start of the last save, with the step and state at that time. */
  saved: { readonly at: number; readonly step: number; readonly kind: RunState['kind'] }
}

export interface Recorder {
  take(frame: Frame): void
  /** Saves now. Resolves when the run is saved or saving has failed. */
  record(): Promise<void>
  /** Call when the page closes. */
  leave(): void
  /** The id of the current run. */
  readonly id: RunId | null
  /** The snapshots so far, and the gaps between them. */
  past(): Past
  /** Marks the start of a gap in the snapshots. */
  stopWatching(): void
}

export function createRecorder(host: RecorderHost): Recorder {
  let run: Followed | null = null
  let queue: Promise<void> = Promise.resolve()
  let waiting = false

  const record = (): Promise<void> => {
    // A save that is still waiting will include everything that is new.
    if (!waiting) {
      waiting = true
      queue = queue.then(async () => {
        waiting = false
        if (run) await keep(host, run)
      })
    }
    return queue
  }
  return {
    take(frame) {
      if (frame.kind === 'state') run = follow(run, frame.state, frame.progress, host)
      if (!run) return
      if (frame.kind === 'membrane') {
        takeSnapshot(run, frame, host.variable())
        // While training is paused, the snapshot arrives after the state.
        if (run.run.kind !== 'running' && frame.step === run.progress.step) void record()
      } else if (frame.kind === 'scalars') run.fresh.push(frame.rows)
      else if (frame.kind === 'report') {
        const { step, values } = frame
        run.tests = joinTests(run.tests, [{ step, values }])
        // A training run is saved soon anyway.
        if (run.run.kind !== 'running') void record()
      } else if (frame.kind === 'state' && isDue(run, host.now())) void record()
    },
    record,
    leave() {
      if (!run || run.progress.step === 0 || (run.progress.step === run.written && run.tests.length === run.tested)) return
      // The saved past of a resumed run would be overwritten; it cannot be read while the page closes.
      if (run.from > 0 && !run.joined) return
      takeOpen(run, host)
      if (!run.open) return
      takeFresh(run)
      const { summary, detail } = recordOf(run, run.open, host)
      host.saveNow(summary, detail)
    },
    get id() {
      return run?.id ?? null
    },
    past: () => run?.snapshots.past(run.progress.step) ?? { frames: [], gaps: [] },
    stopWatching: () => run?.snapshots.stop(),
  }
}

/** The run of a state frame: the known one, or a new one. */
function follow(known: Followed | null, run: RunState, progress: Progress, host: RecorderHost): Followed {
  const now = host.now()
  const followed: Followed =
    known?.id === progress.id
      ? known
      : {
          id: progress.id,
          open: null,
          link: '',
          started: now - progress.elapsedMs,
          progress,
          run,
          snapshots: createSnapshotHistory(),
          from: progress.step,
          curves: NO_CURVES,
          fresh: [],
          tests: [],
          joined: false,
          written: 0,
          tested: 0,
          watched: -1,
          saved: { at: now, step: 0, kind: 'paused' },
        }
  // While the network is being built, the run is at step 0; a resumed run continues at a later one.
  if (followed.run.kind === 'compiling') followed.from = progress.step
  followed.progress = progress
  followed.run = run
  return followed
}

function isDue({ run, progress, saved }: Followed, now: number): boolean {
  if (progress.step === 0) return false
  if (run.kind === 'running') return now - saved.at >= EVERY_MS
  if (run.kind !== 'paused' && run.kind !== 'finished' && run.kind !== 'failed') return false
  return progress.step !== saved.step || run.kind !== saved.kind
}

/** Of the states, only the one that is shown is saved: each takes as much as the potential. */
function withState({ states, ...layer }: MembraneReading, variable: string | null): MembraneReading {
  const shown = states?.filter(({ name }) => name === variable) ?? []
  return { ...layer, ...(shown.length > 0 && { states: shown }) }
}

/** Ignores a frame of the previous run that arrives late: it is of a step before this run was opened, or one that this run has not reached. */
function takeSnapshot(run: Followed, { step, next, layers }: Snapshot, variable: string | null): void {
  if (step < run.from) return
  if (run.run.kind !== 'running' && step > run.progress.step) return
  run.snapshots.take({ step, ...(next && { next }), layers: layers.map((layer) => withState(layer, variable)) })
}

/** Never rejects: errors are reported. */
async function keep(host: RecorderHost, run: Followed): Promise<void> {
  try {
    if (run.progress.step === 0) return
    takeOpen(run, host)
    if (!run.open) return
    await takeComplete(host, run)
    if (!run.joined) await join(host, run)
    if (isSaved(run)) return
    run.link ||= await host.linkOf(run.open.experiment, run.open.preset)
    const now = host.now()
    run.saved = { at: now, step: run.progress.step, kind: run.run.kind }
    const { summary, detail } = recordOf(run, run.open, host)
    await host.save(summary, detail)
    run.written = summary.step
    run.tested = detail.tests.length
    run.watched = detail.frames.at(-1)?.step ?? -1
  } catch (error) {
    reportError(error)
  }
}

/** Changes during training are part of the experiment, and of its link. */
function takeOpen(run: Followed, host: RecorderHost): void {
  const open = host.open(run.id)
  if (!open || open.experiment === run.open?.experiment) return
  run.open = open
  run.link = ''
  run.written = -1
}

/** Whether nothing has changed since the last save. */
const isSaved = ({ run, progress, saved, written, tested, tests, watched, snapshots }: Followed): boolean =>
  progress.step === written && run.kind === saved.kind && tests.length === tested && (snapshots.newest?.step ?? -1) === watched

/** Reads the complete curves from the worker; if it has another run or does not answer, those from frames are used. */
async function takeComplete(host: RecorderHost, run: Followed): Promise<void> {
  takeFresh(run)
  const api = host.worker()
  if (!api) return
  try {
    const [{ state, progress }, curves, tests] = await Promise.all([api.state(), api.scalars(), api.tests()])
    if (progress.id !== run.id || curves.step.length === 0) return
    run.run = state
    run.progress = progress
    run.curves = joinCurves(run.curves, curves)
    run.fresh = []
    run.tests = joinTests(run.tests, tests)
  } catch {
    // The worker is gone.
  }
}

function takeFresh(run: Followed): void {
  for (const rows of run.fresh) run.curves = joinCurves(run.curves, rows)
  run.fresh = []
}

/** Merges data saved before the page was reloaded; from the step at which the run continues, new data replace them. */
async function join(host: RecorderHost, run: Followed): Promise<void> {
  const before = await host.readDetail(run.id)
  run.joined = true
  if (!before) return
  const [oldest] = run.snapshots.past(run.progress.step).frames
  run.snapshots.join(
    { frames: before.frames, gaps: before.gaps ?? [] },
    Math.min(oldest?.step ?? Number.POSITIVE_INFINITY, run.progress.step),
  )
  run.curves = joinCurves(before.curves, run.curves)
  const first = run.curves.step.at(-1) ?? 0
  run.tests = joinTests(
    before.tests.filter(({ step }) => step <= first),
    run.tests,
  )
}

function recordOf(
  { id, link, started, progress, run, snapshots, curves, tests }: Followed,
  { experiment, preset, layers, provenance }: Open,
  host: Pick<RecorderHost, 'now' | 'variable'>,
): { summary: RunSummary; detail: RunDetail } {
  const { step, totalSteps, stepsPerEpoch, elapsedMs } = progress
  const { newest } = snapshots
  const variable = host.variable()
  const kept = variable !== null && layers.some(({ variables }) => variables?.includes(variable))
  return {
    summary: {
      id,
      name: '',
      note: '',
      tags: [],
      started,
      updated: host.now(),
      experiment,
      preset,
      link,
      provenance,
      state: run.kind === 'finished' || run.kind === 'failed' ? run.kind : 'unfinished',
      error: run.kind === 'failed' ? run.error : null,
      step,
      totalSteps,
      stepsPerEpoch,
      elapsedMs,
      finals: finalsOf(metricsOf(experiment), curves, tests, newest),
      thumbnail: thumbnailOf(curves, newest),
      byteLength: 0,
      sweep: null,
    },
    detail: { id, curves, tests, layers, ...snapshots.past(step), ...(kept && { variable }) },
  }
}
