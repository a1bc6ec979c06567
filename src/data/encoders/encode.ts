/** Images as input over time: direct currents, or spikes in the forms that consumers read. The plan runs only the forms that are read. */
import { type Activation, type Context, type Layer, layer, type Space } from '../../engine/graph'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import { directEncode, directEncodeLevels, spikeEncode, spikeEncodeBits, turnBits } from '../kernels'
import type { EncoderSpec } from '../schema'

export interface BatchTensors {
  /** [batch, words]: four pixels a word. */
  readonly images: Tensor<'u32'>
  /** [batch]: the number of each sample in its data set. */
  readonly samples: Tensor<'u32'>
  /** [channels, 256]: what a byte is as a direct current, where it is not its brightness. */
  readonly levels?: Tensor<'f32'>
}

export function encode(context: Context, spec: EncoderSpec, batch: BatchTensors, space: Space): Layer {
  const { images, samples, levels } = batch
  const [size, words] = images.shape as readonly [number, number]
  const inputs = words * 4
  const features = space.height * space.width * space.channels
  if (spec.kind === 'direct') {
    const value = tensor('input', 'f32', [1, size, inputs])
    return layer('input', {
      outputs: [{ value, form: 'dense', features, space }],
      forward: [levels ? directEncodeLevels({ images, levels, value }, { features }) : directEncode({ images, value }, {})],
      visible: { value },
    })
  }
  if (spec.kind === 'pixels' || spec.kind === 'rows') throw new Error(`${spec.kind} is not built yet`)
  const rows = spec.steps * size
  const value = tensor('input', 'f32', [spec.steps, size, inputs])
  const byRow = tensor('input.byRow', 'u32', [rows, Math.ceil(inputs / 32)])
  const byInput = tensor('input.byInput', 'u32', [Math.ceil(rows / 32), inputs])
  const { seed, clock } = context.random
  const draw = { rate16: Math.round((spec.kind === 'poisson' ? spec.rate : 1) * 65536), seed, stream: streamOf(`encode ${context.mode}`) }
  const LATENCY = Number(spec.kind === 'latency')
  const output: Activation = { value, form: 'binary', features, space, bits: { byRow, byInput } }
  return layer('input', {
    outputs: [output],
    forward: [
      spikeEncode({ images, samples, clock, value }, draw, { LATENCY }),
      spikeEncodeBits({ images, samples, clock, bits: byRow }, { steps: spec.steps, ...draw }, { LATENCY }),
      turnBits({ byRow, byInput }, {}),
    ],
    visible: { value },
  })
}
