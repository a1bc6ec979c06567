/**
 * How the live camera runs: a scene follows the clock, in batches of time steps that the device computes in a short time, and skips
 * time rather than queue it; external images are processed as they arrive. Knows neither comlink nor canvases.
 */

import { createCamera, type LiveCamera, MAX_TIME_STEPS, type TimeStep } from '../data/camera/live/camera'
import { type Along, sceneAt, wayAt } from '../data/camera/live/scene'
import { isFilmed, type LiveSpec, sensorSize } from '../data/camera/live/schema'
import type { Gpu } from '../engine/device'
import { messageOf } from '../problem'
import type { CameraPacket } from './camera-client'

export interface FilmingParts {
  openGpu(): Promise<Gpu>
  /** The current time in milliseconds. */
  now(): number
  wait(ms: number): Promise<void>
}

interface FilmingListener {
  /** Receives a packet; the next one is sent after the promise resolves. */
  take(packet: CameraPacket): Promise<void>
  failed(message: string, lost: boolean): void
}

export interface Filming {
  /** @param image brightness of each pixel of the sensor; null unless the source is an image */
  start(spec: LiveSpec, image: Uint8Array | null, listener: FilmingListener): Promise<void>
  set(spec: LiveSpec): void
  film(image: Uint8Array, time: number): Promise<void>
  stop(): Promise<void>
  /** The open device, if any. */
  gpu(): Gpu | undefined
}

/** Target duration of a batch of time steps: short enough for a moving image and for other work on the device. */
const BATCH_MS = 30
/** A scene that is further behind the clock than this skips ahead. */
const MAX_BEHIND_MS = 100
/** After an error, how long to wait for the device to report that it was lost. */
const LOSS_MS = 200
/** The interval over which the pace is measured. */
const PACE_MS = 1000
/** External images further apart than this (in µs) are separate movements: the pixels' memory is reset. */
const MAX_GAP_US = 1e6

interface Recording {
  spec: LiveSpec
  readonly camera: LiveCamera
  readonly listener: FilmingListener
  /** Settles when the last time step has been computed. */
  done: Promise<void>
  /** The time of the last time step in µs; below 0 before the first. */
  last: number
  /** The position in the scene when it was last changed. */
  along: Along
  over: boolean
}

export function createFilming({ openGpu, now, wait }: FilmingParts): Filming {
  let gpu: Gpu | undefined
  let current: Recording | undefined

  async function opened(): Promise<Gpu> {
    if (gpu && !gpu.isLost()) return gpu
    const fresh = await openGpu()
    gpu = fresh
    fresh.onError((message) => end(`The graphics device reported an error: ${message}`, false))
    void fresh.lost.then((message) => {
      if (gpu === fresh) gpu = undefined
      end(`The graphics device was lost: ${message}.`, true)
    })
    return fresh
  }

  /** Ends filming because of a failure, and reports it. */
  function end(message: string, lost: boolean): void {
    if (!current || current.over) return
    current.over = true
    current.listener.failed(message, lost)
  }

  /** Waits for a lost device to report itself first, since errors that follow from the loss may arrive earlier. */
  const failing = async (error: unknown): Promise<void> => {
    await Promise.race([gpu?.lost, wait(LOSS_MS)])
    end(messageOf(error), false)
  }

  async function stop(): Promise<void> {
    const recording = current
    if (!recording) return
    recording.over = true
    await recording.done
    if (current === recording) current = undefined
    recording.camera.destroy()
  }

  return {
    async start(spec, image, listener) {
      await stop()
      const sensor = sensorSize(spec.sensor)
      const camera = await createCamera(await opened(), { sensor, source: spec.source.kind, pixel: spec.pixel, seed: spec.seed })
      if (image) camera.show(image)
      const recording: Recording = { spec, camera, listener, done: Promise.resolve(), last: -1, along: { way: 0, time: 0 }, over: false }
      current = recording
      if (!isFilmed(spec.source)) recording.done = runScene(recording, now, wait).catch(failing)
    },
    set(spec) {
      if (!current) return
      const time = Math.max(0, current.last)
      current.along = { way: wayAt(current.spec.source, time, current.along), time }
      current.spec = spec
      current.camera.set(spec.pixel)
    },
    film(image, time) {
      const recording = current
      if (!recording) return Promise.resolve()
      recording.done = recording.done.then(() => (recording.over ? undefined : exposeImage(recording, image, time))).catch(failing)
      return recording.done
    },
    stop,
    gpu: () => gpu,
  }
}

async function exposeImage(recording: Recording, image: Uint8Array, at: number): Promise<void> {
  const { camera, spec, listener } = recording
  const before = recording.last
  const time = Math.max(before + 1, Math.round(at))
  if (before < 0 || time - before > MAX_GAP_US) camera.forget()
  camera.show(image)
  const exposed = await camera.expose([{ time, scene: sceneAt(spec.source, sensorSize(spec.sensor), 0) }])
  recording.last = time
  await listener.take({ ...exposed, from: before < 0 ? time : before, to: time, timeSteps: 1, pace: 1 })
}

async function runScene(recording: Recording, now: () => number, wait: (ms: number) => Promise<void>): Promise<void> {
  const sensor = sensorSize(recording.spec.sensor)
  const { frames } = recording.spec
  const timeOf = (timeStep: number) => Math.round((1e6 * timeStep) / frames)
  let zero = now()
  let next = 0
  let batch = 1
  let pace = 1
  let measured = { at: zero, timeStep: 0 }
  while (!recording.over) {
    const start = now()
    // Time that cannot be caught up with is skipped.
    const behind = start - zero - (1000 * next) / frames
    if (behind > MAX_BEHIND_MS) zero += behind - MAX_BEHIND_MS
    const due = Math.floor(((start - zero) * frames) / 1000) - next + 1
    if (due < 1) {
      await wait(Math.max(1, (1000 * next) / frames - (start - zero)))
      continue
    }
    const count = Math.min(due, Math.max(1, batch), MAX_TIME_STEPS)
    const timeSteps = Array.from({ length: count }, (_, k): TimeStep => {
      const time = timeOf(next + k)
      return { time, scene: sceneAt(recording.spec.source, sensor, wayAt(recording.spec.source, time, recording.along)) }
    })
    recording.last = timeOf(next + count - 1)
    const exposed = await recording.camera.expose(timeSteps)
    const from = timeOf(Math.max(0, next - 1))
    next += count
    const end = now()
    batch = Math.floor(Math.min(2 * count + 1, (count * BATCH_MS) / Math.max(0.1, end - start)))
    if (end - measured.at > PACE_MS) {
      pace = (1000 * (next - measured.timeStep)) / frames / (end - measured.at)
      measured = { at: end, timeStep: next }
    }
    await recording.listener.take({ ...exposed, from, to: timeOf(next - 1), timeSteps: count, pace })
    // Lets the worker receive commands between two batches.
    await wait(0)
  }
}
