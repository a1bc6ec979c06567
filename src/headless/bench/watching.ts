/**
 * The cost of watching: the same steps with all probes at four frames per second and with none, interleaved in one process. Each side of a
 * pair runs for about a second; the median of the ratio over pairs is reported.
 */
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { byteLengthOfRanges, createRing } from '../../engine/readback'
import { medianOf } from '../../engine/timing'
import type { Experiment } from '../../experiments/schema'
import { readSample, sampleRanges } from '../../networks/pinned'
import { membraneRanges, readMembrane } from '../../networks/probe-reading'
import { disposable } from '../disposable'
import { openRunOf } from '../open-run'

export interface Watching {
  readonly pairs: number
  /** Milliseconds per step with probes over milliseconds without, minus 1. */
  readonly median: number
  readonly all: readonly number[]
  /** Total time with probes over total time without, minus 1: the measure least disturbed by a machine of varying speed. */
  readonly total: number
  readonly stepMs: number
  readonly framesPerSecond: number
}

/** Median milliseconds of a bare step, with probes, and with probes and the pinned samples, in turn. */
export async function timeFrame(gpu: Gpu, e: Experiment, data: DataSet): Promise<{ bare: number; probes: number; all: number }> {
  using run = await openRunOf(gpu, e, data)
  const once = async (options: Parameters<typeof run.submit>[1]) => {
    const start = performance.now()
    run.submit(1, options)
    await gpu.device.queue.onSubmittedWorkDone()
    return performance.now() - start
  }
  const times = { bare: [] as number[], probes: [] as number[], all: [] as number[] }
  for (let i = 0; i < 50; i++) {
    times.bare.push(await once({}))
    times.probes.push(await once({ watched: true }))
    times.all.push(await once({ watched: true, finish: run.encodePinned }))
  }
  return { bare: medianOf(times.bare), probes: medianOf(times.probes), all: medianOf(times.all) }
}

const PAIRS = 16
const SIDE_MS = 2000
const FRAMES_PER_SECOND = 4

export async function timeWatching(gpu: Gpu, e: Experiment, data: DataSet): Promise<Watching> {
  using run = await openRunOf(gpu, e, data)
  const { built, compiled } = run
  const membrane = membraneRanges(compiled, built.probes)
  const pinned = sampleRanges(compiled, built.pinned, 0)
  const length = byteLengthOfRanges(membrane)
  using ring = disposable(createRing(gpu, length + byteLengthOfRanges(pinned)))
  let frames = 0
  const side = async (watched: boolean, steps: number): Promise<number> => {
    const inFlight: Promise<unknown>[] = []
    const start = performance.now()
    let lastFrame = Number.NEGATIVE_INFINITY
    for (let i = 0; i < steps; i++) {
      const due = watched && performance.now() - lastFrame >= 1000 / FRAMES_PER_SECOND
      const ticket = due ? ring.tryAcquire() : undefined
      if (ticket) {
        lastFrame = performance.now()
        run.submit(1, {
          watched: true,
          finish: (encoder) => {
            run.encodePinned(encoder)
            ticket.copy(encoder, [...membrane, ...pinned])
          },
        })
        inFlight.push(
          ticket.read().then((bytes) => {
            readMembrane(built.probes, bytes.slice(0, length))
            readSample(built.pinned, bytes.slice(length))
            frames++
          }),
        )
      } else run.submit(1)
      inFlight.push(gpu.device.queue.onSubmittedWorkDone())
      if (inFlight.length >= 2) await inFlight.shift()
    }
    await Promise.all(inFlight)
    return (performance.now() - start) / steps
  }
  const warm = await side(true, 10)
  const steps = Math.max(5, Math.round(SIDE_MS / warm))
  const ratios: number[] = []
  const bare: number[] = []
  frames = 0
  let watchedMs = 0
  let bareMs = 0
  for (let i = 0; i < PAIRS; i++) {
    // The order alternates, so that a drift of the machine's speed favors neither side.
    const first = await side(i % 2 === 0, steps)
    const second = await side(i % 2 === 1, steps)
    const [withProbes, without] = i % 2 === 0 ? [first, second] : [second, first]
    ratios.push(withProbes / without - 1)
    bare.push(without)
    watchedMs += withProbes * steps
    bareMs += without * steps
  }
  return {
    pairs: PAIRS,
    median: medianOf(ratios),
    total: watchedMs / bareMs - 1,
    all: ratios,
    stepMs: medianOf(bare),
    framesPerSecond: (frames / watchedMs) * 1000,
  }
}
