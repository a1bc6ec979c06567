/**
 * The event player: the recording that is shown, how it is displayed, and the clock that plays it. It has its own store, because none of
 * this belongs to the experiment. Draws nothing; a worker of its own reads files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Recording } from '../../../data/events/events'
import type { ChosenFile } from '../../../worker/importer'
import { niceStep } from '../../base/scale'
import { createSignal } from '../../base/signal'
import { showDialog } from '../selection/select'

/** The played file, which may contain several recordings. */
interface Source {
  readonly file: ChosenFile
  readonly recordings: number
  /** The index of the recording in the file, from 0. */
  readonly recording: number
}

/** A recording with its metadata. Times are in microseconds. */
export interface Played extends Recording {
  readonly name: string
  readonly format: string
  /** The number of events in the file; the player may have only its first part. */
  readonly total: number
  readonly first: number
  readonly last: number
  /** The fraction of ON events. */
  readonly on: number
  /** The class that the file gives. */
  readonly label?: number
  /** What was skipped or changed while reading, in sentences. */
  readonly notes: readonly string[]
  /** The fraction of the file's events that were skipped or given another time. */
  readonly faults: number
  /** The sensor size is a guess, since the file does not give it. */
  readonly guessed: boolean
  /** Absent for simulated recordings and those opened by a script. */
  readonly source?: Source
}

const VIEWS = ['frames', 'surface', 'cloud'] as const
export type PlayerView = (typeof VIEWS)[number]

export interface PlayerState {
  readonly shown: Played | null
  readonly view: PlayerView
  /** The time window of an image in milliseconds. */
  readonly window: number
  readonly tau: number
  /** The number of events on a pixel that gives full color. */
  readonly full: number
  /** Shows one image per polarity. */
  readonly separate: boolean
  readonly speed: number
  readonly loop: boolean
  /** Shows the open network's input and spikes next to the recording; `networkOf` selects which input. */
  readonly network: boolean
  readonly networkOf: 'recording' | 'sample'
  readonly playing: boolean
}

export const SPEEDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const
export const MIN_WINDOW = 0.01
export const MAX_WINDOW = 60_000
export const TAUS = [0.1, 5000] as const

export const player = createStore<PlayerState>(() => ({
  shown: null,
  view: 'frames',
  window: 20,
  tau: 30,
  full: 2,
  separate: false,
  speed: 1,
  loop: true,
  network: false,
  networkOf: 'recording',
  playing: false,
}))
export const usePlayer = <T>(select: (state: PlayerState) => T): T => useStore(player, select)

/** The end of the shown window, in microseconds from the first event. */
export const playhead = createSignal(0)

/** The duration of a recording in microseconds. */
export const lengthOf = ({ events }: Recording): number => (events.count > 0 ? events.t[events.count - 1]! - events.t[0]! : 0)

export const setPlayer = (change: Partial<Omit<PlayerState, 'shown' | 'playing'>>): void => player.setState(change)

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Metadata of a recording; missing fields are derived from its events. */
export interface About extends Partial<Omit<Played, keyof Recording>> {
  readonly name: string
}

/** Opens the player on a recording and plays it, unless the system asks for reduced motion. */
export function showRecording(recording: Recording, about: About): void {
  const { events } = recording
  const on = about.on ?? (events.count > 0 ? shareOn(recording) : 0)
  const shown: Played = {
    format: 'events',
    total: events.count,
    first: events.t[0] ?? 0,
    last: events.t[events.count - 1] ?? 0,
    notes: [],
    faults: 0,
    guessed: false,
    ...about,
    ...recording,
    on,
  }
  const length = lengthOf(recording)
  const window = Math.min(50, Math.max(1, niceStep(length / 1000, 12)))
  const tau = Math.min(100, Math.max(1, niceStep(length / 1000, 10)))
  pauseEvents()
  player.setState({ shown, window, tau, speed: usualSpeed(length) })
  playhead.set(Math.min(length, 1000 * window))
  showDialog('events')
  if (!reducedMotion() && length > 0) playEvents()
}

const shareOn = ({ events }: Recording): number => {
  let on = 0
  for (let at = 0; at < events.count; at++) on += events.polarity[at]!
  return on / events.count
}

/** The fastest speed at which the recording lasts at least a few seconds, up to real time. */
const usualSpeed = (length: number): number =>
  SPEEDS.reduce<number>((best, speed) => (speed <= 1 && length / 1e6 / speed >= MIN_SECONDS ? speed : best), SPEEDS[0])
const MIN_SECONDS = 3

/** Seeks to a time, clamped to the recording. */
export function seek(time: number): void {
  const { shown } = player.getState()
  if (shown) playhead.set(Math.min(lengthOf(shown), Math.max(0, time)))
}

/** Moves by a number of windows, and stops playback. */
export function stepWindows(count: number): void {
  pauseEvents()
  seek(playhead.get() + 1000 * player.getState().window * count)
}

export const pauseEvents = (): void => player.setState({ playing: false })
export const playOrPauseEvents = (): void => (player.getState().playing ? pauseEvents() : playEvents())

/** With reduced motion, the minimum time between two images. */
const STILL_MS = 500

/** Plays from the current time, or from the start at the end. With no recording open, the views play the steps of the pinned sample. */
function playEvents(): void {
  const { shown, playing } = player.getState()
  if (playing) return
  if (!shown) {
    player.setState({ playing: true })
    return
  }
  if (playhead.get() >= lengthOf(shown)) playhead.set(0)
  player.setState({ playing: true })
  let last: number | null = null
  const advance = (now: number) => {
    const { playing: still, shown: current, speed, loop } = player.getState()
    if (!still || current !== shown) return
    const passed = last === null ? 0 : now - last
    if (last === null || passed >= (reducedMotion() ? STILL_MS : 0)) {
      last = now
      const length = lengthOf(shown)
      const next = playhead.get() + 1000 * passed * speed
      if (next < length) playhead.set(next)
      else if (loop) playhead.set(length > 0 ? next % length : 0)
      else {
        playhead.set(length)
        return pauseEvents()
      }
    }
    requestAnimationFrame(advance)
  }
  requestAnimationFrame(advance)
}

/** The player's state as plain data, for scripts. */
export function playerNow() {
  const { shown, view, window, tau, speed, loop, network, playing } = player.getState()
  if (!shown) return null
  const { name, format, width, height, events, total, first, last, on, notes } = shown
  const facts = { name, format, width, height, events: total, held: events.count, first, last, on, notes: [...notes] }
  return { ...facts, view, window, tau, speed, loop, network, playing, at: playhead.get() }
}
