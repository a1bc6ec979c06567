/**
 * The page's end of the worker in which the live camera runs: the contract, and the worker, which is started when a camera is first
 * asked for. It has a separate graphics device, so that training continues meanwhile.
 */
import * as Comlink from 'comlink'
import type { LiveSpec } from '../data/camera/live/schema'
import type { Events } from '../data/events/events'
import { type WatchedWorker, watchWorker } from './watched-worker'

/** The events of the camera between two times. */
export interface CameraPacket {
  readonly events: Events
  /** The start of the packet, in microseconds since the camera started. */
  readonly from: number
  readonly to: number
  /** The number of time steps computed. */
  readonly timeSteps: number
  /** The number of events that found no room. */
  readonly dropped: number
  /** Seconds of a scene in a second of the clock, lately; 1 where images come from outside. */
  readonly pace: number
}

export interface CameraListener {
  /** Receives a packet; the next one is sent after it has returned. */
  take(packet: CameraPacket): void
  /** The camera has stopped because of an error. @param lost whether the GPU device was lost: a new camera opens another */
  failed(message: string, lost: boolean): void
}

export interface CameraApi {
  /** Begins a camera, and ends the one before. @param image null unless the source is an image */
  start(spec: LiveSpec, image: ImageBitmap | null, listener: CameraListener): Promise<void>
  /** Changes the pixels, or the scene within its kind, from the next time step on; sensor and seed stay. */
  set(spec: LiveSpec): Promise<void>
  /** An image of a video or webcam, at a time in microseconds. Resolves when the camera is ready for the next. */
  film(image: ImageBitmap, time: number): Promise<void>
  stop(): Promise<void>
  /** For tests: loses the GPU device on purpose. */
  loseDevice(): Promise<void>
}

export function createCameraClient(): CameraApi {
  let worker: WatchedWorker<CameraApi> | undefined
  /** Where to report a broken worker: a scene runs by itself, so no call may be pending. */
  let listening: CameraListener | undefined
  const ask = <T>(call: (api: CameraApi) => Promise<T>): Promise<T> => {
    worker ??= watchWorker<CameraApi>(
      new Worker(new URL('./camera.ts', import.meta.url), { type: 'module', name: 'membrane camera' }),
      'of the event camera',
      ({ message }) => {
        worker = undefined
        listening?.failed(message, false)
      },
    )
    return worker.ask(call)
  }
  return {
    start: (spec, image, listener) =>
      ask((api) => {
        listening = listener
        const remote = Comlink.proxy({ take: listener.take, failed: listener.failed })
        return api.start(spec, image && Comlink.transfer(image, [image]), remote)
      }),
    set: (spec) => ask((api) => api.set(spec)),
    film: (image, time) => ask((api) => api.film(Comlink.transfer(image, [image]), time)),
    // A camera that was not started has nothing to stop.
    stop: async () => worker && ask((api) => api.stop()),
    loseDevice: () => ask((api) => api.loseDevice()),
  }
}
