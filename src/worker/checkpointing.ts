/** Makes checkpoints of the open run, and restores a run from one. Storage is checkpoint-shelf.ts. */
import type { Run } from '../experiments/run'
import { byteLengthOf, isSound, type SavedCheckpoint, type SavedState } from '../runs/checkpoint'
import { taskOf } from '../tasks/registry'
import { columnsOf, rowsUpTo, seriesOf } from './series'
import { openedRun, progressOf, type SessionCheckpoint, type SessionState } from './session-state'

/** Tensors that are not learned. They are not checked for values that are not finite: the report may contain such a loss. */
const HISTORY: ReadonlySet<string> = new Set(['network.clock', 'network.halted', 'report'])

/** Whether the interval since the last checkpoint has passed, and that checkpoint has been written. */
export const checkpointDue = ({ host, checkpointWriter, last, taking }: SessionState): boolean =>
  !taking && !checkpointWriter.busy && host.now() - last.checkpoint >= checkpointWriter.interval()

/** Copies everything needed to continue and queues it for writing. Never rejects. */
export function takeCheckpoint(session: SessionState, run: Run): Promise<void> {
  const { generation, elapsedMs, evaluationDue, host } = session
  const begun = host.now()
  session.last.checkpoint = begun
  const taking = run
    .checkpoint()
    .then(
      (checkpoint) => {
        if (generation !== session.generation || !isSound(checkpoint.tensors, HISTORY)) return
        session.checkpoint = { ...checkpoint, elapsedMs, evaluationDue }
        offer(session, host.now() - begun)
      },
      () => undefined,
    )
    .then(() => {
      if (session.taking === taking) session.taking = undefined
    })
  session.taking = taking
  return taking
}

/** Queues the newest checkpoint, with the history up to it, if this run is to be saved. @param copied milliseconds that its copy took */
export function offer(session: SessionState, copied?: number): void {
  const { checkpoint, preset, loaded, run } = session
  if (checkpoint && run && preset !== null && (checkpoint.step > 0 || loaded))
    session.checkpointWriter.offer(savedCheckpointOf(session, checkpoint), copied)
}

/** Queues a checkpoint of this run before another replaces it, so that it can be resumed. */
export async function saveBeforeLeaving(session: SessionState): Promise<void> {
  await session.taking
  const { run, step, loaded, checkpoint, evaluationDue, preset } = session
  if (!run || preset === null || session.gpu.isLost() || (step === 0 && !loaded)) return
  if (checkpoint?.step !== step) return takeCheckpoint(session, run)
  session.checkpoint = { ...checkpoint, evaluationDue }
  offer(session)
}

/** A checkpoint of the open run in the format in which it is saved. */
export function savedCheckpointOf(session: SessionState, { step, tensors, elapsedMs, evaluationDue }: SessionCheckpoint): SavedCheckpoint {
  const { series, lastReport, experiment, id, preset, tunedVariants, host } = session
  const tests = session.tests.filter((row) => row.step <= step)
  const state: SavedState = {
    version: 2,
    step,
    tensors,
    curves: rowsUpTo(columnsOf(series), step),
    stride: series.stride,
    tests,
    elapsedMs,
    evaluationDue: evaluationDue && !tests.some((row) => row.step === step),
    lastReport: lastReport && lastReport.step <= step ? lastReport : null,
    tunedVariants,
    shaders: host.shaders,
    adapter: adapterOf(session),
  }
  const { totalSteps } = openedRun(session).built
  const about = { id, saved: Date.now(), experiment: experiment!, preset: preset ?? '', step, totalSteps }
  return { info: { ...about, byteLength: byteLengthOf(state), atRiskMs: session.checkpointWriter.atRisk() }, state }
}

const adapterOf = ({ gpu: { info } }: SessionState): string => [info.vendor, info.architecture, info.description].join(' ')

/** Whether a checkpoint is from the same shaders and adapter: then training continues as if uninterrupted, to the last bit. */
export const isExact = (session: SessionState, { shaders, adapter }: SavedState): boolean =>
  shaders === session.host.shaders && adapter === adapterOf(session)

/** A saved report with its detail as the schema of the open experiment's task parses it; undefined where the schema refuses it. */
function soundReport({ experiment }: SessionState, report: SavedState['lastReport']) {
  if (!report || !experiment) return undefined
  const { success, data } = taskOf(experiment).detail.safeParse(report.detail)
  return success ? { ...report, part: report.part ?? 'test', detail: data } : undefined
}

/** Restores the weights, clock and history of the open run from a checkpoint. @throws where it does not fit the run. */
export function restore(session: SessionState, { info: { id }, state }: SavedCheckpoint): void {
  const { step, tensors, tests, elapsedMs, evaluationDue } = state
  openedRun(session).restore({ step, tensors })
  Object.assign(session, {
    id,
    step,
    elapsedMs,
    evaluationDue,
    tests: [...tests],
    series: seriesOf(state.curves, state.stride),
    lastReport: soundReport(session, state.lastReport),
    checkpoint: { step, tensors, elapsedMs, evaluationDue },
    loaded: true,
  })
}

/** Posts the newest evaluation again. */
export function showReport(session: SessionState): void {
  const { lastReport, host, run } = session
  if (!lastReport || !run) return
  const { step } = lastReport
  host.frameSender.post({ kind: 'report', epoch: step / progressOf(session).stepsPerEpoch, ...lastReport })
}
