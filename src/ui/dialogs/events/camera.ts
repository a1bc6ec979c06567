/**
 * The live event camera in the page: its source and settings, whether it runs, and what it saw recently. It has its own store,
 * because none of this belongs to the experiment. The camera itself runs in a worker; this file draws nothing.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { isFilmed, type LiveSpec, liveSchema, sensorOfSide, sensorSize } from '../../../data/camera/live/schema'
import type { Recording } from '../../../data/events/events'
import { setAt } from '../../../experiments/edit'
import { messageOf } from '../../../problem'
import { type CameraPacket, createCameraClient } from '../../../worker/camera-client'
import { createSignal } from '../../base/signal'
import type { CameraFeed } from '../../state/imports/camera-feed'
import { reducedMotion, showRecording } from '../../state/imports/event-player'
import { showDialog } from '../../state/selection/select'
import { createEventBuffer } from './event-buffer'
import { type Film, openVideo, openWebcam } from './film'

export interface CameraState {
  readonly phase: 'off' | 'starting' | 'on'
  readonly spec: LiveSpec
  /** The chosen image or video file. */
  readonly file: File | null
  /** How many seconds of events the buffer holds. */
  readonly keep: number
  /** How many milliseconds of events the image shows. */
  readonly window: number
  /** The element that plays the video or the webcam, while it does. */
  readonly screen: HTMLVideoElement | null
  readonly said: { readonly kind: 'info' | 'error'; readonly text: string } | null
}

export const MIN_SECONDS = 1
export const MAX_SECONDS = 60
export const WINDOWS = [5, 10, 20, 33, 50, 100, 200] as const

export const camera = createStore<CameraState>(() => ({
  phase: 'off',
  spec: liveSchema.parse({}),
  file: null,
  keep: 5,
  window: 33,
  screen: null,
  said: null,
}))
export const useCamera = <T>(select: (state: CameraState) => T): T => useStore(camera, select)

/** What the camera saw recently; a new object with each packet. */
export interface Seen {
  /** Camera time in microseconds. */
  readonly time: number
  /** Events per second of the scene, over its last second. */
  readonly rate: number
  readonly pace: number
  /** The number of events dropped since the camera started. */
  readonly dropped: number
  readonly timeSteps: number
}
const NOTHING: Seen = { time: 0, rate: 0, pace: 1, dropped: 0, timeSteps: 0 }
/** What is currently shown. */
export const seen = createSignal<Seen>(NOTHING)
let newest = NOTHING
let shownAt = 0
const STILL_MS = 500

/** The buffer with the sensor and source of its events, which the current settings may no longer match. */
const bufferFor = (state: CameraState) => ({
  ...createEventBuffer(1e6 * state.keep),
  sensor: sensorSize(state.spec.sensor),
  source: sourceLabel(state),
})
let buffer = bufferFor(camera.getState())
export const eventBuffer = () => buffer

const client = createCameraClient()
let film: Film | undefined
/** The number of the latest start. Messages of earlier starts are ignored. */
let take = 0
/** Serializes starts and stops of the worker's camera. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const done = turn.then(work)
  turn = done.catch(() => undefined)
  return done
}

const say = (text: string, kind: 'info' | 'error' = 'info'): void => camera.setState({ said: { kind, text } })

/** Whether a file must be chosen before the camera can start. */
export const wantsFile = ({ spec, file }: CameraState): boolean =>
  (spec.source.kind === 'picture' || spec.source.kind === 'video') && file === null

/** @throws Error with a sentence, which the dialog shows as well. */
export async function startCamera(): Promise<void> {
  void end()
  const mine = take
  const state = camera.getState()
  buffer = bufferFor(state)
  newest = NOTHING
  seen.set(NOTHING)
  camera.setState({ phase: 'starting' })
  say(state.spec.source.kind === 'webcam' ? 'Allow the camera where the browser asks for it.' : 'The camera is being started.')
  try {
    const picture = await opened(state, mine)
    await inTurn(async () => {
      throwIfStopped(mine)
      await client.start(state.spec, picture, {
        take: (packet) => {
          if (mine === take) takeIn(packet)
        },
        failed: (message, lost) => {
          if (mine === take) fail(message, lost)
        },
      })
    })
    throwIfStopped(mine)
    film?.run(
      (frame, time) => client.film(frame, time),
      (message) => {
        if (mine === take) fail(message, false)
      },
    )
    camera.setState({ phase: 'on', screen: film?.screen ?? null, said: { kind: 'info', text: 'The camera runs.' } })
    if (camera.getState().spec !== state.spec) setLive()
  } catch (error) {
    if (mine === take) {
      void end()
      say(messageOf(error), 'error')
    }
    throw error
  }
}

/** Also cancels a start that is still waiting, for example for the webcam permission. */
export async function stopCamera(): Promise<void> {
  const { phase } = camera.getState()
  const ended = end()
  if (phase !== 'off') say('The camera is stopped.')
  await ended
}

/** Ignores all further messages of the running or starting camera. Resolves when the worker has released it. */
function end(): Promise<void> {
  take++
  film?.stop()
  film = undefined
  camera.setState({ phase: 'off', screen: null })
  return inTurn(() => client.stop()).catch(() => undefined)
}

function throwIfStopped(mine: number): void {
  if (mine !== take) throw new Error('The camera was stopped before it ran.')
}

/** Opens the camera's source: starts the video, or returns the image. A source that opens after a stop is closed. */
async function opened(state: CameraState, mine: number): Promise<ImageBitmap | null> {
  const { spec, file } = state
  if (wantsFile(state)) throw new Error(`Choose a ${spec.source.kind} first.`)
  if (spec.source.kind === 'picture') return imageOf(file!)
  if (!isFilmed(spec.source)) return null
  const fresh = await (spec.source.kind === 'webcam' ? openWebcam() : openVideo(file!))
  if (mine === take) film = fresh
  else fresh.stop()
  return null
}

async function imageOf(file: File): Promise<ImageBitmap> {
  return createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} cannot be decoded as an image: choose a PNG, JPEG or WebP.`)
  })
}

function takeIn({ events, from, to, dropped, timeSteps, pace }: CameraPacket): void {
  buffer.add(events, from, to)
  const before = newest
  // The rate over the last second, or over less if there is less.
  const since = Math.max(buffer.span().from, to - 1e6)
  const rate = to > since ? (1e6 * buffer.countSince(since)) / (to - since) : 0
  newest = { time: to, rate, pace, dropped: before.dropped + dropped, timeSteps: before.timeSteps + timeSteps }
  // With reduced motion, the image updates less often.
  const now = performance.now()
  if (reducedMotion() && now - shownAt < STILL_MS) return
  shownAt = now
  seen.set(newest)
}

/** A device lost again within this time is likely to be lost once more, so the camera does not restart. */
const SOON_MS = 10_000
let lostAt = Number.NEGATIVE_INFINITY

/** The camera stopped because of an error. */
function fail(message: string, lost: boolean): void {
  void end()
  if (!lost || performance.now() - lostAt < SOON_MS) {
    say(lost ? `${message} Start the camera again, or reload the page.` : message, 'error')
    return
  }
  lostAt = performance.now()
  startCamera().then(
    () => say('The graphics device was lost: the camera has restarted, and the earlier events are gone.'),
    () => undefined,
  )
}

/** Whether a running camera applies a change of this setting without a restart. */
const isLive = (path: string): boolean => path.startsWith('pixel.') || (path.startsWith('source.') && path !== 'source.kind')

/** Sets a value at a path of the spec; a new kind of source starts with its defaults. An invalid value changes nothing. */
export function changeCamera(path: string, value: unknown): void {
  const { spec, phase } = camera.getState()
  const edited = path === 'source.kind' ? setAt(spec, ['source'], { kind: value }) : setAt(spec, path.split('.'), value)
  const read = liveSchema.safeParse(edited)
  if (!read.success) return
  camera.setState({ spec: read.data, ...(path === 'source.kind' && { file: null }) })
  if (phase === 'off') return
  if (!isLive(path)) restart()
  else if (phase === 'on') setLive()
}

const setLive = (): void => void client.set(camera.getState().spec).catch((error: unknown) => say(messageOf(error), 'error'))

/** Stops instead if the new source still needs a file. */
function restart(): void {
  const work = wantsFile(camera.getState()) ? stopCamera() : startCamera()
  work.catch(() => undefined)
}

export function chooseFile(file: File): void {
  camera.setState({ file, said: null })
  if (camera.getState().phase !== 'off') restart()
}

export function keepSeconds(keep: number): void {
  const seconds = Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, keep))
  camera.setState({ keep: seconds })
  buffer.keep(1e6 * seconds)
}

export const setWindow = (window: number): void => camera.setState({ window })

/** The buffered events as a recording. */
export const cameraRecording = (): Recording => ({ ...buffer.sensor, events: buffer.all() })

/** Stops the camera and opens the buffered events in the player. */
export async function playBuffer(): Promise<void> {
  await stopCamera()
  const { dropped } = newest
  showRecording(cameraRecording(), {
    name: `Event camera, ${buffer.source}`,
    format: 'the lab’s event camera',
    notes: [
      ...(dropped > 0 ? [`${dropped} events had no room when they were made, and are missing here.`] : []),
      ...(buffer.cut() ? ['There were too many events to keep for so long: the oldest were dropped early.'] : []),
    ],
  })
}

function sourceLabel({ spec, file }: CameraState): string {
  if (file) return file.name
  return {
    bars: 'moving bars',
    disc: 'rotating disc',
    balls: 'bouncing balls',
    picture: 'an image',
    video: 'a video',
    webcam: 'webcam',
  }[spec.source.kind]
}

/** The camera as the views use it. */
export const feed: CameraFeed = {
  async start(source, side) {
    const { spec } = camera.getState()
    const sensor = sensorOfSide(side)
    const sameOrNew = spec.source.kind === source ? spec.source : { kind: source }
    camera.setState({ spec: liveSchema.parse({ ...spec, sensor, source: sameOrNew }), file: null })
    await startCamera()
  },
  stop: stopCamera,
  now: () => camera.getState(),
  on: (listener) => camera.subscribe(listener),
  seen,
  newest(duration) {
    const to = newest.time
    const from = to - duration
    return { events: buffer.since(from), sensor: buffer.sensor, from, to }
  },
}

// ---- for scripts

/** Opens the dialog and starts. @param settings any part of the settings; the rest stays. @param file the image or video of the source */
export async function runCamera(settings: unknown = {}, file?: File): Promise<void> {
  await stopCamera()
  const read = liveSchema.safeParse({ ...camera.getState().spec, ...(settings as object) })
  if (!read.success)
    throw new Error(`startCamera: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')}`)
  camera.setState({ spec: read.data, ...(file && { file }) })
  showDialog('camera')
  await startCamera()
}

/** The camera's state as plain data. */
export function cameraNow() {
  const { phase, spec, keep, said } = camera.getState()
  const { from, to } = buffer.span()
  return {
    phase,
    settings: structuredClone(spec),
    filmed: isFilmed(spec.source),
    ...newest,
    kept: { events: buffer.count(), seconds: (to - from) / 1e6, most: keep },
    said: said?.text ?? null,
  }
}

export const loseCameraDevice = (): Promise<void> => client.loseDevice()
