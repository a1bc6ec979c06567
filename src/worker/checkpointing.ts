/** Between the open run and what is kept of it: a copy of what it needs to go on, and going on from one. Decides nothing about storage. */
import type { Checkpoint, Run } from '../experiments/run'
import { byteLengthOf, isSound, type KeptCheckpoint, type KeptResult, type KeptState } from '../runs/checkpoint'
import { type Live, openedRun, progressOf } from './live'
import { columnsOf, rowsOf } from './series'

/** A checkpoint with what stood beside the device’s memory when it was taken. */
export interface LiveCheckpoint extends Checkpoint {
  readonly elapsedMs: number
  readonly evaluationDue: boolean
}

/** Not what is learned: it may say that a loss was not finite. */
const HISTORY: ReadonlySet<string> = new Set(['clock', 'halted', 'metrics'])

/** Whether training has gone on for long enough without one. */
export const checkpointDue = ({ host, keeper, last, checkpoint }: Live): boolean =>
  host.now() - last.checkpoint >= keeper.interval(checkpoint === undefined)

/** Copies everything that is needed to go on, and has it written where runs are kept. Never rejects. */
export function takeCheckpoint(live: Live, run: Run): Promise<void> {
  const { generation, elapsedMs, evaluationDue } = live
  live.last.checkpoint = live.host.now()
  live.taking = run.checkpoint().then(
    (checkpoint) => {
      if (generation !== live.generation || !isSound(checkpoint.tensors, HISTORY)) return
      live.checkpoint = { ...checkpoint, elapsedMs, evaluationDue }
      offer(live)
    },
    () => undefined,
  )
  return live.taking
}

/** Has the newest checkpoint written with the history up to it, where this run is one to keep. */
export function offer(live: Live): void {
  const { checkpoint, preset, loaded, run } = live
  if (checkpoint && run && preset !== null && (checkpoint.step > 0 || loaded)) live.keeper.offer(keptOf(live, checkpoint))
}

/** Before another run takes the place of this one: what was learned is written, so that it can come back. */
export async function leave(live: Live): Promise<void> {
  await live.taking
  const { run, step, loaded, checkpoint, evaluationDue, preset } = live
  if (!run || preset === null || live.gpu.isLost() || (step === 0 && !loaded)) return
  if (checkpoint?.step !== step) return takeCheckpoint(live, run)
  live.checkpoint = { ...checkpoint, evaluationDue }
  offer(live)
}

/** A result as it is in memory, and as checkpoints store it: they call its predictions answers. */
type Result = NonNullable<Live['lastResult']>
const storedResult = ({ predictions, ...rest }: Result): KeptResult => ({ ...rest, answers: predictions })
const openedResult = ({ answers, ...rest }: KeptResult): Result => ({ ...rest, predictions: answers })

/** What is kept of a checkpoint of the open run. */
export function keptOf(live: Live, { step, tensors, elapsedMs, evaluationDue }: LiveCheckpoint): KeptCheckpoint {
  const { series, lastResult, experiment, id, preset, choices, host } = live
  const tests = live.tests.filter((row) => row.step <= step)
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
    choices,
    shaders: host.shaders,
    adapter: adapterOf(live),
  }
  const { totalSteps } = openedRun(live).built
  const info = { id, saved: Date.now(), experiment: experiment!, preset: preset ?? '', step, totalSteps, byteLength: byteLengthOf(state) }
  return { info, state }
}

const adapterOf = ({ gpu: { info } }: Live): string => [info.vendor, info.architecture, info.description].join(' ')

/** Computed by the same shaders on the same adapter: what follows is what would have followed, to the last bit. */
export const isExact = (live: Live, { shaders, adapter }: KeptState): boolean =>
  shaders === live.host.shaders && adapter === adapterOf(live)

/** The run that is open and built goes on from what is kept: its weights, its clock and its history. @throws where that does not fit it. */
export function restore(live: Live, { info: { id }, state }: KeptCheckpoint): void {
  const { step, tensors, tests, elapsedMs, evaluationDue } = state
  openedRun(live).restore({ step, tensors })
  Object.assign(live, {
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
export function showResult(live: Live): void {
  const { lastResult, tests, host, run } = live
  if (!lastResult || !run) return
  const { step, loss, accuracy, confusion } = lastResult
  const soft = tests.find((row) => row.step === step)?.soft ?? null
  const epoch = step / progressOf(live).stepsPerEpoch
  host.postman.post({ kind: 'test', step, epoch, loss, accuracy, confusion, classes: run.built.evaluation.classes, soft })
}
