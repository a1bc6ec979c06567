/** The live event camera for views: who has it hands it over here, and it is loaded when one first asks. Knows no settings. */
import type { Events, Sensor } from '../../../data/events/events'
import type { Signal } from '../../base/signal'

/** The sources that views offer. */
export const FEED_SOURCES = ['balls', 'disc', 'bars', 'webcam'] as const
export type FeedSource = (typeof FEED_SOURCES)[number]

/** Events with times in microseconds since the camera started, in ascending order. */
export interface SeenEvents {
  readonly events: Events
  readonly sensor: Sensor
  readonly from: number
  readonly to: number
}

export interface CameraFeed {
  /** Starts it on a source, on a sensor of at least so many pixels a side. Its pixels are as they are set. @throws Error with a sentence */
  start(source: FeedSource, side: number): Promise<void>
  stop(): Promise<void>
  /** Whether it runs, and what is to be said of it: another part of the page may stop it. */
  now(): { readonly phase: 'off' | 'starting' | 'on'; readonly said: { readonly kind: 'info' | 'error'; readonly text: string } | null }
  /** Calls `listener` on every change. Returns a function that stops it. */
  on(listener: () => void): () => void
  /** Signals new events. */
  readonly seen: Pick<Signal<unknown>, 'on'>
  /** The events of the last `duration` microseconds. */
  newest(duration: number): SeenEvents
}

let load: () => Promise<CameraFeed> = () => Promise.reject(new Error('This page has no event camera.'))

export const lendCamera = (loadFeed: () => Promise<CameraFeed>): void => {
  load = loadFeed
}

export const cameraFeed = (): Promise<CameraFeed> => load()
