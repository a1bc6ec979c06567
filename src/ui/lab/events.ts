/**
 * Recordings of events and the live camera for window.lab. They are independent of the experiment, so they do not wait for one. Plain
 * data.
 */
import type { Recording } from '../../data/events/events'

import type { When } from './when'

export const eventCalls = (when: When) => ({
  /** Shows events in the player: columns of equal length, times in microseconds that never decrease. */
  showRecording: when(async (recording: Recording, name: string) => {
    const { showRecording } = await import('../state/imports/event-player')
    showRecording(recording, { name })
  }),
  /**
   * Opens a file of events in the player, as if dropped on the page.
   * @param recording the index of a recording in a file of several, from 0
   */
  openRecording: when(async (file: File, recording?: number) => {
    if (!(file instanceof File)) throw new Error('openRecording: expects a File.')
    const [{ openRecording }, { playerNow }] = await Promise.all([
      import('../dialogs/events/recordings'),
      import('../state/imports/event-player'),
    ])
    await openRecording(file, recording)
    return playerNow()
  }),
  /** The recording in the event player and the playhead in microseconds from the first event; null if no recording is open. */
  player: when(async () => {
    const { playerNow } = await import('../state/imports/event-player')
    return playerNow()
  }),
  /** Pauses the player and moves it to a time. */
  seekRecording: when(async (time: number) => {
    const { pauseEvents, seek } = await import('../state/imports/event-player')
    pauseEvents()
    seek(time)
  }),
  /**
   * Opens the dialog of the live event camera and starts it.
   * @param settings any of the settings that `camera()` returns
   * @param file the image or video of the source
   */
  startCamera: when(async (settings?: unknown, file?: File) => {
    const { runCamera } = await import('../dialogs/events/camera')
    return runCamera(settings, file)
  }),
  stopCamera: when(async () => {
    const { stopCamera } = await import('../dialogs/events/camera')
    return stopCamera()
  }),
  /** Whether the camera runs, its settings, its time, and how many events it saved. */
  camera: when(async () => {
    const { cameraNow } = await import('../dialogs/events/camera')
    return cameraNow()
  }),
  /** The saved events as a recording. */
  cameraEvents: when(async () => {
    const { cameraRecording } = await import('../dialogs/events/camera')
    return cameraRecording()
  }),
  /** Simulates the loss of the camera's graphics device. */
  loseCameraDevice: when(async () => {
    const { loseCameraDevice } = await import('../dialogs/events/camera')
    return loseCameraDevice()
  }),
})
