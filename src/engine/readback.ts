/**
 * Copies of GPU memory on their way to this side, through a few staging buffers that take turns.
 * When all are busy there is no ticket, and the caller drops this frame rather than wait.
 */
import type { Gpu } from './device'

/** A byte range of a buffer to copy. */
export interface Range {
  readonly buffer: GPUBuffer
  readonly offset: number
  readonly byteLength: number
}

export const byteLengthOfRanges = (ranges: readonly Range[]): number => ranges.reduce((sum, r) => sum + r.byteLength, 0)

export interface Ticket {
  /** Encodes copies of the given ranges, packed one after the other. */
  copy(encoder: GPUCommandEncoder, ranges: readonly Range[]): void
  /** Call after submitting. Resolves with the bytes; frees the slot either way. */
  read(): Promise<ArrayBuffer>
}

export interface ReadbackRing {
  readonly byteLength: number
  tryAcquire(): Ticket | undefined
  destroy(): void
}

/** The number of staging buffers in a ring. */
export const RING_SLOTS = 3

export function createRing(gpu: Gpu, byteLength: number, slots = RING_SLOTS): ReadbackRing {
  const all = Array.from({ length: slots }, (_, i) =>
    gpu.createBuffer(`ring ${i}`, Math.max(16, byteLength), GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ),
  )
  const free = [...all]
  return {
    byteLength,
    tryAcquire() {
      const slot = free.pop()
      if (!slot) return undefined
      return {
        copy(encoder, ranges) {
          let at = 0
          for (const { buffer, offset, byteLength: bytes } of ranges) {
            encoder.copyBufferToBuffer(buffer, offset, slot, at, bytes)
            at += bytes
          }
        },
        async read() {
          try {
            await slot.mapAsync(GPUMapMode.READ)
            const bytes = slot.getMappedRange().slice(0)
            slot.unmap()
            return bytes
          } finally {
            free.push(slot)
          }
        },
      }
    },
    destroy() {
      for (const slot of all) gpu.destroyBuffer(slot)
    },
  }
}
