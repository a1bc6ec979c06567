/** Recordings of events and the live camera for window.lab. They belong to no experiment, so they wait for none. Plain data. */
import type { Recording } from '../../data/events/events'

import type { When } from './when'

export const eventCalls = (when: When) => ({
  /** Shows events in the player: columns of one length, times in microseconds that never fall. */
  showRecording: when(async (recording: Recording, name: string) => {
    const { showRecording } = await import('../state/imports/event-player')
    showRecording(recording, { name })
  }),
  /** Opens a file of events in the player, as if it were dropped on the page. @param recording which of a file that holds many, from 0. */
  openRecording: when(async (file: File, recording?: number) => {
    if (!(file instanceof File)) throw new Error('openRecording: expects a File.')
    const [{ openRecording }, { playerNow }] = await Promise.all([
      import('../dialogs/events/recordings'),
      import('../state/imports/event-player'),
    ])
    await openRecording(file, recording)
    return playerNow()
  }),
  /** What the event player shows and where it stands, in microseconds from the first event; null where nothing is open. */
  player: when(async () => {
    const { playerNow } = await import('../state/imports/event-player')
    return playerNow()
  }),
  /** Moves it to a time, paused. */
  seekRecording: when(async (time: number) => {
    const { pauseEvents, seek } = await import('../state/imports/event-player')
    pauseEvents()
    seek(time)
  }),
  /** Opens the dialog of the live event camera and starts it. @param settings any of them, as `camera()` answers with; @param file where the source is a picture or a video. */
  startCamera: when(async (settings?: unknown, file?: File) => {
    const { runCamera } = await import('../dialogs/events/camera')
    return runCamera(settings, file)
  }),
  stopCamera: when(async () => {
    const { stopCamera } = await import('../dialogs/events/camera')
    return stopCamera()
  }),
  /** Whether the camera runs, its settings, how far it is, and how much it keeps. */
  camera: when(async () => {
    const { cameraNow } = await import('../dialogs/events/camera')
    return cameraNow()
  }),
  /** The events that it keeps, as a recording. */
  cameraEvents: when(async () => {
    const { cameraRecording } = await import('../dialogs/events/camera')
    return cameraRecording()
  }),
  /** Takes the camera's graphics device away. */
  loseCameraDevice: when(async () => {
    const { loseCameraDevice } = await import('../dialogs/events/camera')
    return loseCameraDevice()
  }),
})
