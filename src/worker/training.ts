/**
 * The training loop: encodes and submits steps, with at most two submissions in flight, watches when due, reads scalars at 10 Hz,
 * evaluates when due, and takes checkpoints. It never waits for a readback.
 */
import { heldOutParts, watchedPart } from '../data/schema'
import { nextChange } from '../experiments/changes'
import { nextEvaluation } from '../experiments/run'
import { type HeldOut, isOf } from '../readings/metrics'
import { applyChanges, hasChanged } from './changing'
import { checkpointDue, takeCheckpoint } from './checkpointing'
import { observe, partsPerStep, stepsPerSubmission } from './pace'
import type { Evaluation } from './protocol'
import { appendRows, lastStep, rowsAfter } from './series'
import { fail, hasFailed, openedRun, postState, progressOf, type SessionState, setState } from './session-state'
import { frameCopies, frameDue, preview, showWeights } from './watching'

const SCALARS_MS = 100
const IN_FLIGHT = 2

/** Posts new rows, without holding up the loop; a halted run becomes a failed one, and its halt and gradients are cleared. */
export function readScalars(session: SessionState, force = false): Promise<void> {
  const now = session.host.now()
  const early = now - session.last.scalars < Math.max(SCALARS_MS, 1000 / session.watch.framesPerSecond)
  if (!force && (session.reading || early)) return Promise.resolve()
  session.last.scalars = now
  const work = takeScalars(session)
  const reading = Promise.allSettled([session.reading, work]).then(() => {
    if (session.reading === reading) session.reading = undefined
  })
  session.reading = reading
  return work
}

async function takeScalars(session: SessionState): Promise<void> {
  const run = openedRun(session)
  const { generation } = session
  const { rows, halted } = await run.readMetrics(lastStep(session.series))
  if (generation !== session.generation) return
  const fresh = rowsAfter(rows, lastStep(session.series))
  appendRows(session.series, fresh)
  if (fresh.step.length > 0) session.host.frameSender.post({ kind: 'scalars', run: session.id, rows: fresh })
  if (!halted) return
  session.step = halted.step
  run.clearHalt()
  fail(session, halted.message, true, { kind: 'notFinite', parameter: halted.parameter })
  void takeCheckpoint(session, run)
}

/** Evaluates what is due during training: the validation samples, or where there are none the test set. */
const evaluateDue = (session: SessionState) => evaluate(session, watchedPart(openedRun(session).built.counts), true)

/**
 * Evaluates on a whole part of the data and posts the report, with the values of other parts at the same step. Stops if the run is replaced
 * or the device lost; an evaluation of the training loop also stops on Pause, and is due when training continues.
 */
export async function evaluate(session: SessionState, part: HeldOut, ofLoop = false): Promise<Evaluation> {
  const run = openedRun(session)
  session.evaluating = true
  postState(session)
  try {
    const onBatch = async (done: number, total: number) => {
      session.evaluated = done / total
      if (done % 4 === 0 || done === total) await session.gpu.device.queue.onSubmittedWorkDone()
      postState(session, false)
      if (session.gpu.isLost() || run !== session.run || (ofLoop && !session.wanted)) throw new Error('The evaluation was stopped.')
    }
    const report = await run.evaluate(onBatch, part)
    session.evaluationDue = false
    const { step } = session
    const values = { ...session.tests.find((t) => t.step === step)?.values, ...report.values }
    session.tests = [...session.tests.filter((t) => t.step !== step), { step, values }]
    session.lastReport = { ...report, values, step }
    session.host.frameSender.post({ kind: 'report', epoch: progressOf(session).epoch, ...session.lastReport })
    return session.lastReport
  } finally {
    session.evaluating = false
    session.evaluated = undefined
  }
}

/** Trains until `target`, or until no longer wanted. @param every one in so many steps is watched, in addition to those that are due */
async function trainUntil(session: SessionState, target: number, every: number): Promise<void> {
  let run = openedRun(session)
  const { host, gpu } = session
  const inFlight: Promise<void>[] = []
  const start = host.now()
  const before = session.elapsedMs
  let lastDone = start
  const countTime = () => {
    session.elapsedMs = before + (host.now() - start)
  }
  while (session.wanted && session.step < Math.min(target, run.built.totalSteps) && run === session.run) {
    if (hasChanged(session, session.step)) {
      await Promise.all(inFlight.splice(0))
      await applyChanges(session)
      run = openedRun(session)
      continue
    }
    const limit = host.turn?.limit(session.step) ?? Number.POSITIVE_INFINITY
    if (limit <= session.step) {
      await othersTurn(session)
      continue
    }
    const end = Math.min(target, run.built.totalSteps)
    const toWatch = (Math.floor(session.step / every) + 1) * every
    const border = Math.min(end, limit, toWatch, nextEvaluation(run.built, session.step), nextChange(session.experiment!, session.step))
    const parts = partsPerStep(session.pace)
    const count = parts > 1 ? 1 : Math.min(stepsPerSubmission(session.pace), border - session.step)
    const asked = session.step + count === end || session.step + count === toWatch
    const copies = frameDue(session) || asked ? frameCopies(session, run, session.step + count) : undefined
    const options = copies ? { watched: true, finish: copies.encode } : {}
    if (copies) session.last.frame = host.now()
    if (parts > 1) run.submitInParts(parts, options)
    else run.submit(count, options)
    session.step += count
    const submitted = host.now()
    inFlight.push(
      gpu.device.queue.onSubmittedWorkDone().then(() => {
        const now = host.now()
        session.pace = observe(session.pace, count, copies !== undefined, now - Math.max(lastDone, submitted))
        lastDone = now
      }),
    )
    const delivered = copies
      ?.deliver()
      .then(() => (host.frameSender.ready('weights') ? showWeights(session, run) : undefined))
      .catch(() => undefined)
    if (asked) await delivered
    if (inFlight.length >= IN_FLIGHT) await inFlight.shift()
    if (hasFailed(session)) {
      await Promise.allSettled(inFlight)
      return
    }
    countTime()
    session.state = { kind: 'running', step: session.step }
    postState(session, false)
    void readScalars(session).catch((error) => fail(session, error, true))
    const tested = session.step === border && border === nextEvaluation(run.built, session.step - 1)
    if (tested) {
      await Promise.all(inFlight.splice(0))
      session.evaluationDue = true
    }
    // Before an evaluation, which may take long.
    if (!hasFailed(session) && checkpointDue(session)) void takeCheckpoint(session, run)
    if (tested) await evaluateDue(session).catch(() => undefined)
  }
  await Promise.all(inFlight)
  countTime()
  if (run !== session.run || hasFailed(session)) return
  await readScalars(session, true)
}

/** Waits while the other run on the device has its turn. Reads the scalars if the wait is long. */
async function othersTurn(session: SessionState): Promise<void> {
  const { turn } = session.host
  const waits = () => session.wanted && turn !== undefined && turn.limit(session.step) <= session.step
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([turn?.changed(), new Promise((resolve) => (timer = setTimeout(resolve, SCALARS_MS)))])
  clearTimeout(timer)
  if (!waits()) return
  await readScalars(session, true)
  postState(session, false)
  // Shows the last step if no frame was due there. While the other run trains, the next step comes soon, and a preview would cost both time.
  if (turn?.follows && turn.othersRest() && session.run && (session.readings?.step ?? 0) < session.step) await preview(session)
  if (waits()) await turn?.changed()
}

/** Whether a part of the data has been evaluated with the present weights. */
const isEvaluated = ({ tests, step }: SessionState, part: HeldOut): boolean => tests.some((row) => row.step === step && isOf(part, row))

/** Starts the loop, or joins the one that runs. Ends paused, finished or failed. */
export function begin(session: SessionState, target: number, every = Number.POSITIVE_INFINITY): Promise<void> {
  if (session.loop) return session.loop
  if (session.gpu.isLost()) return Promise.reject(new Error('The graphics device was lost. Resume opens it again.'))
  session.wanted = true
  session.last.checkpoint = session.host.now()
  setState(session, { kind: 'running', step: session.step })
  const work = async () => {
    if (session.evaluationDue) await evaluateDue(session)
    await trainUntil(session, target, every)
    const { built } = openedRun(session)
    for (const part of heldOutParts(built.counts))
      if (!hasFailed(session) && session.step >= built.totalSteps && !isEvaluated(session, part)) await evaluate(session, part, true)
  }
  session.loop = work()
    .catch((error) => {
      if (session.wanted) fail(session, error, true)
    })
    .finally(() => {
      session.loop = undefined
      session.wanted = false
      if (!session.run || hasFailed(session)) return
      setState(session, { kind: session.step >= session.run.built.totalSteps ? 'finished' : 'paused', step: session.step })
      void takeCheckpoint(session, session.run)
    })
  return session.loop
}

/** Stops training; resolves when the current step has ended. */
export async function halt(session: SessionState): Promise<void> {
  session.wanted = false
  session.host.turn?.at(session.step, false)
  await session.loop
}
