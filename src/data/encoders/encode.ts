/** Encodes samples as input over time: currents, or spikes in the forms that consumers read. The plan only runs the forms that are read. */
import { type Activation, activation, type Context, type Layer, layer, type Space } from '../../engine/graph'
import { streamOf } from '../../engine/random'
import { persistent, type Tensor, tensor } from '../../engine/tensor'
import { directEncode, directEncodeTable, pixelEncode, rowEncode, spikeEncodeBits, spikeValues } from '../kernels'
import type { DataShape } from '../schema'
import type { BatchTensors } from './batch'
import { camera } from './camera'
import { frames } from './frames'
import { plainLookupTable } from './lookup-table'
import { readingOrder } from './reading-order'
import type { EncoderSpec } from './schema'

/** @param space of a sample, in bytes; for a sequence, steps by channels. */
export function encode(
  context: Context,
  spec: EncoderSpec,
  batch: BatchTensors,
  space: Space,
  { sequence, frame }: Pick<DataShape, 'sequence' | 'frame'> = {},
): Layer {
  switch (spec.kind) {
    case 'direct':
      return direct(batch, space)
    case 'poisson':
    case 'latency':
      return spikes(context, spec, batch, space)
    case 'pixels':
      return pixels(context, spec, batch, space, sequence)
    case 'rows':
      return rows(context, batch, space, sequence)
    case 'camera':
      return camera(context, spec, batch, space)
    case 'frames':
      return frames(context, spec, batch, space.height, frame)
    default:
      return spec satisfies never
  }
}

function direct({ images, lookupTable }: BatchTensors, space: Space): Layer {
  const [size, words] = images.shape as readonly [number, number]
  const value = tensor('input', 'f32', [1, size, words * 4])
  const features = space.height * space.width * space.channels
  return layer('input', {
    outputs: [{ value, form: 'dense', features, space }],
    forward: [lookupTable ? directEncodeTable({ images, lookupTable, value }, { features }) : directEncode({ images, value }, {})],
    visible: { value },
  })
}

function spikes(
  context: Context,
  spec: Extract<EncoderSpec, { kind: 'poisson' | 'latency' }>,
  { images, samples }: BatchTensors,
  space: Space,
): Layer {
  const [size, words] = images.shape as readonly [number, number]
  const inputs = words * 4
  const rows = spec.steps * size
  const value = tensor('input', 'f32', [spec.steps, size, inputs])
  const byRow = tensor('input.byRow', 'u32', [rows, Math.ceil(inputs / 32)])
  const byInput = tensor('input.byInput', 'u32', [Math.ceil(rows / 32), inputs])
  const { seed, clock } = context.random
  const draw = { rate16: Math.round((spec.kind === 'poisson' ? spec.rate : 1) * 65536), seed, stream: streamOf(`encode ${context.mode}`) }
  const LATENCY = Number(spec.kind === 'latency')
  const features = space.height * space.width * space.channels
  const output: Activation = { value, form: 'binary', features, space, bits: { byRow, byInput } }
  return layer('input', {
    outputs: [output],
    forward: [
      spikeEncodeBits({ images, samples, clock, byRow, byInput }, { steps: spec.steps, ...draw }, { LATENCY }),
      spikeValues({ byRow, value }, {}),
    ],
    visible: { value },
  })
}

function pixels(
  context: Context,
  { pool, permuted, order: seed }: Extract<EncoderSpec, { kind: 'pixels' }>,
  batch: BatchTensors,
  { height, width, channels }: Space,
  sequence?: DataShape['sequence'],
): Layer {
  const { images } = batch
  const steps = Math.floor(height / pool) * Math.floor(width / pool)
  const output = activation('input', [steps, images.shape[0]!, channels], 'dense', false)
  const order = context.network.shared('input.order', () =>
    persistent('input.order', 'u32', [steps], readingOrder(steps, permuted ? seed : undefined)),
  )
  const { value } = output
  const lookupTable = lookupTableOf(context, batch, channels, sequence)
  return layer('input', {
    outputs: [output],
    forward: [pixelEncode({ images, lookupTable, order, value }, { width, pool, share: 1 / pool ** 2 })],
    visible: { value },
  })
}

function rows(context: Context, batch: BatchTensors, { height, width, channels }: Space, sequence?: DataShape['sequence']): Layer {
  const { images } = batch
  const features = width * channels
  const output = activation('input', [height, images.shape[0]!, features], sequence?.binary ? 'binary' : 'dense', false)
  const { value } = output
  return layer('input', {
    outputs: [output],
    forward: [rowEncode({ images, lookupTable: lookupTableOf(context, batch, channels, sequence), value }, { features })],
    visible: { value },
  })
}

const lookupTableOf = (
  context: Context,
  { lookupTable }: BatchTensors,
  channels: number,
  sequence?: DataShape['sequence'],
): Tensor<'f32'> =>
  lookupTable ??
  context.network.shared('input.lookupTable', () =>
    persistent('input.lookupTable', 'f32', [channels, 256], plainLookupTable(channels, sequence)),
  )
