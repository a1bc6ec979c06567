/** What the live camera has kept, as a file. */
import { type WrittenFormat, writeEvents } from '../data/events/write'
import { cameraRecording } from './camera'
import { saveBlob } from './charts/download'

/** @throws Error with a sentence where the format has no room for it. */
export async function saveKept(format: WrittenFormat): Promise<void> {
  let blob: Blob
  try {
    blob = writeEvents(cameraRecording(), format)
  } catch (error) {
    // Its words follow the name of what is written.
    throw new Error(`The recording ${error instanceof Error ? error.message : String(error)} Choose another format.`, { cause: error })
  }
  saveBlob(`event-camera.${format}`, blob)
}
