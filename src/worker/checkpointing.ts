/** Between the open run and what is kept of it: a copy of what it needs to go on, and going on from one. Decides nothing about storage. */
import type { Run } from '../experiments/run'
import { byteLengthOf, isSound, type KeptCheckpoint, type KeptResult, type KeptState } from '../runs/checkpoint'
import { columnsOf, rowsOf } from './series'
import { openedRun, progressOf, type SessionCheckpoint, type SessionState } from './session-state'

/** Not what is learned: it may say that a loss was not finite. */
const HISTORY: ReadonlySet<string> = new Set(['clock', 'halted', 'metrics'])

/** Whether training has gone on for long enough without one. */
export const checkpointDue = ({ host, checkpointWriter, last, checkpoint }: SessionState): boolean =>
  host.now() - last.checkpoint >= checkpointWriter.interval(checkpoint === undefined)

/** Copies everything that is needed to go on, and has it written where runs are kept. Never rejects. */
export function takeCheckpoint(session: SessionState, run: Run): Promise<void> {
  const { generation, elapsedMs, evaluationDue } = session
  session.last.checkpoint = session.host.now()
  session.taking = run.checkpoint().then(
    (checkpoint) => {
      if (generation !== session.generation || !isSound(checkpoint.tensors, HISTORY)) return
      session.checkpoint = { ...checkpoint, elapsedMs, evaluationDue }
      offer(session)
    },
    () => undefined,
  )
  return session.taking
}

/** Has the newest checkpoint written with the history up to it, where this run is one to keep. */
export function offer(session: SessionState): void {
  const { checkpoint, preset, loaded, run } = session
  if (checkpoint && run && preset !== null && (checkpoint.step > 0 || loaded)) session.checkpointWriter.offer(keptOf(session, checkpoint))
}

/** Before another run takes the place of this one: what was learned is written, so that it can come back. */
export async function leave(session: SessionState): Promise<void> {
  await session.taking
  const { run, step, loaded, checkpoint, evaluationDue, preset } = session
  if (!run || preset === null || session.gpu.isLost() || (step === 0 && !loaded)) return
  if (checkpoint?.step !== step) return takeCheckpoint(session, run)
  session.checkpoint = { ...checkpoint, evaluationDue }
  offer(session)
}

/** A result as it is in memory, and as checkpoints store it: they call its predictions answers. */
type Result = NonNullable<SessionState['lastResult']>
const storedResult = ({ predictions, ...rest }: Result): KeptResult => ({ ...rest, answers: predictions })
const openedResult = ({ answers, ...rest }: KeptResult): Result => ({ ...rest, predictions: answers })

/** What is kept of a checkpoint of the open run. */
export function keptOf(session: SessionState, { step, tensors, elapsedMs, evaluationDue }: SessionCheckpoint): KeptCheckpoint {
  const { series, lastResult, experiment, id, preset, tunedVariants, host } = session
  const tests = session.tests.filter((row) => row.step <= step)
  const state: KeptState = {
    version: 1,
    step,
    tensors,
    curves: columnsOf(series.rows.filter((row) => row.step <= step)),
    stride: series.stride,
    tests,
    elapsedMs,
    evaluationDue: evaluationDue && !tests.some((row) => row.step === step),
    lastResult: lastResult && lastResult.step <= step ? storedResult(lastResult) : null,
    choices: tunedVariants,
    shaders: host.shaders,
    adapter: adapterOf(session),
  }
  const { totalSteps } = openedRun(session).built
  const info = { id, saved: Date.now(), experiment: experiment!, preset: preset ?? '', step, totalSteps, byteLength: byteLengthOf(state) }
  return { info, state }
}

const adapterOf = ({ gpu: { info } }: SessionState): string => [info.vendor, info.architecture, info.description].join(' ')

/** Computed by the same shaders on the same adapter: what follows is what would have followed, to the last bit. */
export const isExact = (session: SessionState, { shaders, adapter }: KeptState): boolean =>
  shaders === session.host.shaders && adapter === adapterOf(session)

/** The run that is open and built goes on from what is kept: its weights, its clock and its history. @throws where that does not fit it. */
export function restore(session: SessionState, { info: { id }, state }: KeptCheckpoint): void {
  const { step, tensors, tests, elapsedMs, evaluationDue } = state
  openedRun(session).restore({ step, tensors })
  Object.assign(session, {
    id,
    step,
    elapsedMs,
    evaluationDue,
    tests: [...tests],
    series: { stride: state.stride, rows: rowsOf(state.curves) },
    lastResult: state.lastResult ? openedResult(state.lastResult) : undefined,
    checkpoint: { step, tensors, elapsedMs, evaluationDue },
    loaded: true,
  })
}

/** The last result on the test set, shown again. */
export function showResult(session: SessionState): void {
  const { lastResult, tests, host, run } = session
  if (!lastResult || !run) return
  const { step, loss, accuracy, confusion } = lastResult
  const soft = tests.find((row) => row.step === step)?.soft ?? null
  const epoch = step / progressOf(session).stepsPerEpoch
  host.frameSender.post({ kind: 'test', step, epoch, loss, accuracy, confusion, classes: run.built.evaluation.classes, soft })
}
