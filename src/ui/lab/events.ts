/**
 * Recordings of events and the live camera for window.lab. They are independent of the experiment, so they do not wait for one. Plain
 * data.
 */
import type { Recording } from '../../data/events/events'
import type { When } from './when'

const player = () => import('../state/imports/event-player')
const camera = () => import('../dialogs/events/camera')

export const eventCalls = (when: When) => ({
  /** Shows events in the player: columns of equal length, times in microseconds that never decrease. */
  showRecording: when(async (recording: Recording, name: string) => (await player()).showRecording(recording, { name })),
  /**
   * Opens a file of events in the player, as if dropped on the page.
   * @param recording the index of a recording in a file of several, from 0
   */
  openRecording: when(async (file: File, recording?: number) => {
    if (!(file instanceof File)) throw new Error('openRecording: expects a File.')
    const [{ openRecording }, { playerNow }] = await Promise.all([import('../dialogs/events/recordings'), player()])
    await openRecording(file, recording)
    return playerNow()
  }),
  /** The recording in the event player and the playhead in microseconds from the first event; null if no recording is open. */
  player: when(async () => (await player()).playerNow()),
  /** Pauses the player and moves it to a time. */
  seekRecording: when(async (time: number) => {
    const { pauseEvents, seek } = await player()
    pauseEvents()
    seek(time)
  }),
  /**
   * Opens the dialog of the live event camera and starts it.
   * @param settings any of the settings that `camera()` returns
   * @param file the image or video of the source
   */
  startCamera: when(async (settings?: unknown, file?: File) => (await camera()).runCamera(settings, file)),
  stopCamera: when(async () => (await camera()).stopCamera()),
  /** Whether the camera runs, its settings, its time, and how many events it saved. */
  camera: when(async () => (await camera()).cameraNow()),
  /** The saved events as a recording. */
  cameraEvents: when(async () => (await camera()).cameraRecording()),
  /** Simulates the loss of the camera's graphics device. */
  loseCameraDevice: when(async () => (await camera()).loseCameraDevice()),
})
