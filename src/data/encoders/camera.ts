/** Encodes an image set with a simulated event camera on the fly: nothing is stored, and a sample gives the same events every time. */
import { type Activation, type Context, type Layer, layer, type Space } from '../../engine/graph'
import { streamOf } from '../../engine/random'
import { padded, persistent, tensor } from '../../engine/tensor'
import { pixelThresholds, saccades } from '../camera/path'
import { MOVE, MOVES, sensorOf } from '../camera/schema'
import { cameraEncode } from '../kernels'
import type { BatchTensors } from './batch'
import type { EncoderSpec } from './schema'

export type CameraSpec = Extract<EncoderSpec, { kind: 'camera' }>

/** The maximum count: more than any pixel can fire in one step, and exact in float32. */
const MAX_COUNT = 65_535

export function camera(context: Context, spec: CameraSpec, { images, samples }: BatchTensors, image: Space): Layer {
  const batch = images.shape[0]!
  const { steps, microSteps, border, binary } = spec
  const space = { ...sensorOf(image, border), channels: 2 }
  const features = space.height * space.width * space.channels
  const inputs = padded(features)
  const moments = steps * microSteps + 1
  const value = tensor('input', 'f32', [steps, batch, inputs])
  const path = context.network.shared('input.path', () => persistent('input.path', 'f32', [moments, 2], saccades(moments, border)))
  const thresholds = context.network.shared('input.thresholds', () =>
    persistent('input.thresholds', 'f32', [inputs], pixelThresholds(features / 2, spec, spec.seed, inputs)),
  )
  const output: Activation = { value, form: binary ? 'binary' : 'sparse', features, space }
  return layer('input', {
    outputs: [output],
    forward: [cameraEncode({ images, samples, path, thresholds, value }, { ...image, ...paramsOf(spec, context.mode) })],
    visible: { value },
  })
}

/** The parameters of the kernel: microseconds, and fractions of a micro-step. */
export function paramsOf(spec: CameraSpec, mode: Context['mode']) {
  const duration = (MOVES * MOVE) / (spec.steps * spec.microSteps)
  const seconds = duration / 1e6
  return {
    border: spec.border,
    duration,
    refractory: 1000 * spec.refractory,
    leak: spec.leak * seconds,
    noise: Math.min(1, spec.shotNoise * seconds),
    illumination: spec.illumination,
    dark: spec.dark,
    maxCount: spec.binary ? 1 : MAX_COUNT,
    seed: spec.seed,
    // The samples of the training set and of the test set are both counted from 0.
    stream: streamOf(`camera ${mode}`),
  }
}
