/**
 * Profiles a training step of the open run, times workloads for the table of the device, compares the run's gradient with others, and looks
 * at the loss around its weights, each on tensors of its own: training pauses, continues afterwards, and keeps its bits.
 */

import { countsOf, firstSamples } from '../data/streams'
import { buildingOn } from '../engine/device'
import { benchDevice } from '../experiments/bench'
import { compareAll, comparedOf } from '../experiments/comparing-gradients'
import { takeLook } from '../experiments/looks'
import { landscapeAsked, lossLandscape, type Other } from '../experiments/loss-landscape'
import { profileStep } from '../experiments/profile'
import type { Experiment } from '../experiments/schema'
import { DEVICE_WORKLOADS } from '../experiments/workloads'
import { readWeights, writeWeights } from '../networks/weights'
import { messageOf } from '../problem'
import type { ComparedGradients } from '../readings/compared-gradients'
import type { DeviceTable, PeerTable } from '../readings/device-table'
import type { Look, Looked } from '../readings/looks'
import type { LossLandscape } from '../readings/loss-landscape'
import type { StepProfile } from '../readings/profile'
import type { RunId } from '../runs/record'
import type { BuildOptions } from '../tasks/built'
import type { GradientsAsked, LandscapeAsked } from './protocol'
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
    lossLandscape: (asked: LandscapeAsked) => measure((_, signal) => landscape(session, asked, signal)),
    look: (asked: Look) => measure((_, signal) => look(session, asked, signal)),
    bench: (browser: string) => measure((_, signal) => bench(session, browser, signal)),
    benchPeer: () => measure((_, signal) => peer(session, signal)),
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

/** The first pinned samples, and what is built over them. */
function comparedIn(session: SessionState, samples: number) {
  const { gpu, host, builtAs, data } = session
  const { set } = data!
  const build = (e: Experiment, options: BuildOptions) => host.buildExperiment(e, { ...buildingOn(gpu), counts: countsOf(set), ...options })
  return comparedOf(openedRun(session), builtAs!, set, samples, build)
}

async function compareGradients(
  session: SessionState,
  { samples, draws, sigma }: GradientsAsked,
  signal: AbortSignal,
): Promise<ComparedGradients> {
  const compared = comparedIn(session, samples)
  const noise = sigma === null ? undefined : ({ kind: 'gaussian', sigma } as const)
  return compareAll(compared, { draws, noise }, { onProgress: progressOn(session), signal })
}

async function landscape(session: SessionState, asked: LandscapeAsked, signal: AbortSignal): Promise<LossLandscape> {
  const { samples, towards } = asked
  const wanted = landscapeAsked(asked)
  const others = towards && ([await savedNetwork(session, towards[0]), await savedNetwork(session, towards[1])] as const)
  return lossLandscape(openedRun(session), comparedIn(session, samples), wanted, {
    onProgress: progressOn(session),
    onFound: (found) => session.host.frameSender.post({ kind: 'landscape', landscape: found }),
    signal,
    ...(others && { towards: others }),
  })
}

const look = (session: SessionState, asked: Look, signal: AbortSignal): Promise<Looked> =>
  takeLook(openedRun(session), (samples) => comparedIn(session, samples), asked, { onProgress: progressOn(session), signal })

/** What a saved run has learned. @throws with a sentence where it is no longer saved */
async function savedNetwork(session: SessionState, id: RunId): Promise<Other> {
  const { network } = openedRun(session).built.networks[0]!
  const { state } = await session.checkpointWriter.read(id)
  const [values, statistics] = [network.values, network.statistics].map(
    ({ name }) => new Float32Array(state.tensors[name] ?? new ArrayBuffer(0)),
  )
  return { title: `the run at step ${state.step}`, values: values!, statistics: statistics! }
}

const bench = (session: SessionState, browser: string, signal: AbortSignal): Promise<DeviceTable> =>
  benchDevice(session.gpu, {
    workloads: DEVICE_WORKLOADS,
    browser,
    load: (experiment) => session.host.loadData(experiment, () => undefined, session.gpu),
    onProgress: progressOn(session),
    signal,
  })

/** Its code is fetched from the site first. */
async function peer(session: SessionState, signal: AbortSignal): Promise<PeerTable> {
  const onProgress = progressOn(session)
  onProgress(0, DEVICE_WORKLOADS.length, 'Fetching TensorFlow.js')
  const fetched = await import('../experiments/peer').catch((error: unknown) => {
    throw new Error(`TensorFlow.js could not be fetched from this site, so it was not timed: ${messageOf(error)}`)
  })
  return fetched.benchPeer(DEVICE_WORKLOADS, { onProgress, signal })
}
