/** Encodes frames of events as input over time: one per step, as recorded or in another order, to test how much a network uses time. */
import { type Context, type Layer, layer, type Mode } from '../../engine/graph'
import { halfBits, streamOf } from '../../engine/random'
import { padded, persistent, tensor } from '../../engine/tensor'
import { frameEncode, rowEncode } from '../kernels'
import type { DataShape } from '../schema'
import type { BatchTensors } from './batch'
import { countLookupTable } from './lookup-table'
import type { EncoderSpec } from './schema'

export type FramesSpec = Extract<EncoderSpec, { kind: 'frames' }>

/** The order of frames in training or in evaluation. */
export function orderIn(mode: Mode, order: FramesSpec['order']): Exclude<FramesSpec['order'], `test${string}`> {
  if (order === 'testReversed') return mode === 'train' ? 'recorded' : 'reversed'
  if (order === 'testShuffled') return mode === 'train' ? 'recorded' : 'shuffled'
  return order
}

export const ORDERS = { reversed: 0, shuffled: 1, collapsed: 2 }

/** The name of the random stream of a sample's permutation. */
const FRAME_ORDER = 'order of frames'

/** The values that determine the permutation of a sample's frames. */
export const orderKey = (context: Context, count: number) => ({
  frames: count,
  half: halfBits(count),
  seed: context.random.seed,
  stream: streamOf(FRAME_ORDER),
})

/** @param count the number of frames of a sample. */
export function frames(
  context: Context,
  { values, order: asked }: FramesSpec,
  { images, samples }: BatchTensors,
  count: number,
  frame: DataShape['frame'],
): Layer {
  if (!frame) throw new Error('Samples without frames have no frame to read')
  const { height, width, polarities } = frame
  const order = orderIn(context.mode, asked)
  const features = height * width * polarities
  const collapsed = order === 'collapsed'
  const value = tensor('input', 'f32', [collapsed ? 1 : count, images.shape[0]!, padded(features)])
  const lookupTable = context.network.shared('input.lookupTable', () =>
    persistent('input.lookupTable', 'f32', [1, 256], countLookupTable(values)),
  )
  const form = collapsed ? 'dense' : values === 'binary' ? 'binary' : 'sparse'
  const how = { features, ...orderKey(context, count), share: 1 / count }
  return layer('input', {
    outputs: [{ value, form, features, space: { height, width, channels: polarities } }],
    forward: [
      order === 'recorded'
        ? rowEncode({ images, lookupTable, value }, { features })
        : frameEncode({ images, samples, lookupTable, value }, how, { ORDER: ORDERS[order] }),
    ],
    visible: { value },
  })
}
