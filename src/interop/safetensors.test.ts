/** Safetensors: what is written is read; what is broken is refused with a sentence. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSafetensors, writeSafetensors } from './safetensors'

const tensors = [
  { name: 'linear1.weight', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, -6.5) },
  { name: 'norm1.bias', shape: [1], data: Float32Array.of(0.25) },
]

test('a file is read as it was written', () => {
  const file = writeSafetensors(tensors, { experiment: '{}' })
  expect(readSafetensors(file)).toEqual({ tensors, metadata: { experiment: '{}' } })
  expect(Number(new DataView(file).getBigUint64(0, true)) % 8).toBe(0)
})

test('what is no such file is refused', () => {
  expect(() => readSafetensors(new ArrayBuffer(3))).toThrow('shorter than its header')
  expect(() => readSafetensors(new Uint8Array(64).fill(255).buffer)).toThrow('does not fit')
  const cut = writeSafetensors(tensors).slice(0, -4)
  expect(() => readSafetensors(cut)).toThrow('norm1.bias does not fit the file')
})

test('mutated files are read or refused, never more', () => {
  const file = new Uint8Array(writeSafetensors(tensors))
  const runs = Number(process.env.FUZZ_RUNS ?? 100)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(file.length), (changes, length) => {
      const copy = file.slice()
      for (const [at, value] of changes) copy[at] = value
      try {
        readSafetensors(copy.slice(0, length).buffer)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
    { numRuns: runs },
  )
})
