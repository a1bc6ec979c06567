/** Both cameras on the GPU against float64, sample by sample. */
import { afterAll, describe, expect, it } from 'vitest'
import { testGpu } from '../../testing/gpu'
import { openSignCameras } from './cameras'
import { lightAt, SIGN_LIGHTS } from './light'
import { type SeenSign, seeSign, signSensor } from './reference'
import { sceneOf } from './scene'
import { MIN_LEVEL } from './schema'

const SEED = 1
const gpu = await testGpu()
const sensor = signSensor(SEED)
const SUBJECTS = [0, 1, 2, 3, 14, 22]
const SAMPLES = Array.from({ length: 12 }, (_, i) => ({
  subject: SUBJECTS[i % SUBJECTS.length]!,
  sign: (5 * i) % 8,
  light: i % 3,
  position: (i >> 1) % 2,
  repetition: i % 4,
}))

const cameras = await openSignCameras(gpu, SEED, SAMPLES.length)
afterAll(() => cameras.destroy())

/**
 * An event whose crossing is within rounding of a time step may come in the next interval or not at all; a gray level may round to the
 * next.
 */
function compare({ events, frames }: SeenSign, want: SeenSign): void {
  const eventsUnlike = events.reduce((sum, count, i) => sum + Math.abs(count - want.events[i]!), 0)
  expect(eventsUnlike).toBeLessThanOrEqual(4)
  const levels = frames.map((level, i) => Math.abs(level - want.frames[i]!))
  expect(Math.max(...levels)).toBeLessThanOrEqual(1)
  expect(levels.filter((unlike) => unlike > 0).length).toBeLessThan(frames.length / 1000)
}

describe('the cameras', () => {
  it('see what float64 sees of a dozen samples', async () => {
    const scenes = SAMPLES.map((sample) => sceneOf(SEED, sample))
    const seen = await cameras.see(scenes)
    scenes.forEach((scene, at) => {
      const want = seeSign(SEED, scene, sensor)
      const of = (bytes: Uint8Array) => bytes.subarray((at * bytes.length) / scenes.length, ((at + 1) * bytes.length) / scenes.length)
      compare({ events: of(seen.events), frames: of(seen.frames) }, want)
    })
  })

  it.each([1, 0.3, 0.12, MIN_LEVEL])('see a sample in a light of level %f', async (level) => {
    const scene = sceneOf(SEED, SAMPLES[0]!, lightAt(level))
    compare(await cameras.see([scene]), seeSign(SEED, scene, sensor))
  })
})

describe('a light of any level', () => {
  it('is the bright one and the dim one at theirs', () => {
    expect(lightAt(1)).toEqual(SIGN_LIGHTS.bright)
    const { deviation, noise, ...dim } = lightAt(SIGN_LIGHTS.dim.level)
    expect(dim).toEqual({ level: 0.3, exposure: 16, flickers: false })
    expect({ deviation, noise }).toEqual({ deviation: expect.closeTo(0.06, 12), noise: expect.closeTo(2.5, 12) })
  })

  it('has longer exposures and more noise where it is dimmer, within an interval', () => {
    const lights = [1, 0.6, 0.3, 0.1, MIN_LEVEL].map(lightAt)
    for (const [i, light] of lights.entries()) {
      expect(light.exposure).toBeLessThanOrEqual(20)
      if (i === 0) continue
      const brighter = lights[i - 1]!
      expect(light.exposure).toBeGreaterThanOrEqual(brighter.exposure)
      expect(light.deviation).toBeGreaterThan(brighter.deviation)
      expect(light.noise).toBeGreaterThan(brighter.noise)
    }
  })
})
