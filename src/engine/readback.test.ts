import { expect, test } from 'vitest'
import { kernelGpu } from '../testing/gpu'
import { createRing, type Ticket } from './readback'

const gpu = await kernelGpu()

function source(words: readonly number[]): GPUBuffer {
  const buffer = gpu.createBuffer('source', words.length * 4, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST)
  gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.from(words))
  return buffer
}

function submit(ticket: Ticket, ranges: readonly { buffer: GPUBuffer; offset: number; byteLength: number }[]): Promise<ArrayBuffer> {
  const encoder = gpu.device.createCommandEncoder()
  ticket.copy(encoder, ranges)
  gpu.device.queue.submit([encoder.finish()])
  return ticket.read()
}

test('ranges arrive packed, in order', async () => {
  const ring = createRing(gpu, 16)
  const [a, b] = [source([1, 2, 3, 4]), source([5, 6, 7, 8])]
  const got = await submit(ring.tryAcquire()!, [
    { buffer: b, offset: 8, byteLength: 8 },
    { buffer: a, offset: 0, byteLength: 4 },
    { buffer: a, offset: 12, byteLength: 4 },
  ])
  expect([...new Uint32Array(got)]).toEqual([7, 8, 1, 4])
  ring.destroy()
})

test('a busy ring gives no ticket at once, and gives one again when a read is done', async () => {
  const ring = createRing(gpu, 16, 2)
  const buffer = source([1, 2, 3, 4])
  const range = { buffer, offset: 0, byteLength: 16 }
  const first = ring.tryAcquire()!
  const second = ring.tryAcquire()!
  expect(ring.tryAcquire()).toBeUndefined()
  const reading = submit(first, [range])
  // The copy is on its way: still busy, and asking does not wait for it.
  expect(ring.tryAcquire()).toBeUndefined()
  await reading
  const third = ring.tryAcquire()
  expect(third).toBeDefined()
  expect(ring.tryAcquire()).toBeUndefined()
  await Promise.all([submit(second, [range]), submit(third!, [range])])
  ring.destroy()
})

test('what was read stays as it was while the slot is used again', async () => {
  const ring = createRing(gpu, 4, 1)
  const buffer = source([11])
  const range = { buffer, offset: 0, byteLength: 4 }
  const before = await submit(ring.tryAcquire()!, [range])
  gpu.device.queue.writeBuffer(buffer, 0, Uint32Array.of(22))
  const after = await submit(ring.tryAcquire()!, [range])
  expect([new Uint32Array(before)[0], new Uint32Array(after)[0]]).toEqual([11, 22])
  ring.destroy()
})

test('a read that fails frees its slot', async () => {
  const ring = createRing(gpu, 4, 1)
  const ticket = ring.tryAcquire()!
  const reading = ticket.read()
  ring.destroy()
  await expect(reading).rejects.toThrow()
  expect(ring.tryAcquire()).toBeDefined()
})

test('a ring gives its memory back', () => {
  const before = gpu.allocated()
  const ring = createRing(gpu, 1000, 3)
  expect(gpu.allocated()).toBe(before + 3000)
  ring.destroy()
  expect(gpu.allocated()).toBe(before)
})
