/** Profiles a training step of the open run, on a run that only the profile has: training pauses, continues afterwards, and keeps its bits. */
import { countsOf, firstSamples } from '../data/streams'
import { profileStep } from '../experiments/profile'
import { readWeights, writeWeights } from '../networks/weights'
import type { StepProfile } from '../readings/profile'
import { enqueue, lost, openedRun, postState, type SessionState, setState } from './session-state'
import { begin, halt } from './training'

/** Enough samples for the batches that are timed. */
const SAMPLES = 8192

export function profileCalls(session: SessionState) {
  let stopping = new AbortController()
  return {
    profile() {
      stopping = new AbortController()
      const { signal } = stopping
      return enqueue(session, () => profile(session, signal))
    },
    stopProfile: () => stopping.abort(),
  }
}

/** Null where it was stopped. */
async function profile(session: SessionState, signal: AbortSignal): Promise<StepProfile | null> {
  const resume = session.wanted
  await halt(session)
  const { state } = session
  try {
    return await measure(session, signal)
  } catch (error) {
    if (session.gpu.isLost()) lost(session, 'while the step was profiled')
    if (signal.aborted && !session.gpu.isLost()) return null
    throw error
  } finally {
    if (!session.gpu.isLost()) {
      setState(session, state)
      if (resume) void begin(session, Number.POSITIVE_INFINITY).catch(() => undefined)
    }
  }
}

/** The run of the profile starts from the current weights, since how many spikes there are decides how long some kernels take. */
async function measure(session: SessionState, signal: AbortSignal): Promise<StepProfile> {
  const { gpu, host, builtAs, data, tunedVariants } = session
  const { compiled, built } = openedRun(session)
  const few = firstSamples(data!.set, SAMPLES)
  const { profile } = gpu.info
  const weights = await readWeights(compiled, built.networks, {})
  const run = await host.openRun(gpu, host.buildExperiment(builtAs!, { profile, tunedVariants, counts: countsOf(few) }), few, {})
  try {
    writeWeights(run.compiled, run.built.networks, weights)
    const onProgress = (done: number, total: number) => {
      session.state = { kind: 'compiling', done, total, what: 'Profiling the step' }
      postState(session, false)
    }
    return await profileStep(gpu, run, { onProgress, signal })
  } finally {
    run.destroy()
  }
}
