/**
 * Follows the run under way and keeps it: when it pauses, ends or is left, and every so often while it trains. Told of frames; what
 * it keeps are the complete curves that the worker has and moments of the membrane. It shows nothing and knows no store.
 */
import type { Experiment } from '../../../experiments/schema'
import type { LayerInfo } from '../../../readings/layers'
import type { MetricRows, TestRow } from '../../../readings/metrics'
import type { Snapshot } from '../../../runs/compact'
import type { Provenance, RunDetail, RunId, RunSummary } from '../../../runs/record'
import { createSnapshotHistory, type Past, type SnapshotHistory } from '../../../runs/snapshots'
import { finalsOf, joinCurves, joinTests, NO_CURVES, thumbnailOf } from '../../../runs/summary'
import { metricsOf } from '../../../studies/metrics'
import type { Frame, Progress, RunState, SessionApi } from '../../../worker/protocol'

/** While training, a run is kept this often. */
const EVERY_MS = 15_000

/** What is open, as the page knows it. */
export interface Open {
  readonly experiment: Experiment
  readonly preset: string
  readonly layers: readonly LayerInfo[]
  readonly provenance: Provenance
}

export interface RecorderHost {
  now(): number
  /** What the run is of, with the changes that were made while it trained; null while the page has not that run open. */
  open(id: RunId): Open | null
  /** What is asked for the complete curves; null while there is no worker, or another's runs are in it. */
  worker(): Pick<SessionApi, 'state' | 'scalars' | 'tests'> | null
  linkOf(experiment: Experiment, preset: string): Promise<string>
  readDetail(id: RunId): Promise<RunDetail | undefined>
  save(summary: RunSummary, detail: RunDetail): Promise<void>
  /** Without waiting for anything: the page is being left. */
  saveNow(summary: RunSummary, detail: RunDetail): void
}

interface Followed {
  readonly id: RunId
  /** Null until it is kept first. */
  open: Open | null
  link: string
  started: number
  progress: Progress
  run: RunState
  snapshots: SnapshotHistory
  /** The step at which it was opened: a moment of an earlier one is of the run before. */
  from: number
  curves: MetricRows
  /** Rows that came since the curves were last asked for. */
  fresh: MetricRows[]
  tests: readonly TestRow[]
  /** What an earlier visit of the page kept of it has been taken in. */
  joined: boolean
  /** The step up to which it is known to be kept, with how many tests, and up to which moment. */
  written: number
  tested: number
  watched: number
  /** When a save began last, at which step, in which state. */
  saved: { readonly at: number; readonly step: number; readonly kind: RunState['kind'] }
}

export interface Recorder {
  take(frame: Frame): void
  /** Keeps it now. Resolves when it is kept, or could not be. */
  record(): Promise<void>
  /** The page is being left. */
  leave(): void
  /** The run under way. */
  readonly id: RunId | null
  /** Its moments so far, and where none was watched. */
  past(): Past
  /** From here on no moment may be watched. */
  stopWatching(): void
}

export function createRecorder(host: RecorderHost): Recorder {
  let run: Followed | null = null
  let queue: Promise<void> = Promise.resolve()
  let waiting = false

  const record = (): Promise<void> => {
    // One that has not begun yet will see all that is new.
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
        takeSnapshot(run, frame)
        // What is shown at a standstill comes after the state was told.
        if (run.run.kind !== 'running' && frame.step === run.progress.step) void record()
      } else if (frame.kind === 'scalars') run.fresh.push(frame.rows)
      else if (frame.kind === 'report') {
        const { step, values } = frame
        run.tests = joinTests(run.tests, [{ step, values }])
        // While it trains it is kept soon anyway.
        if (run.run.kind !== 'running') void record()
      } else if (frame.kind === 'state' && isDue(run, host.now())) void record()
    },
    record,
    leave() {
      if (!run || run.progress.step === 0 || (run.progress.step === run.written && run.tests.length === run.tested)) return
      takeOpen(run, host)
      if (!run.open) return
      takeFresh(run)
      const { summary, detail } = recordOf(run, run.open, host.now())
      host.saveNow(summary, detail)
    },
    get id() {
      return run?.id ?? null
    },
    past: () => run?.snapshots.past(run.progress.step) ?? { frames: [], gaps: [] },
    stopWatching: () => run?.snapshots.stop(),
  }
}

/** The run that a state is of: the same, or another that begins. */
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
  // While it is built it stands at step 0.
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

/** A frame that was on its way when the run before ended is of a step that this one has not reached, or from before it was opened. */
function takeSnapshot(run: Followed, { step, next, layers }: Snapshot): void {
  if (step < run.from) return
  if (run.run.kind !== 'running' && step > run.progress.step) return
  run.snapshots.take({ step, ...(next && { next }), layers })
}

/** Never rejects: what went wrong is the host's to tell. */
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
    const { summary, detail } = recordOf(run, run.open, now)
    await host.save(summary, detail)
    run.written = summary.step
    run.tested = detail.tests.length
    run.watched = detail.frames.at(-1)?.step ?? -1
  } catch (error) {
    reportError(error)
  }
}

/** Changes that are made while it trains are a part of its experiment, and of its link. */
function takeOpen(run: Followed, host: RecorderHost): void {
  const open = host.open(run.id)
  if (!open || open.experiment === run.open?.experiment) return
  run.open = open
  run.link = ''
  run.written = -1
}

/** Nothing has come since: it stays as it was kept. */
const isSaved = ({ run, progress, saved, written, tested, tests, watched, snapshots }: Followed): boolean =>
  progress.step === written && run.kind === saved.kind && tests.length === tested && (snapshots.newest?.step ?? -1) === watched

/** The curves as the worker has them; where it has another run or does not answer, those that came in frames do. */
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

/** What was kept of it before the page was loaded again: from where it goes on, the new is in its place. */
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
  now: number,
): { summary: RunSummary; detail: RunDetail } {
  const { step, totalSteps, stepsPerEpoch, elapsedMs } = progress
  const { newest } = snapshots
  return {
    summary: {
      id,
      name: '',
      note: '',
      tags: [],
      started,
      updated: now,
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
    detail: { id, curves, tests, layers, ...snapshots.past(step) },
  }
}
