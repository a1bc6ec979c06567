/**
 * Membrane frames of earlier training steps in bounded memory: when it is full every second one is dropped, so that the rest are spread
 * evenly over training. Counts are stored in 16 bits where that loses nothing. Pure data; history.ts decides which one is shown.
 */
import type { MembraneReading } from '../../../readings/membrane'
import type { FrameOf } from '../../base/frames'

type Frame = FrameOf<'membrane'>

interface PackedLayer extends Omit<MembraneReading, 'counts'> {
  readonly counts: Uint16Array | Uint32Array
}

interface Packed extends Omit<Frame, 'layers'> {
  readonly layers: readonly PackedLayer[]
}

/** No count is larger than the total of its time step, so the totals decide whether 16 bits suffice. */
const packedLayer = (layer: MembraneReading): PackedLayer =>
  layer.total <= 0xffff ? { ...layer, counts: Uint16Array.from(layer.counts) } : layer

const unpacked = (frame: Packed): Frame => ({
  ...frame,
  layers: frame.layers.map((layer) => ({
    ...layer,
    counts: layer.counts instanceof Uint32Array ? layer.counts : Uint32Array.from(layer.counts),
  })),
})

/** The total size of a frame's typed arrays in bytes. */
export function bytesOf(frame: { readonly layers: readonly object[] }): number {
  let bytes = 0
  const add = (value: unknown) => {
    if (ArrayBuffer.isView(value)) bytes += value.byteLength
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) add(part)
  }
  add(frame.layers)
  return bytes
}

export interface Snapshots {
  readonly count: number
  /** The training steps of the stored snapshots. */
  readonly steps: readonly number[]
  readonly bytes: number
  take(frame: Frame): void
  /** The last one at or before a training step, else the first; undefined where there is none. */
  at(step: number): Frame | undefined
  clear(): void
}

/** @param maxBytes and `maxFrames` are never exceeded, except that two frames are always stored */
export function createSnapshots(maxBytes: number, maxFrames: number): Snapshots {
  let frames: Packed[] = []
  let sizes: number[] = []
  let gap = 1
  /** The snapshot unpacked last, since views ask for the same one repeatedly. */
  let last: { packed: Packed; frame: Frame } | null = null

  const bytes = () => sizes.reduce((sum, size) => sum + size, 0)
  const thin = () => {
    frames = frames.filter((_, index) => index % 2 === 0)
    sizes = sizes.filter((_, index) => index % 2 === 0)
    const [first, newest] = [frames[0], frames.at(-1)]
    if (first && newest) gap = Math.max(1, (newest.step - first.step) / Math.max(1, frames.length - 1))
  }
  return {
    get count() {
      return frames.length
    },
    get steps() {
      return frames.map(({ step }) => step)
    },
    get bytes() {
      return bytes()
    },
    take(frame) {
      const newest = frames.at(-1)
      if (newest && frame.step - newest.step < gap) return
      const packed: Packed = { ...frame, layers: frame.layers.map(packedLayer) }
      frames.push(packed)
      sizes.push(bytesOf(packed))
      while (frames.length > 2 && (frames.length > maxFrames || bytes() > maxBytes)) thin()
    },
    at(step) {
      let found = frames[0]
      for (const packed of frames) if (packed.step <= step) found = packed
      if (!found) return undefined
      if (last?.packed !== found) last = { packed: found, frame: unpacked(found) }
      return last.frame
    },
    clear() {
      frames = []
      sizes = []
      gap = 1
      last = null
    },
  }
}
