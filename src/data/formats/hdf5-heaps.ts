/**
 * Global heaps of HDF5, which hold its lists. The library walks through a heap from object to object by their stored sizes; with a
 * damaged size it may loop forever, which cannot be stopped from outside.
 */
import type { ReadAt } from './read-at'

/** The signature GCOL and version 1. */
const MARK = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0]
const HEAD = 16
const OBJECT_HEAD = 16

/**
 * A block of a file in which any heap with such a size loses its signature, so that the library refuses it.
 * @param from the offset of the block in the file of `size` bytes. @param readAt reads the bytes after the block.
 */
export function withoutEndlessHeaps(block: Uint8Array, from: number, size: number, readAt: ReadAt): Uint8Array {
  let copy = block
  const bytesAt = (at: number, count: number): Uint8Array =>
    at + count <= block.length ? block.subarray(at, at + count) : readAt(from + at, Math.min(count, size - from - at))
  for (let at = block.indexOf(MARK[0]!); at >= 0; at = block.indexOf(MARK[0]!, at + 1)) {
    const head = bytesAt(at, HEAD)
    if (head.length < HEAD || !MARK.every((byte, i) => head[i] === byte)) continue
    const length = wordAt(head, 8)
    if (wordAt(head, 12) === 0 && length <= size - from - at && endsSoundly(bytesAt(at, length))) continue
    if (copy === block) copy = block.slice()
    copy[at] = 0
  }
  return copy
}

function endsSoundly(heap: Uint8Array): boolean {
  for (let at = HEAD; at + OBJECT_HEAD <= heap.length; ) {
    const free = heap[at] === 0 && heap[at + 1] === 0
    const length = wordAt(heap, at + 8)
    const need = free ? length : OBJECT_HEAD + 8 * Math.ceil(length / 8)
    if (need < OBJECT_HEAD || need > heap.length - at || wordAt(heap, at + 12) !== 0) return false
    at += need
  }
  return true
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
