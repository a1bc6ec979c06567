import { describe, expect, test } from 'vitest'
import { defineKernel, rows, watched } from './kernel'
import { tensor } from './tensor'

const linear = defineKernel('test/linear', {
  reads: { input: 'f32[rows, inputs]', weight: 'f32[inputs, outputs]', mask: 'u32[4]' },
  writes: { output: 'f32[rows, outputs]' },
  params: { factor: 'f32', offset: 'i32' },
  constants: { WORKGROUP: 64, TILE: 8 },
  workgroups: ({ rows, outputs }, { TILE }) => [Math.ceil(outputs / TILE), Math.ceil(rows / TILE)],
})
const tensors = {
  input: tensor('input', 'f32', [3, 5]),
  weight: tensor('weight', 'f32', [5, 20]),
  mask: tensor('mask', 'u32', [4]),
  output: tensor('output', 'f32', [3, 20]),
}
const params = { factor: 0.5, offset: -2 }

describe('an op', () => {
  test('holds axis sizes, then parameters, one word each', () => {
    const { params: bytes } = linear(tensors, params)
    const words = new DataView(bytes.buffer)
    expect(linear.params.map((p) => p.name)).toEqual(['rows', 'inputs', 'outputs', 'factor', 'offset'])
    expect([0, 4, 8].map((at) => words.getUint32(at, true))).toEqual([3, 5, 20])
    expect(words.getFloat32(12, true)).toBe(0.5)
    expect(words.getInt32(16, true)).toBe(-2)
    expect(bytes.byteLength).toBe(32)
  })
  test('takes its constants from the kernel unless told', () => {
    expect(linear(tensors, params, { TILE: 4, WORKGROUP: undefined }).constants).toEqual({ WORKGROUP: 64, TILE: 4 })
    expect(linear.constants).toEqual({ WORKGROUP: 64, TILE: 8 })
  })
  test('counts workgroups by its own constants', () => {
    expect(linear(tensors, params).extent).toEqual({ unit: 'workgroups', size: [3, 1, 1] })
    expect(linear(tensors, params, { TILE: 2 }).extent.size).toEqual([10, 2, 1])
  })
  test('keeps its tensors in the order of the bindings', () => {
    expect(linear(tensors, params).tensors.map((t) => t.name)).toEqual(['input', 'weight', 'mask', 'output'])
  })
  test('marked as watched is a copy', () => {
    const op = linear(tensors, params)
    expect(watched([op])[0]!.watch).toBe(true)
    expect(op.watch).toBeUndefined()
  })
})

describe('refuses', () => {
  test('an axis that does not fit', () => {
    expect(() => linear({ ...tensors, output: tensor('output', 'f32', [3, 21]) }, params)).toThrow(
      'test/linear: outputs is 20, but 21 in output',
    )
    expect(() => linear({ ...tensors, weight: tensor('weight', 'f32', [6, 20]) }, params)).toThrow('inputs is 5, but 6 in weight')
  })
  test('a fixed size that does not fit', () => {
    expect(() => linear({ ...tensors, mask: tensor('mask', 'u32', [5]) }, params)).toThrow('4 is 4, but 5 in mask')
  })
  test('another number of axes', () => {
    expect(() => linear({ ...tensors, input: tensor('input', 'f32', [1, 3, 5]) }, params)).toThrow(
      'input has shape [1,3,5], expected [rows,inputs]',
    )
  })
  test('what types cannot see: a wrong element type, a missing tensor, an unknown one, an unknown constant, a missing parameter', () => {
    const loose = linear as unknown as (t: object, p: object, c?: object) => unknown
    expect(() => loose({ ...tensors, mask: tensor('mask', 'f32', [4]) }, params)).toThrow('mask is f32, expected u32')
    expect(() => loose({ ...tensors, input: undefined }, params)).toThrow('no tensor for input')
    expect(() => loose({ ...tensors, bias: tensors.mask }, params)).toThrow('no binding named bias')
    expect(() => loose(tensors, params, { THREADS: 4 })).toThrow('no constant THREADS')
    expect(() => loose(tensors, { factor: 1 })).toThrow('missing parameter offset')
  })
})

test('rows folds time into the batch', () => {
  const t = tensor('x', 'f32', [2, 3, 4])
  expect(rows(t)).toMatchObject({ shape: [6, 4], base: t, offset: 0 })
})
