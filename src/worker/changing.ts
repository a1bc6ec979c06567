/** Values of the optimizer, its schedule and the run that change while it trains: between two submissions, from the next training step on. */
import { countsOf } from '../data/streams'
import { asOf, type NewValues, withChange } from '../experiments/changes'
import { check } from '../experiments/check'
import { continueRun } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { MAX_CHANGES } from '../tasks/supervised/schema'
import { builtFor, refuse } from './building'
import { enqueue, fail, openedRun, postState, type SessionState } from './session-state'
import { makeRing } from './watching'

const WAIT_MS = 20

/** Whether the open run should continue at `step` with other values than it was built with. */
export function hasChanged({ experiment, builtAs }: SessionState, step: number): boolean {
  const now = experiment && asOf(experiment, step)
  return now !== undefined && now !== builtAs && JSON.stringify(now) !== JSON.stringify(builtAs)
}

/** Continues the open run with the values of its experiment at `step`. Called between two submissions. */
export async function applyChanges(session: SessionState, step = session.step): Promise<void> {
  await Promise.all([session.taking, session.reading])
  if (!hasChanged(session, step)) return
  const work = swap(session, step)
  session.applyingChanges = work.catch(() => undefined)
  try {
    await work
  } catch (error) {
    // Its tensors may be gone, so Resume opens the run again.
    fail(session, error, true)
    throw error
  } finally {
    session.applyingChanges = undefined
  }
}

async function swap(session: SessionState, step: number): Promise<void> {
  const { experiment, data, run, ring } = session
  const built = builtFor(session, experiment!, countsOf(data!.set), step)
  ring?.destroy()
  session.ring = undefined
  session.run = await continueRun(run!, built, data!.set)
  session.builtAs = asOf(experiment!, step)
  makeRing(session, session.run)
  const { totalSteps } = built
  const still = session.state.kind === 'paused' || session.state.kind === 'finished'
  if (still) session.state = { kind: session.step >= totalSteps ? 'finished' : 'paused', step: session.step }
  postState(session)
}

/** Waits for the first step of training that has begun, which may be late while another run has its turn on the device. */
async function firstStep(session: SessionState): Promise<void> {
  while (session.loop && session.step === 0) await Promise.race([session.loop, new Promise((resolve) => setTimeout(resolve, WAIT_MS))])
}

/**
 * Sets new values for the open run from its next training step on, without interrupting training.
 * @returns the experiment with the change in it.
 * @throws with every problem, in words; then nothing has changed.
 */
export async function change(session: SessionState, values: NewValues): Promise<Experiment> {
  openedRun(session)
  await firstStep(session)
  const { experiment, step, data } = session
  if (step === 0) throw new Error('Nothing has been trained yet: open the experiment with the new values.')
  const next = withChange(experiment!, step, values)
  if (next.changes!.length > MAX_CHANGES)
    throw new Error(`A run takes at most ${MAX_CHANGES} changes, and this one has them. Start another run with the current settings.`)
  const settled = asOf(next, step)
  refuse(check(settled))
  const { totalSteps } = builtFor(session, next, countsOf(data!.set), step)
  if (totalSteps < step)
    throw new Error(
      `${settled.run.epochs} epochs are ${totalSteps} training steps, and the run has done more. Set more epochs, or reset the run.`,
    )
  session.experiment = next
  if (!session.loop) await enqueue(session, () => applyChanges(session))
  return next
}
