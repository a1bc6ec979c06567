/** The live camera of the page with stand-ins for its worker and for films: what starts, what stops, and which events are buffered. */
import { beforeEach, expect, test, vi } from 'vitest'
import type { LiveSpec } from '../../../data/camera/live/schema'
import type { CameraApi, CameraListener } from '../../../worker/camera-client'
import type { Film } from './film'

const said: string[] = []
let listener: CameraListener
let started: () => Promise<void>
const settings: LiveSpec[] = []
let webcam: () => Promise<Film>

vi.mock('../../../worker/camera-client', () => ({
  createCameraClient: (): CameraApi => ({
    async start({ source }, _, told) {
      said.push(`start ${source.kind}`)
      listener = told
      await started()
    },
    async set(spec) {
      settings.push(spec)
    },
    async film() {},
    async stop() {
      said.push('stop')
    },
    async loseDevice() {},
  }),
}))
vi.mock('./film', () => ({ openWebcam: () => webcam(), openVideo: () => webcam() }))
vi.stubGlobal('matchMedia', () => ({ matches: false }))
vi.stubGlobal('requestAnimationFrame', () => 0)
const { camera, cameraRecording, changeCamera, feed, startCamera, stopCamera } = await import('./camera')

const filmOf = (run: Film['run'] = () => {}) => ({ screen: {} as HTMLVideoElement, run, stop: vi.fn() })
const phase = () => camera.getState().phase

beforeEach(async () => {
  started = async () => {}
  await stopCamera()
  changeCamera('source.kind', 'bars')
  changeCamera('sensor', '128 × 128')
  said.length = 0
  settings.length = 0
})

test('buffered events have the sensor that saw them', async () => {
  await startCamera()
  const events = { count: 1, t: Float64Array.of(5), x: Uint16Array.of(127), y: Uint16Array.of(127), polarity: Uint8Array.of(1) }
  listener.take({ events, from: 0, to: 10, timeSteps: 1, dropped: 0, pace: 1 })
  await stopCamera()
  changeCamera('sensor', '640 × 480')
  expect(cameraRecording()).toEqual({ width: 128, height: 128, events })
  await startCamera()
  expect(cameraRecording()).toMatchObject({ width: 640, height: 480, events: { count: 0 } })
})

test('a view uses the camera: on a sensor that is large enough, with the newest events', async () => {
  changeCamera('source.kind', 'disc')
  changeCamera('source.turns', 3)
  const heard = vi.fn()
  const unhear = feed.on(heard)
  await feed.start('disc', 200)
  expect(camera.getState().spec).toMatchObject({ sensor: '346 × 260', source: { kind: 'disc', turns: 3 } })
  expect({ phase: feed.now().phase, heard: heard.mock.calls.length > 0 }).toEqual({ phase: 'on', heard: true })
  const events = { count: 2, t: Float64Array.of(5, 180), x: Uint16Array.of(1, 2), y: Uint16Array.of(3, 4), polarity: Uint8Array.of(1, 0) }
  listener.take({ events, from: 0, to: 200, timeSteps: 1, dropped: 0, pace: 1 })
  expect(feed.newest(100)).toMatchObject({
    sensor: { width: 346, height: 260 },
    from: 100,
    to: 200,
    events: { count: 1, x: Uint16Array.of(2) },
  })
  unhear()
  await feed.start('balls', 64)
  expect(camera.getState().spec).toMatchObject({ sensor: '128 × 128', source: { kind: 'balls' } })
  await feed.stop()
  expect(feed.now()).toMatchObject({ phase: 'off', said: { text: 'The camera is stopped.' } })
})

test('the worker releases a camera that stops by itself', async () => {
  await startCamera()
  listener.failed('The graphics device reported an error: none.', false)
  await vi.waitFor(() => expect(said).toEqual(['stop', 'start bars', 'stop']))
  expect(camera.getState()).toMatchObject({ phase: 'off', said: { kind: 'error', text: 'The graphics device reported an error: none.' } })
})

test('the worker releases a camera whose film cannot run', async () => {
  const film = filmOf(() => {
    throw new Error('no such callback')
  })
  webcam = async () => film
  changeCamera('source.kind', 'webcam')
  await expect(startCamera()).rejects.toThrow('no such callback')
  await vi.waitFor(() => expect(said).toEqual(['stop', 'start webcam', 'stop']))
  expect(film.stop).toHaveBeenCalledOnce()
  expect(phase()).toBe('off')
})

test('a setting changed during the start applies once the camera runs', async () => {
  let go = () => {}
  started = () => new Promise((resolve) => (go = resolve))
  const start = startCamera()
  await vi.waitFor(() => expect(said).toEqual(['stop', 'start bars']))
  changeCamera('source.speed', 7)
  expect(settings).toEqual([])
  go()
  await start
  expect(settings).toMatchObject([{ source: { kind: 'bars', speed: 7 } }])
})

test('a start that is stopped meanwhile does not run', async () => {
  let go = () => {}
  started = () => new Promise((resolve) => (go = resolve))
  const start = startCamera()
  await vi.waitFor(() => expect(said).toEqual(['stop', 'start bars']))
  const stop = stopCamera()
  go()
  await expect(start).rejects.toThrow('The camera was stopped before it ran.')
  await stop
  expect(said).toEqual(['stop', 'start bars', 'stop'])
  expect(phase()).toBe('off')
})

test('an unanswered request for the webcam does not block a stop, and a webcam that arrives late is closed', async () => {
  const film = filmOf()
  let answer: (film: Film) => void = () => {}
  webcam = () => new Promise((resolve) => (answer = resolve))
  changeCamera('source.kind', 'webcam')
  const asked = startCamera()
  expect(phase()).toBe('starting')
  await stopCamera()
  expect(phase()).toBe('off')
  changeCamera('source.kind', 'disc')
  await startCamera()
  answer(film)
  await expect(asked).rejects.toThrow('The camera was stopped before it ran.')
  expect(film.stop).toHaveBeenCalledOnce()
  expect(phase()).toBe('on')
  expect(said).toEqual(['stop', 'stop', 'stop', 'start disc'])
})
