/** The frames of a scene that the live camera processes per second, including reading back and sorting its events. */
import { createCamera, MAX_TIME_STEPS, type TimeStep } from '../../data/camera/live/camera'
import { sceneAt, wayAt } from '../../data/camera/live/scene'
import { liveSchema, sensorSize } from '../../data/camera/live/schema'
import type { Gpu } from '../../engine/device'
import { disposable } from '../disposable'

export interface CameraTiming {
  readonly scene: string
  readonly sensor: string
  /** The number of frames per second of scene time. */
  readonly frames: number
  /** Frames per second of real time. */
  readonly framesPerSecond: number
  /** Events per second of real time. */
  readonly eventsPerSecond: number
  readonly dropped: number
}

const SECONDS = 5

/** Times each scene with its default settings for some seconds, after two batches of warm-up. */
export async function* timeCamera(gpu: Gpu): AsyncGenerator<CameraTiming> {
  for (const kind of ['bars', 'disc', 'balls'] as const) {
    const { sensor, frames, source, pixel, seed } = liveSchema.parse({ source: { kind } })
    const size = sensorSize(sensor)
    using camera = disposable(await createCamera(gpu, { sensor: size, source: kind, pixel, seed }))
    let timeStep = 0
    let events = 0
    let dropped = 0
    const look = async () => {
      const timeSteps = Array.from({ length: MAX_TIME_STEPS }, (): TimeStep => {
        const time = Math.round((1e6 * timeStep++) / frames)
        return { time, scene: sceneAt(source, size, wayAt(source, time)) }
      })
      const said = await camera.expose(timeSteps)
      events += said.events.count
      dropped += said.dropped
    }
    await look()
    await look()
    events = 0
    const start = performance.now()
    while (performance.now() - start < 1000 * SECONDS) await look()
    const seconds = (performance.now() - start) / 1000
    yield {
      scene: kind,
      sensor,
      frames,
      framesPerSecond: (timeStep - 2 * MAX_TIME_STEPS) / seconds,
      eventsPerSecond: events / seconds,
      dropped,
    }
  }
}
