/** The player for event recordings, and a live simulated event camera. */
import { type DialogDescription, lazily } from '../dialog'
import { chooseRecording } from './choose-recording'

export const eventsDialog: DialogDescription = {
  id: 'events',
  title: 'Event player',
  Component: lazily(async () => (await import('./event-player')).EventPlayer),
  entry: { group: 'Experiment', label: 'Event player: play a recording' },
  button: { text: 'Events' },
  doc: 'events.md',
  more: () => [{ id: 'recording', group: 'Experiment', label: 'Open a recording of events', act: chooseRecording }],
}

export const cameraDialog: DialogDescription = {
  id: 'camera',
  title: 'Event camera',
  Component: lazily(async () => (await import('./camera-dialog')).CameraDialog),
  entry: { group: 'Experiment', label: 'Event camera: simulate one, live' },
  doc: 'event-camera.md',
}
