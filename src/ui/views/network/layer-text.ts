/** Describes a layer of the strip, both within the room of its cell and in full. Pure. */

import { counted, grouped } from '../../../format'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'

/** "784 → 128"; for a convolution its kernel, channels and positions: "conv 3×3, 32×14×14", without the kernel if there is little room. */
export function layerShapeText({ kind, shape, kernel, inputs }: LayerInfo, narrow: boolean): string {
  const sizes = shape.filter((n) => n > 1)
  if (kind === 'input') return sizes.join(' × ') || '1'
  const [height, width, channels] = shape
  if (channels === undefined) return `${inputs} → ${height}`
  const maps = `${channels}×${height}×${width}`
  return kernel && !narrow ? `conv ${kernel.join('×')}, ${maps}` : maps
}

/** Whether a layer is an input of events of both polarities. */
export const hasPolarities = ({ kind, shape }: Pick<LayerInfo, 'kind' | 'shape'>): boolean => kind === 'input' && shape[2] === 2

/**
 * For the input "784 pixels" of an image, "4 features" of a row, "OFF and ON" of events, "140 channels" of a sequence, or "2 inputs" of a
 * vector; for any other layer its parameters.
 */
export function layerCountText({ kind, shape, parameters }: LayerInfo, sequence: boolean): string {
  if (kind !== 'input') return `${grouped(parameters)} par.`
  if (shape.length === 1) return counted(shape[0]!, 'input')
  if (hasPolarities({ kind, shape })) return 'OFF and ON'
  if (shape[0] === 1 && (shape[2] ?? 1) === 1 && !sequence) return counted(shape[1]!, 'feature')
  return sequence ? `${shape[1]} channels` : `${grouped(shape[0]! * shape[1]!)} pixels`
}

type Counts = Pick<MembraneReading, 'silent' | 'neurons' | 'silentChannels' | 'channels'>

/** How much of a layer fired for no sample of the newest batch: neurons, or channels of a convolution, which has many positions. */
export function silentText({ silent, neurons, silentChannels, channels }: Counts): {
  readonly short: string
  readonly long: string
} {
  const maps = neurons > channels
  const count = maps ? silentChannels : silent
  const [of, what] = maps ? [channels, 'channels'] : [neurons, 'neurons']
  return {
    short: count === 0 ? '' : `${grouped(count)} silent`,
    long: `${grouped(count)} of ${grouped(of)} ${what} silent in the newest batch`,
  }
}

/** The full description, for which a cell has no room. */
export function layerTitle({ name, kind, shape, kernel, inputs, parameters }: LayerInfo): string {
  if (kind === 'input') return name
  const [height, width, channels] = shape
  const size =
    channels === undefined
      ? `${counted(height!, 'neuron')}, ${counted(inputs, 'input')} each`
      : `${channels} channels of ${height} × ${width}`
  const does = kind === 'sampler' ? '. It makes events the images that the network sees; the Inspector has its potentials' : ''
  return `${name}: ${kernel ? `convolution ${kernel.join(' × ')}, ` : ''}${size}, ${grouped(parameters)} parameters${does}`
}
