/**
 * Profiles a training step of the open run, times workloads for the table of the device, and compares the run's gradient with others, each on
 * tensors of its own: training pauses, continues afterwards, and keeps its bits.
 */

import { countsOf, firstSamples } from '../data/streams'
import { buildingOn } from '../engine/device'
import { benchDevice } from '../experiments/bench'
import { compareAll, comparedOf } from '../experiments/comparing-gradients'
import { profileStep } from '../experiments/profile'
import type { Experiment } from '../experiments/schema'
import { DEVICE_WORKLOADS } from '../experiments/workloads'
import { readWeights, writeWeights } from '../networks/weights'
import type { ComparedGradients } from '../readings/compared-gradients'
import type { DeviceTable } from '../readings/device-table'
import type { StepProfile } from '../readings/profile'
import type { BuildOptions } from '../tasks/built'
import type { GradientsAsked } from './protocol'
import { enqueue, lost, openedRun, postState, type SessionState, setState } from './session-state'
import { begin, halt } from './training'

/** Enough samples for the batches that are timed. */
const SAMPLES = 8192

export function measuringCalls(session: SessionState) {
  let stopping = new AbortController()
  const measure = <T>(work: (session: SessionState, signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    stopping = new AbortController()
    const { signal } = stopping
    return enqueue(session, () => whilePaused(session, signal, () => work(session, signal)))
  }
  return {
    profile: () => measure(profile),
    compareGradients: (asked: GradientsAsked) => measure((_, signal) => compareGradients(session, asked, signal)),
    bench: (browser: string) => measure((_, signal) => bench(session, browser, signal)),
    stopMeasuring: () => stopping.abort(),
  }
}

/** Null where it was stopped. */
async function whilePaused<T>(session: SessionState, signal: AbortSignal, work: () => Promise<T>): Promise<T | null> {
  const resume = session.wanted
  await halt(session)
  const { state } = session
  try {
    return await work()
  } catch (error) {
    if (session.gpu.isLost()) lost(session, 'while it was timed')
    if (signal.aborted && !session.gpu.isLost()) return null
    throw error
  } finally {
    if (!session.gpu.isLost()) {
      setState(session, state)
      if (resume) void begin(session, Number.POSITIVE_INFINITY).catch(() => undefined)
    }
  }
}

const progressOn = (session: SessionState) => (done: number, total: number, what: string) => {
  session.state = { kind: 'compiling', done, total, what }
  postState(session, false)
}

/** The run of the profile starts from the current weights, since how many spikes there are decides how long some kernels take. */
async function profile(session: SessionState, signal: AbortSignal): Promise<StepProfile> {
  const { gpu, host, builtAs, data, tunedVariants } = session
  const { compiled, built } = openedRun(session)
  const few = firstSamples(data!.set, SAMPLES)
  const weights = await readWeights(compiled, built.networks, {})
  const options = { ...buildingOn(gpu), tunedVariants, counts: countsOf(few) }
  const run = await host.openRun(gpu, host.buildExperiment(builtAs!, options), few, {})
  try {
    writeWeights(run.compiled, run.built.networks, weights)
    const progress = progressOn(session)
    return await profileStep(gpu, run, { onProgress: (done, total) => progress(done, total, 'Profiling the step'), signal })
  } finally {
    run.destroy()
  }
}

async function compareGradients(
  session: SessionState,
  { samples, draws, sigma }: GradientsAsked,
  signal: AbortSignal,
): Promise<ComparedGradients> {
  const { gpu, host, builtAs, data } = session
  const { set } = data!
  const build = (e: Experiment, options: BuildOptions) => host.buildExperiment(e, { ...buildingOn(gpu), counts: countsOf(set), ...options })
  const compared = comparedOf(openedRun(session), builtAs!, set, samples, build)
  const noise = sigma === null ? undefined : ({ kind: 'gaussian', sigma } as const)
  return compareAll(compared, { draws, noise }, { onProgress: progressOn(session), signal })
}

const bench = (session: SessionState, browser: string, signal: AbortSignal): Promise<DeviceTable> =>
  benchDevice(session.gpu, {
    workloads: DEVICE_WORKLOADS,
    browser,
    load: (experiment) => session.host.loadData(experiment, () => undefined, session.gpu),
    onProgress: progressOn(session),
    signal,
  })
