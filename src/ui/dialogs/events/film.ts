/** Timed images from the webcam or a video file. A refusal by the browser becomes a sentence that says what to do. */
import { messageOf } from '../../../problem'

export interface Film {
  /** The element that plays the film. */
  readonly screen: HTMLVideoElement
  /** Passes on each image once the previous one is done. @param ended called when the images stop without `stop` */
  run(take: (image: ImageBitmap, time: number) => Promise<void>, ended: (message: string) => void): void
  stop(): void
}

/** Microseconds between a video's end and its start when it loops. */
const CUT = 33_333

export async function openWebcam(): Promise<Film> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices }
  if (!mediaDevices) throw new Error('The page may not ask for a camera here: open it over https or on localhost.')
  const stream = await mediaDevices
    .getUserMedia({ video: { width: { ideal: 640 }, frameRate: { ideal: 60 } }, audio: false })
    .catch((error: unknown) => {
      throw new Error(refusalText(error))
    })
  const video = silentVideo()
  video.srcObject = stream
  const film = filmOf(
    video,
    (now) => 1000 * now,
    () => {
      for (const track of stream.getTracks()) track.stop()
    },
  )
  try {
    await video.play()
  } catch (error) {
    film.stop()
    throw new Error(`The camera delivers no image (${messageOf(error)}). Reconnect it, or choose another source.`)
  }
  return {
    ...film,
    run(take, ended) {
      stream.getVideoTracks()[0]?.addEventListener('ended', () => ended('The camera was taken away. Connect it, and start again.'))
      film.run(take, ended)
    },
  }
}

export async function openVideo(file: File): Promise<Film> {
  const video = silentVideo()
  video.loop = true
  const address = URL.createObjectURL(file)
  video.src = address
  let before = 0
  let rounds = 0
  const film = filmOf(
    video,
    (_, mediaTime) => {
      const time = 1e6 * mediaTime
      if (time < before) rounds += before - time + CUT
      before = time
      return rounds + time
    },
    () => URL.revokeObjectURL(address),
  )
  try {
    await video.play()
  } catch {
    film.stop()
    throw new Error(`${file.name} cannot be played by this browser: choose an MP4 (H.264) or WebM (VP8, VP9) video, or convert it to one.`)
  }
  return film
}

function silentVideo(): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  return video
}

/** @param timeOf an image's time in microseconds, from when it is shown (milliseconds) and its position in the film (seconds) */
function filmOf(video: HTMLVideoElement, timeOf: (now: number, mediaTime: number) => number, close: () => void): Film {
  let over = false
  let begin: number | undefined
  const stop = () => {
    over = true
    video.pause()
    close()
    // Removing the source also releases its decoder.
    video.removeAttribute('src')
    video.srcObject = null
    video.load()
  }
  return {
    screen: video,
    stop,
    run(take, ended) {
      const end = (message: string) => {
        if (!over) ended(message)
      }
      const look = async (time: number) => {
        begin ??= time
        const image = await createImageBitmap(video)
        if (over) return image.close()
        await take(image, time - begin)
        next()
      }
      const next = () => {
        video.requestVideoFrameCallback((now, { mediaTime }) => {
          if (!over) look(timeOf(now, mediaTime)).catch((error: unknown) => end(messageOf(error)))
        })
      }
      video.addEventListener('error', () => end('The video cannot be decoded any further. Choose another, or convert it.'))
      next()
    },
  }
}

/** Explains why the browser provides no webcam, by the error's name. */
export function refusalText(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The browser was not allowed to use the camera: allow it for this page in the site’s settings, and start again.'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'There is no camera: connect one, or choose another source.'
    case 'NotReadableError':
    case 'AbortError':
      return 'The camera cannot be read: another program may be using it. End that, and start again.'
    default:
      return `The camera could not be opened (${messageOf(error)}). Choose another source.`
  }
}
