/** The camera encoder on a real device against float64: counts are equal except where a decision is within rounding. */
import { describe, expect, test } from 'vitest'
import type { Context, Mode, Space } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { type CameraSpec, camera } from './camera'
import { cameraSees } from './camera-reference'
import { encoderSchema } from './schema'

const gpu = await kernelGpu()
const cameraOf = (settings: Partial<CameraSpec>): CameraSpec => encoderSchema.parse({ kind: 'camera', ...settings }) as CameraSpec
// Equal thresholds in both directions would be met exactly wherever the light returns to its previous value.
const quiet = { thresholdOn: 0.23, thresholdOff: 0.27, mismatch: 0, leak: 0, shotNoise: 0, refractory: 0 }

/** Blocks of different gray levels next to each other: edges, and areas that do not change. */
function pictures(batch: number, { height, width, channels }: Space): Uint8Array[] {
  return Array.from({ length: batch }, (_, b) => {
    const random = noise(b + 3)
    const shades = Array.from({ length: 64 }, () => Math.floor(256 * random()))
    return Uint8Array.from(
      { length: height * width * channels },
      (_, i) => shades[(Math.floor(i / channels / width / 4) * 8 + Math.floor(((i / channels) % width) / 4) + (i % channels) * 5) % 64]!,
    )
  })
}

async function run(
  spec: CameraSpec,
  space: Space,
  images: readonly Uint8Array[],
  numbers: readonly number[],
  mode: Mode = 'train',
  seed = 1,
) {
  const batch = images.length
  const size = space.height * space.width * space.channels
  const bytes = new Uint8Array(batch * padded(size)).fill(255)
  for (const [b, image] of images.entries()) bytes.set(image, b * padded(size))
  const context: Context = {
    mode,
    network: createNetwork('network'),
    steps: spec.steps,
    batch,
    random: { seed, clock: persistent('clock', 'u32', [1]) },
    profile: 'gpu',
    tunedVariants: {},
  }
  const made = camera(
    context,
    spec,
    {
      images: persistent('images', 'u32', [batch, padded(size) / 4], new Uint32Array(bytes.buffer)),
      samples: persistent('samples', 'u32', [batch], Uint32Array.from(numbers)),
    },
    space,
  )
  const output = made.outputs[0]!
  const stale = new Float32Array(output.value.shape.reduce((a, b) => a * b)).fill(Number.NaN)
  const [got] = await runOps(gpu, made.forward, [[output.value, stale]], [output.value])
  return { got: got!, output }
}

/**
 * The error of float32 in a difference or a probability: a logarithm is accurate to 2^-21 or 3 units, and each of the time steps adds a
 * rounding of a number below 4. Times are compared as fractions of a micro-step, through slopes of at least a threshold of 0.05 for what
 * matters.
 */
const within = (timeSteps: number) => timeSteps * 2 ** -20

describe.each([
  ['one pixel', { height: 1, width: 1, channels: 1 }, { ...quiet, border: 1, steps: 3, microSteps: 5 }],
  ['gray, quiet', { height: 13, width: 11, channels: 1 }, { ...quiet, steps: 5, microSteps: 4 }],
  [
    'gray, with all that a pixel has',
    { height: 17, width: 16, channels: 1 },
    { steps: 7, microSteps: 6, leak: 5, shotNoise: 20, mismatch: 0.05 },
  ],
  [
    'in color, dim and resting long',
    { height: 9, width: 10, channels: 3 },
    { steps: 4, microSteps: 9, refractory: 8, illumination: 0.3, shotNoise: 9 },
  ],
  ['binary', { height: 8, width: 8, channels: 1 }, { steps: 6, microSteps: 2, binary: true, border: 2 }],
] as const)('%s', (_, space, settings) => {
  const spec = cameraOf(settings)
  const BATCH = 5
  const numbers = [0, 1, 77, 59_999, 3]

  test('is as in float64', async () => {
    const images = pictures(BATCH, space)
    const { got, output } = await run(spec, space, images, numbers)
    const { height, width } = output.space!
    const places = height * width
    const inputs = padded(2 * places)
    expect(output).toMatchObject({ form: spec.binary ? 'binary' : 'sparse', features: 2 * places })
    expect({ height: output.space!.height, width: output.space!.width, channels: output.space!.channels }).toEqual({
      height: space.height + 2 * spec.border,
      width: space.width + 2 * spec.border,
      channels: 2,
    })
    let close = 0
    let events = 0
    for (let b = 0; b < BATCH; b++) {
      const want = cameraSees({ bytes: images[b]!, ...space }, spec, numbers[b]!, 'train', inputs / 2)
      for (let place = 0; place < inputs / 2; place++) {
        const near = place < places && want.margins[place]! < within(spec.steps * spec.microSteps)
        if (near) close++
        for (let t = 0; t < spec.steps; t++)
          for (const polarity of [0, 1]) {
            const count = got[(t * BATCH + b) * inputs + 2 * place + polarity]!
            const wanted = place < places ? want.counts[(t * places + place) * 2 + polarity]! : 0
            events += wanted
            if (!near && count !== wanted) throw new Error(`sample ${b}, pixel ${place}, step ${t}: ${count} and not ${wanted}`)
          }
      }
    }
    expect(events).toBeGreaterThan(BATCH)
    // Few decisions are this close; otherwise nothing would have been compared.
    expect(close).toBeLessThan(0.03 * BATCH * places + 2)
  })
})

const space = { height: 12, width: 12, channels: 1 } as const

test('a constant image that fills the sensor’s view gives no event without noise', async () => {
  const black = Array.from({ length: 2 }, () => new Uint8Array(144))
  expect((await run(cameraOf(quiet), space, black, [0, 1])).got.every((count) => count === 0)).toBe(true)
})

test('the same events for a sample and a seed, whatever the run’s seed and the place in a batch; others for another', async () => {
  const [image] = pictures(1, space) as [Uint8Array]
  const spec = cameraOf({ shotNoise: 30 })
  const events = async (number: number, place = 0, mode: Mode = 'train', seed = 1, own = spec) => {
    const { got, output } = await run(own, space, [image, image, image], [5, 5, 5].with(place, number), mode, seed)
    const [steps, batch, inputs] = output.value.shape as [number, number, number]
    return Float32Array.from({ length: steps * inputs }, (_, i) => got[(Math.floor(i / inputs) * batch + place) * inputs + (i % inputs)]!)
  }
  const first = await events(9)
  expect(equalBits(first, await events(9, 2, 'train', 99))).toBe(true)
  expect(equalBits(first, await events(10))).toBe(false)
  expect(equalBits(first, await events(9, 0, 'evaluate'))).toBe(false)
  expect(equalBits(first, await events(9, 0, 'train', 1, cameraOf({ shotNoise: 30, seed: 1 })))).toBe(false)
})

test('a leak gives ON events at its rate, and shot noise as many of both', async () => {
  const black = Array.from({ length: 8 }, () => new Uint8Array(144))
  const numbers = black.map((_, i) => i)
  const seconds = 0.315
  const pixels = 8 * 18 * 18
  const of = (counts: Float32Array, polarity: number) => counts.reduce((sum, count, i) => sum + (i % 2 === polarity ? count : 0), 0)
  const leaking = (await run(cameraOf({ ...quiet, leak: 20 }), space, black, numbers)).got
  // The leak crosses 6.3 thresholds in the duration of a sample.
  expect([of(leaking, 0), of(leaking, 1)]).toEqual([0, 6 * pixels])
  // In the dark, noise has the full rate, and half of it is ON.
  const noisy = (await run(cameraOf({ ...quiet, shotNoise: 20 }), space, black, numbers)).got
  for (const polarity of [0, 1]) {
    const mean = (20 / 2) * seconds * pixels
    expect(Math.abs(of(noisy, polarity) - mean)).toBeLessThan(5 * Math.sqrt(mean))
  }
})
