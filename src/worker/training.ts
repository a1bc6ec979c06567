/**
 * The training loop: encode, submit, keep at most two submissions in flight, watch when due, read scalars at 10 Hz, answer
 * the test set at borders, keep a checkpoint. It never waits for a readback.
 */
import { type EvaluationResult, nextEvaluation } from '../experiments/run'
import { checkpointDue, takeCheckpoint } from './checkpointing'
import { become, fail, hasFailed, type Live, openedRun, progressOf, tell } from './live'
import { observe, partsPerStep, stepsPerSubmission } from './pace'
import { appendRows, columnsOf } from './series'
import { frameCopies, frameDue, showWeights } from './watching'

const SCALARS_MS = 100
const IN_FLIGHT = 2

/** Posts rows that are new, without holding up the loop; a halted run becomes a failed one, and its gradient is cleared. */
export async function readScalars(live: Live, force = false): Promise<void> {
  const now = live.host.now()
  if (!force && (live.readingScalars || now - live.last.scalars < Math.max(SCALARS_MS, 1000 / live.watch.framesPerSecond))) return
  live.readingScalars = true
  live.last.scalars = now
  try {
    const run = openedRun(live)
    const { generation } = live
    const { rows, halted } = await run.readMetrics(live.series.rows.at(-1)?.step ?? 0)
    if (generation !== live.generation) return
    const fresh = rows.filter((r) => r.step > (live.series.rows.at(-1)?.step ?? 0))
    appendRows(live.series, fresh)
    if (fresh.length > 0) live.host.postman.post({ kind: 'scalars', rows: columnsOf(fresh) })
    if (halted) {
      live.step = halted.step
      run.clearHalt()
      fail(live, halted.message, true, { kind: 'notFinite', parameter: halted.parameter })
      void takeCheckpoint(live, run)
    }
  } finally {
    live.readingScalars = false
  }
}

/**
 * Answers the whole test set and posts what came of it. Stops where the run is replaced or the device lost; one that the loop
 * began also stops on Pause, and is due when training goes on.
 */
export async function evaluate(live: Live, ofLoop = false): Promise<EvaluationResult> {
  const run = openedRun(live)
  live.evaluating = true
  tell(live)
  try {
    const onBatch = async (done: number, total: number) => {
      if (done % 4 === 0 || done === total) await live.gpu.device.queue.onSubmittedWorkDone()
      tell(live, false)
      if (live.gpu.isLost() || run !== live.run || (ofLoop && !live.wanted)) throw new Error('The evaluation was stopped.')
    }
    const mixed = run.built.evaluation.adaptive ? await run.evaluate(onBatch, true) : null
    const soft = mixed && { loss: mixed.loss, accuracy: mixed.accuracy }
    const result = await run.evaluate(onBatch)
    live.evaluationDue = false
    const { step } = live
    const { loss, accuracy, confusion } = result
    live.lastResult = { ...result, step }
    live.tests = [...live.tests.filter((t) => t.step !== step), { step, loss, accuracy, soft }]
    live.host.postman.post({
      kind: 'test',
      step,
      epoch: progressOf(live).epoch,
      loss,
      accuracy,
      confusion,
      classes: run.built.evaluation.classes,
      soft,
    })
    return result
  } finally {
    live.evaluating = false
  }
}

/** Trains until `target`, or until no longer wanted. */
async function train(live: Live, target: number): Promise<void> {
  const run = openedRun(live)
  const { host, gpu } = live
  const inFlight: Promise<void>[] = []
  const start = host.now()
  const before = live.elapsedMs
  let lastDone = start
  const countTime = () => {
    live.elapsedMs = before + (host.now() - start)
  }
  while (live.wanted && live.step < target && run === live.run) {
    const border = Math.min(target, nextEvaluation(run.built, live.step))
    const parts = partsPerStep(live.pace)
    const count = parts > 1 ? 1 : Math.min(stepsPerSubmission(live.pace), border - live.step)
    const last = live.step + count === target
    const copies = frameDue(live) || last ? frameCopies(live, run, live.step + count) : undefined
    const options = copies ? { watched: true, finish: copies.encode } : {}
    if (copies) live.last.frame = host.now()
    if (parts > 1) run.submitInParts(parts, options)
    else run.submit(count, options)
    live.step += count
    const submitted = host.now()
    inFlight.push(
      gpu.device.queue.onSubmittedWorkDone().then(() => {
        const now = host.now()
        live.pace = observe(live.pace, count, copies !== undefined, now - Math.max(lastDone, submitted))
        lastDone = now
      }),
    )
    const delivered = copies
      ?.deliver()
      .then(() => showWeights(live, run))
      .catch(() => undefined)
    if (last) await delivered
    if (inFlight.length >= IN_FLIGHT) await inFlight.shift()
    if (hasFailed(live)) {
      await Promise.allSettled(inFlight)
      return
    }
    countTime()
    live.state = { kind: 'running', step: live.step }
    tell(live, false)
    void readScalars(live).catch((error) => fail(live, error, true))
    if (live.step === border && border === nextEvaluation(run.built, live.step - 1)) {
      await Promise.all(inFlight.splice(0))
      live.evaluationDue = true
      await evaluate(live, true).catch(() => undefined)
    }
    if (!hasFailed(live) && checkpointDue(live)) void takeCheckpoint(live, run)
  }
  await Promise.all(inFlight)
  countTime()
  if (run !== live.run || hasFailed(live)) return
  await readScalars(live, true)
}

/** Starts the loop, or joins the one that runs. Ends paused, finished or failed. */
export function begin(live: Live, target: number): Promise<void> {
  if (live.loop) return live.loop
  if (live.gpu.isLost()) return Promise.reject(new Error('The graphics device was lost. Resume opens it again.'))
  live.wanted = true
  live.last.checkpoint = live.host.now()
  become(live, { kind: 'running', step: live.step })
  const work = async () => {
    if (live.evaluationDue) await evaluate(live, true)
    await train(live, target)
    const end = live.run?.built.totalSteps
    if (!hasFailed(live) && end !== undefined && live.step >= end && live.lastResult?.step !== live.step) await evaluate(live, true)
  }
  live.loop = work()
    .catch((error) => {
      if (live.wanted) fail(live, error, true)
    })
    .finally(() => {
      live.loop = undefined
      live.wanted = false
      if (!live.run || hasFailed(live)) return
      become(live, { kind: live.step >= live.run.built.totalSteps ? 'finished' : 'paused', step: live.step })
      void takeCheckpoint(live, live.run)
    })
  return live.loop
}

/** Resolves when the step under way has ended. */
export async function halt(live: Live): Promise<void> {
  live.wanted = false
  await live.loop
}
