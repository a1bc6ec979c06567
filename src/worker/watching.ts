/**
 * What the page is shown: probes copied out of a watched step, the pinned sample, the weights. A frame is made only where a
 * staging buffer is free and the page has taken the one before; training never waits for one.
 */
import { createRing } from '../engine/readback'
import {
  allLayers,
  byteLengthOfRanges,
  membraneRanges,
  mostFrameBytes,
  partsOf,
  type Range,
  readMembrane,
  readSample,
  type SampleLayer,
  type SampleParts,
  sampleRanges,
  widerRange,
} from '../experiments/frames'
import type { SpikingLayer } from '../experiments/network'
import { BINS } from '../experiments/probe-kernels'
import type { Run } from '../experiments/run'
import { type Live, openedRun } from './live'
import { frameInterval } from './pace'
import type { MembraneFrame, SampleFrame } from './protocol'

export interface FrameCopies {
  /** Adds the pinned samples' pass and the copies to a watched submission. */
  encode(encoder: GPUCommandEncoder): void
  /** After submitting: reads, posts. */
  deliver(): Promise<void>
}

export const makeRing = (live: Live, run: Run): void => {
  live.ring = createRing(live.gpu, mostFrameBytes(run.built))
}

/** Whether it is time for a frame, and someone to take it. */
export function frameDue({ watch, host, last, pace }: Live): boolean {
  return (
    watch.membrane &&
    watch.visible &&
    host.postman.ready('membrane') &&
    host.now() - last.frame >= frameInterval(pace, watch.framesPerSecond)
  )
}

/** What a watched submission copies, and what becomes of it. Undefined where no slot is free: no frame. */
export function frameCopies(live: Live, run: Run, at: number): FrameCopies | undefined {
  const sample = watchedSample(live, run)
  const parts = partsOf(run, live.watch.layers)
  const membrane = membraneRanges(run)
  const pinned = sample === null ? [] : sampleRanges(run, sample, parts)
  const ticket = live.ring?.tryAcquire()
  if (!ticket) return undefined
  const length = byteLengthOfRanges(membrane)
  const { generation } = live
  return {
    encode(encoder) {
      if (sample !== null) run.encodePinned(encoder)
      ticket.copy(encoder, [...membrane, ...pinned])
    },
    async deliver() {
      const bytes = await ticket.read()
      if (generation !== live.generation) return
      adopt(live, run, at, bytes.slice(0, length))
      if (sample !== null) {
        const frame = sampleFrame(live, run, sample, bytes.slice(length, length + byteLengthOfRanges(pinned)), parts)
        live.host.postman.post({ kind: 'sample', step: at, frame })
      }
      showReadings(live)
      live.last.frame = live.host.now()
    },
  }
}

/** The sample that is watched: another experiment may have fewer. */
const watchedSample = ({ watch }: Live, run: Run): number | null =>
  watch.sample === null ? null : Math.min(watch.sample, run.built.pinned.count - 1)

/** Keeps the newest readings, and widens the range of a layer whose potentials have left it. */
function adopt(live: Live, run: Run, step: number, bytes: ArrayBuffer): void {
  const layers = readMembrane(run, bytes)
  live.readings = { step, layers }
  layers.forEach((reading, i) => {
    const wider = widerRange(reading)
    if (wider) run.compiled.write(run.built.probes[i]!.range, Float32Array.of(wider.low, wider.high))
  })
}

function showReadings(live: Live): void {
  const { readings, host, pace } = live
  if (!readings) return
  const now = host.now()
  live.frameTimes = [...live.frameTimes.filter((t) => now - t < 3000), now]
  const seconds = (now - live.frameTimes[0]!) / 1000
  const framesPerSecond = seconds > 0 ? (live.frameTimes.length - 1) / seconds : 0
  const apart = seconds > 0 ? (1000 * seconds) / (live.frameTimes.length - 1) : 0
  const watchShare = apart > 0 ? Math.min(1, pace.watchMs / apart) : 0
  host.postman.post({ kind: 'membrane', step: readings.step, layers: readings.layers, watchShare, framesPerSecond })
}

/** The newest reading of a layer; the next batch is looked at where there is none yet. @throws with the layers that have one. */
export async function membraneOf(live: Live, layer: string): Promise<MembraneFrame> {
  if (!live.readings) await preview(live)
  const found = live.readings?.layers.find((l) => l.layer === layer)
  if (found) return found
  const names = openedRun(live).built.probes.map((p) => p.spiking.name)
  throw new Error(`${layer} has no membrane potentials. These layers have: ${names.join(', ')}`)
}

function sampleFrame(live: Live, run: Run, sample: number, bytes: ArrayBuffer, parts: SampleParts): SampleFrame {
  const { images, labels, count } = live.data!.set.test
  const size = images.length / count
  const image = images.slice(sample * size, (sample + 1) * size)
  const { steps: _, ...reading } = readSample(run, bytes, parts)
  return { sample, index: sample, label: labels[sample] ?? 0, image, ...reading }
}

/** @throws where the sample is none of the pinned ones, or the layer has no potentials. */
export async function sampleOf(live: Live, sample: number, layer?: string): Promise<SampleFrame> {
  const run = openedRun(live)
  const { count } = run.built.pinned
  if (!(Number.isInteger(sample) && sample >= 0 && sample < count))
    throw new Error(`sample must be 0 to ${count - 1}, one of the pinned test samples; it was ${sample}`)
  const parts = layer === undefined ? allLayers(run) : { layers: [pinnedLayer(run, layer)], input: false }
  return sampleFrame(live, run, sample, await readPinned(live, run, sampleRanges(run, sample, parts)), parts)
}

/** What a layer did with each of the pinned samples, in one pass. */
export async function samplesOf(live: Live, layer: string): Promise<SampleLayer[]> {
  const run = openedRun(live)
  const parts = { layers: [pinnedLayer(run, layer)], input: false }
  const ranges = Array.from({ length: run.built.pinned.count }, (_, sample) => sampleRanges(run, sample, parts))
  const bytes = await readPinned(live, run, ranges.flat())
  const length = byteLengthOfRanges(ranges[0]!)
  return ranges.map((_, sample) => readSample(run, bytes.slice(sample * length, (sample + 1) * length), parts).layers[0]!)
}

function pinnedLayer(run: Run, layer: string): SpikingLayer {
  const { spiking } = run.built.pinned.built
  const found = spiking.find((s) => s.name === layer)
  if (found) return found
  throw new Error(`${layer} has no membrane potentials. These layers have: ${spiking.map((s) => s.name).join(', ')}`)
}

/** Runs the pinned samples in evaluation mode and copies some of it back. */
export async function readPinned(live: Live, run: Run, ranges: readonly Range[]): Promise<ArrayBuffer> {
  const once = createRing(live.gpu, byteLengthOfRanges(ranges), 1)
  try {
    const ticket = once.tryAcquire()!
    const encoder = live.gpu.device.createCommandEncoder()
    run.encodePinned(encoder)
    ticket.copy(encoder, ranges)
    live.gpu.device.queue.submit([encoder.finish()])
    return await ticket.read()
  } finally {
    once.destroy()
  }
}

/** Posts the watched sample as the present weights see it. */
export async function showSample(live: Live, run: Run): Promise<void> {
  const { generation, step } = live
  const sample = watchedSample(live, run)
  if (sample === null) return
  const parts = partsOf(run, live.watch.layers)
  const bytes = await readPinned(live, run, sampleRanges(run, sample, parts))
  if (generation === live.generation) live.host.postman.post({ kind: 'sample', step, frame: sampleFrame(live, run, sample, bytes, parts) })
}

/** Posts the distribution of the watched layer's weights. */
export async function showWeights(live: Live, run: Run): Promise<void> {
  const layer = live.watch.weights
  const probe = layer ? run.built.weightProbes.get(layer) : undefined
  if (!layer || !probe || !live.host.postman.ready('weights')) return
  const encoder = live.gpu.device.createCommandEncoder()
  for (const p of run.built.weightProbes.values()) encoder.clearBuffer(run.compiled.buffer(p.counts))
  run.compiled.programs.weights.encode(encoder)
  live.gpu.device.queue.submit([encoder.finish()])
  const counts = new Uint32Array(await run.read(probe.counts))
  counts[BINS / 2]! -= probe.spare
  if (run === live.run) live.host.postman.post({ kind: 'weights', step: live.step, layer, low: -probe.limit, high: probe.limit, counts })
}

/** The views at a standstill: the next batch with the present weights. */
export async function preview(live: Live): Promise<void> {
  const run = openedRun(live)
  const copies = frameCopies(live, run, live.step)
  if (!copies) return
  run.submitPreview(copies.encode)
  await copies.deliver()
  if (run === live.run) await showWeights(live, run)
}
