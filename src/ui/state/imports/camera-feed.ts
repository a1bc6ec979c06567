/** The live event camera for views: the camera's dialog registers a loader, which runs on first use. Knows no settings. */
import type { Events, Sensor } from '../../../data/events/events'
import type { Signal } from '../../base/signal'

/** The sources that views offer. */
export const FEED_SOURCES = ['balls', 'disc', 'bars', 'webcam'] as const
export type FeedSource = (typeof FEED_SOURCES)[number]

/** Events with times in microseconds since the camera started, in nondecreasing order. */
export interface SeenEvents {
  readonly events: Events
  readonly sensor: Sensor
  readonly from: number
  readonly to: number
}

export interface CameraFeed {
  /**
   * Starts the camera on a source, with at least `side` pixels on each side and the pixel settings of its dialog.
   * @throws Error with a sentence for the user
   */
  start(source: FeedSource, side: number): Promise<void>
  stop(): Promise<void>
  /** Whether it runs, and its message for the user. It may also be stopped elsewhere on the page. */
  now(): { readonly phase: 'off' | 'starting' | 'on'; readonly said: { readonly kind: 'info' | 'error'; readonly text: string } | null }
  /** Calls `listener` on every change. Returns a function that stops it. */
  on(listener: () => void): () => void
  /** Notifies its listeners when new events arrive. */
  readonly seen: Pick<Signal<unknown>, 'on'>
  /** The events of the last `duration` microseconds. */
  newest(duration: number): SeenEvents
}

let load: () => Promise<CameraFeed> = () => Promise.reject(new Error('This page has no event camera.'))

export const lendCamera = (loadFeed: () => Promise<CameraFeed>): void => {
  load = loadFeed
}

export const cameraFeed = (): Promise<CameraFeed> => load()
