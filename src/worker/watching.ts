/**
 * The frames for the views: probes copied out of a watched step, the pinned sample, the weights. A frame is made only if a staging buffer
 * is free and the page has taken the one before; training never waits for one.
 */
import { streamsOfSample, watchedSamples } from '../data/streams'
import { byteLengthOfRanges, createRing, type Range } from '../engine/readback'
import type { Run } from '../experiments/run'
import type { SpikingLayer } from '../networks/graph'
import { allLayers, fits, readPinned, readSample, type SampleParts, samplePartsOf, sampleRanges, writeFree } from '../networks/pinned'
import { BINS } from '../networks/probe-kernels'
import { membraneRanges, readMembrane, widerRange, widerStateRanges } from '../networks/probe-reading'
import { readOperations } from '../networks/products'
import type { OperationsReading } from '../readings/energy'
import type { MembraneReading } from '../readings/membrane'
import type { CustomSample, SampleFrame, SampleLayer } from '../readings/sample'
import { maxFrameBytes } from './describe'
import { frameInterval } from './pace'
import { openedRun, type SessionState } from './session-state'

export interface FrameCopies {
  /** Adds the forward pass of the pinned samples and the copies to a watched submission. */
  encode(encoder: GPUCommandEncoder): void
  /** Call after submitting: reads the copies and posts the frames. Resolves to whether the range of a state was widened. */
  deliver(): Promise<boolean>
}

export const makeRing = (session: SessionState, run: Run): void => {
  session.ring = createRing(session.gpu, maxFrameBytes(run.built))
}

/** Whether a frame is due and the page is ready for it. */
export function frameDue({ watch, host, last, pace }: SessionState): boolean {
  return (
    watch.membrane &&
    watch.visible &&
    host.frameSender.ready('membrane') &&
    host.now() - last.frame >= frameInterval(pace, watch.framesPerSecond)
  )
}

/** The copies of a watched submission, and their delivery. Undefined where no staging buffer is free. @param next of the next batch, untrained */
export function frameCopies(session: SessionState, run: Run, at: number, next = false): FrameCopies | undefined {
  const watched = watchedSample(session, run)
  const parts = samplePartsOf(run.built.pinned, session.watch.layers)
  const membrane = membraneRanges(run.compiled, run.built.probes)
  const pinned = watched === null ? [] : sampleRanges(run.compiled, run.built.pinned, watched.sample, parts)
  const ticket = session.ring?.tryAcquire()
  if (!ticket) return undefined
  const length = byteLengthOfRanges(membrane)
  const { generation } = session
  return {
    encode(encoder) {
      if (watched?.customSample) writeFree(session.gpu, run.compiled, run.built.pinned, watched.customSample)
      if (watched) run.encodePinned(encoder)
      ticket.copy(encoder, [...membrane, ...pinned])
    },
    async deliver() {
      const bytes = await ticket.read()
      if (generation !== session.generation) return false
      const widened = takeReadings(session, run, { step: at, next }, bytes.slice(0, length))
      if (watched) {
        const frame = sampleFrame(session, run, watched, bytes.slice(length, length + byteLengthOfRanges(pinned)), parts)
        session.host.frameSender.post({ kind: 'sample', step: at, frame })
      }
      showReadings(session)
      session.last.frame = session.host.now()
      return widened
    },
  }
}

/** The row of the pinned tensors; also the sample itself where the user made it. */
interface Watched {
  readonly sample: number
  readonly customSample?: CustomSample
}

/** The watched sample, adapted to this experiment, which may have fewer pinned samples, or samples of another size than the user's. */
function watchedSample({ watch: { sample, customSample } }: SessionState, { built: { pinned } }: Run): Watched | null {
  if (customSample && fits(pinned, customSample)) return { sample: pinned.count, customSample }
  return sample === null ? null : { sample: Math.min(sample, pinned.count - 1) }
}

/** Stores the newest readings, and widens the ranges that potentials or states have left. Returns whether one of a state was. */
function takeReadings(session: SessionState, run: Run, at: { step: number; next: boolean }, bytes: ArrayBuffer): boolean {
  let widened = false
  const layers = readMembrane(run.built.probes, bytes)
  session.readings = { ...at, layers }
  layers.forEach((reading, i) => {
    const wider = widerRange(reading)
    const probe = run.built.probes[i]!
    if (wider) run.compiled.write(probe.range, Float32Array.of(wider.low, wider.high))
    const states = widerStateRanges(probe, reading)
    if (states) run.compiled.write(probe.states!.range, states)
    widened ||= states !== undefined
  })
  return widened
}

function showReadings(session: SessionState): void {
  const { readings, host, pace, run } = session
  // Before there is anything to learn from, readings mean nothing, so views and Health do not get them; calls for readings do.
  if (!readings || readings.step + Number(readings.next) < (run?.built.watchedFrom ?? 1)) return
  const now = host.now()
  session.frameTimes = [...session.frameTimes.filter((t) => now - t < 3000), now]
  const seconds = (now - session.frameTimes[0]!) / 1000
  const framesPerSecond = seconds > 0 ? (session.frameTimes.length - 1) / seconds : 0
  const apart = seconds > 0 ? (1000 * seconds) / (session.frameTimes.length - 1) : 0
  const watchShare = apart > 0 ? Math.min(1, pace.watchMs / apart) : 0
  const { step, next, layers } = readings
  host.frameSender.post({ kind: 'membrane', run: session.id, step, ...(next && { next }), layers, watchShare, framesPerSecond })
}

/** The newest reading of a layer, after a preview if there is none yet. @throws with the names of the layers that have one */
export async function membraneOf(session: SessionState, layer: string): Promise<MembraneReading> {
  if (!session.readings) await preview(session)
  const found = session.readings?.layers.find((l) => l.layer === layer)
  if (found) return found
  const names = openedRun(session).built.probes.map((p) => p.spiking.name)
  throw new Error(`${layer} has no membrane potentials. These layers have: ${names.join(', ')}`)
}

function sampleFrame(
  session: SessionState,
  run: Run,
  { sample, customSample }: Watched,
  bytes: ArrayBuffer,
  parts: SampleParts,
): SampleFrame {
  const reading = readSample(run.built.pinned, bytes, parts)
  if (customSample) return { sample, index: 'custom', streams: customSample, ...reading }
  return { sample, index: sample, streams: streamsOfSample(watchedSamples(session.data!.set), sample), ...reading }
}

/** @throws where the sample is not one of the pinned ones, or the layer has no potentials */
export async function sampleOf(session: SessionState, sample: number, layer?: string): Promise<SampleFrame> {
  const run = openedRun(session)
  const { count } = run.built.pinned
  if (!(Number.isInteger(sample) && sample >= 0 && sample < count))
    throw new Error(`sample must be 0 to ${count - 1}, one of the pinned test samples; it was ${sample}`)
  const parts = layer === undefined ? allLayers(run.built.pinned) : { layers: [pinnedLayer(run, layer)], input: false }
  return sampleFrame(
    session,
    run,
    { sample },
    await readPinned(session.gpu, run.compiled, sampleRanges(run.compiled, run.built.pinned, sample, parts)),
    parts,
  )
}

/** The readings of one layer for all pinned samples, from one forward pass. */
export async function samplesOf(session: SessionState, layer: string): Promise<SampleLayer[]> {
  const run = openedRun(session)
  const parts = { layers: [pinnedLayer(run, layer)], input: false }
  const ranges = Array.from({ length: run.built.pinned.count }, (_, sample) => sampleRanges(run.compiled, run.built.pinned, sample, parts))
  const bytes = await readPinned(session.gpu, run.compiled, ranges.flat())
  const length = byteLengthOfRanges(ranges[0]!)
  return ranges.map((_, sample) => readSample(run.built.pinned, bytes.slice(sample * length, (sample + 1) * length), parts).layers[0]!)
}

/** The number of operations on the pinned samples, with the current weights. */
export async function operationsOf(session: SessionState): Promise<OperationsReading> {
  const { compiled, built } = openedRun(session)
  const { products, count } = built.pinned
  const read = (ranges: readonly Range[]) => readPinned(session.gpu, compiled, ranges, true)
  return readOperations(read, compiled, products, { step: session.step, count })
}

function pinnedLayer(run: Run, layer: string): SpikingLayer {
  const { spiking } = run.built.pinned.graph
  const found = spiking.find((s) => s.name === layer)
  if (found) return found
  throw new Error(`${layer} has no membrane potentials. These layers have: ${spiking.map((s) => s.name).join(', ')}`)
}

/** Posts the watched sample's activity with the current weights. */
export async function showSample(session: SessionState, run: Run): Promise<void> {
  const { generation, step } = session
  const watched = watchedSample(session, run)
  if (!watched) return
  const parts = samplePartsOf(run.built.pinned, session.watch.layers)
  if (watched.customSample) writeFree(session.gpu, run.compiled, run.built.pinned, watched.customSample)
  const bytes = await readPinned(session.gpu, run.compiled, sampleRanges(run.compiled, run.built.pinned, watched.sample, parts))
  if (generation === session.generation)
    session.host.frameSender.post({ kind: 'sample', step, frame: sampleFrame(session, run, watched, bytes, parts) })
}

/** Posts a histogram of the watched layer's weights; waits while the page has not taken the previous one. */
export async function showWeights(session: SessionState, run: Run): Promise<void> {
  const layer = session.watch.weights
  const probe = layer ? run.built.weightProbes.get(layer) : undefined
  if (!layer || !probe) return
  const encoder = session.gpu.device.createCommandEncoder()
  for (const p of run.built.weightProbes.values()) encoder.clearBuffer(run.compiled.buffer(p.counts))
  run.compiled.programs.weights!.encode(encoder)
  session.gpu.device.queue.submit([encoder.finish()])
  const counts = new Uint32Array(await run.read(probe.counts))
  counts[BINS / 2]! -= probe.spare
  if (run === session.run)
    session.host.frameSender.post({ kind: 'weights', step: session.step, layer, low: probe.low, high: probe.high, counts })
}

/** Posts a frame while training is paused: the next batch, with the current weights. */
export async function preview(session: SessionState): Promise<void> {
  const run = openedRun(session)
  // The range of a state begins narrow: once it is known, the same batch is counted again.
  for (let widened = true, tries = 0; widened && tries < 2 && run === session.run; tries++) {
    const copies = frameCopies(session, run, session.step, true)
    if (!copies) return
    run.submitPreview(copies.encode)
    widened = await copies.deliver()
  }
  if (run === session.run) await showWeights(session, run)
}
