/**
 * Viewing a saved run: its curves and snapshots in the lab's own views, read-only. What is open continues meanwhile; its frames wait,
 * and its views come back with what the recorder has of it.
 */
import { asOf } from '../../../experiments/changes'
import { readRunFile } from '../../../runs/file'
import type { RunDetail, RunId, RunSummary } from '../../../runs/record'
import { readRun } from '../../../runs/store'
import type { Progress } from '../../../worker/protocol'
import { endAside, putAside, receiveFrame } from '../../base/frames'
import { runTitle } from '../labels/run-label'
import { showDialog } from '../selection/select'
import { clearHistory, putGaps, restoreHistory, takeFrames } from '../session/history'
import { NO_HISTORY, type WatchedPast, worker } from '../session/worker-connection'
import { type LabState, setLab, store } from '../store/store'
import { pastUnderWay, runDetail, watchedPast } from './runs'

/** What was selected in the open run before another was shown. */
let before: Pick<LabState, 'layer' | 'timeStep' | 'counted' | 'channel' | 'neuron' | 'variable'> | null = null

/** @throws Error where the run is no longer saved. */
export async function viewRun(id: RunId): Promise<void> {
  const [summary, detail] = await Promise.all([readRun(id), runDetail(id)])
  if (!summary || !detail) throw new Error('This run is no longer saved.')
  showDialog(null)
  show(summary, detail, false)
}

/** Shows the run that comes with the lab, for devices that cannot train. @throws Error where it cannot be loaded */
export async function viewRecordedRun(): Promise<void> {
  const answer = await fetch(new URL('recorded-run.json.gz', document.baseURI)).catch(() => null)
  if (!answer?.ok) throw new Error('The recorded run could not be loaded. Check the connection and try again.')
  const read = await readRunFile(await answer.blob())
  const run = read.ok ? read.runs[0] : undefined
  if (!run) throw new Error('The recorded run that came with this page is damaged.')
  show(run.summary, run.detail, true)
}

function show(summary: RunSummary, detail: RunDetail, recorded: boolean): void {
  const { viewedRun, layer, timeStep, counted, channel, neuron, variable } = store.getState()
  if (!viewedRun) before = { layer, timeStep, counted, channel, neuron, variable }
  putAside()
  const progress = progressOf(summary)
  const run = { kind: 'finished', step: summary.step } as const
  replay(watchedPast(detail))
  restoreHistory(detail.curves, detail.tests)
  receiveFrame({ kind: 'state', state: run, progress })
  const { experiment: open, preset: openedAs, provenance } = summary
  const shown = { open, openedAs, layers: detail.layers, otherParts: [], run, progress, pinned: 0, counted: 'batch' } as const
  setLab({
    viewedRun: { name: runTitle(summary), recorded, provenance, shown, close: closeViewedRun },
    layer: null,
    timeStep: null,
    counted: 'batch',
    channel: null,
    neuron: null,
    variable: detail.variable ?? null,
  })
}

/** Feeds the snapshots to the views one after another, as during training. */
function replay({ snapshots, gaps }: WatchedPast): void {
  takeFrames()
  clearHistory()
  for (const { step, layers } of snapshots) {
    receiveFrame({ kind: 'membrane', step, layers, watchShare: 0, framesPerSecond: 0 })
    takeFrames()
  }
  putGaps(gaps)
}

function progressOf({ id, step, totalSteps, stepsPerEpoch, elapsedMs, experiment }: RunSummary): Progress {
  const { epochs } = asOf(experiment, step).run
  const epoch = Math.min(epochs, step / Math.max(1, stepsPerEpoch))
  return { id, step, totalSteps, stepsPerEpoch, elapsedMs, epochs, epoch, samplesPerSecond: 0, evaluating: false }
}

/** Returns the views to the open run. */
export async function closeViewedRun(): Promise<void> {
  if (!store.getState().viewedRun) return
  const frames = endAside()
  replay(frames.some(({ kind }) => kind === 'membrane') ? pastUnderWay() : NO_HISTORY)
  for (const frame of frames) receiveFrame(frame)
  takeFrames()
  setLab({ viewedRun: null, ...before })
  before = null
  if (frames.length === 0) return
  const [rows, tests] = await Promise.all([worker().scalars(), worker().tests()])
  restoreHistory(rows, tests)
}

// When another experiment or another run is opened, the views return to it.
store.subscribe((now, last) => {
  if (now.viewedRun && (now.open !== last.open || now.progress?.id !== last.progress?.id)) void closeViewedRun().catch(reportError)
})
