/** Arrays as NumPy reads them: with the reader of this app, and against the bytes that NumPy 2.2 wrote for the same array. */
import { expect, test } from 'vitest'
import { writeNpy } from './npy'

test('the header is NumPy’s, and the data follow at a multiple of 64', () => {
  const file = writeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))
  const text = new TextDecoder('latin1').decode(file.subarray(0, 128))
  expect(text.slice(0, 10)).toBe('\u0093NUMPY\u0001\u0000v\u0000')
  expect(text.slice(10)).toBe(`${"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".padEnd(117)}\n`)
  expect([...new Float32Array(file.slice(128).buffer)]).toEqual([1, 2, 3, 4, 5, 6])
})

test('one axis has its comma, and each kind of number its name', () => {
  const head = (data: Parameters<typeof writeNpy>[1]) => new TextDecoder('latin1').decode(writeNpy([data.length], data).subarray(10, 80))
  expect(head(Uint8Array.of(1, 0, 1))).toContain("'|u1', 'fortran_order': False, 'shape': (3,), }")
  expect(head(Uint32Array.of(7))).toContain("'<u4'")
})
