/** The worker of the live camera: makes images into bytes of brightness, and wires the camera to comlink. No logic. */
import * as Comlink from 'comlink'
import { type LiveSpec, liveSchema, sensorSize } from '../data/camera/live/schema'
import type { Sensor } from '../data/events/events'
import { openGpu } from '../engine/device'
import type { CameraApi, CameraListener } from './camera-client'
import { createFilming } from './filming'

const sources = Object.fromEntries(
  Object.entries(
    import.meta.glob(['/shaders/data/camera-sense.wgsl', '/shaders/lib/*.wgsl'], { query: '?raw', import: 'default', eager: true }),
  ).map(([path, code]) => [path.replace(/^\/shaders\/|\.wgsl$/g, ''), code as string]),
)

const filming = createFilming({
  openGpu: () => openGpu(navigator.gpu, sources, isSecureContext),
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})

let sensor: Sensor = { width: 1, height: 1 }
let canvas: OffscreenCanvasRenderingContext2D | null = null

/** Scales and crops an image to the sensor and returns its luminance. Closes the image. */
function brightnessOf(image: ImageBitmap): Uint8Array {
  const { width, height } = sensor
  if (canvas?.canvas.width !== width || canvas.canvas.height !== height)
    canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!canvas) throw new Error('This browser provides no canvas to read images with.')
  const scale = Math.max(width / image.width, height / image.height)
  const [w, h] = [scale * image.width, scale * image.height]
  canvas.fillRect(0, 0, width, height)
  canvas.drawImage(image, (width - w) / 2, (height - h) / 2, w, h)
  image.close()
  const { data } = canvas.getImageData(0, 0, width, height)
  const brightness = new Uint8Array(width * height)
  for (let i = 0; i < brightness.length; i++)
    brightness[i] = Math.round(0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!)
  return brightness
}

const api: CameraApi = {
  async start(spec: LiveSpec, image: ImageBitmap | null, listener: CameraListener) {
    const checked = liveSchema.parse(spec)
    // Stops first, so that no image for the previous sensor arrives.
    await filming.stop()
    sensor = sensorSize(checked.sensor)
    await filming.start(checked, image && brightnessOf(image), {
      async take(packet) {
        const { t, x, y, polarity } = packet.events
        await listener.take(Comlink.transfer(packet, [t.buffer, x.buffer, y.buffer, polarity.buffer] as ArrayBuffer[]))
      },
      failed: (message, lost) => listener.failed(message, lost),
    })
  },
  set: async (spec) => filming.set(liveSchema.parse(spec)),
  film: (image, time) => filming.film(brightnessOf(image), time),
  stop: () => filming.stop(),
  async loseDevice() {
    filming.gpu()?.device.destroy()
  },
}

Comlink.expose(api)
