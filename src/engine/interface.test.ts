import { describe, expect, test } from 'vitest'
import { checkInterface, declared, workgroupSize } from './interface'
import { defineKernel } from './kernel'

const code = `// Scales.
override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  inputs: u32, // a comment
  factor: f32,
}

@group(0) @binding(0) var<storage, read> input: array<vec4f>;          // [rows, inputs]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;     // [rows, inputs]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP, 2)
fn main() {}
`
const scaleSpec = {
  reads: { input: 'f32[rows, inputs]' },
  writes: { output: 'f32[rows, inputs]' },
  params: { factor: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: () => [1] as const,
} as const
const scale = defineKernel('test/scale', scaleSpec)

test('reads what a shader declares', () => {
  const shader = declared(code)
  expect(shader.bindings.map((b) => `${b.group}.${b.index} <${b.space}> ${b.name}: ${b.type}`)).toEqual([
    '0.0 <storage, read> input: array<vec4f>',
    '0.1 <storage, read_write> output: array<f32>',
    '0.2 <uniform> params: Params',
  ])
  expect(shader.params).toEqual(['rows: u32', 'inputs: u32', 'factor: f32'])
  expect(shader.constants).toEqual(['WORKGROUP'])
  expect(workgroupSize(shader, { WORKGROUP: 32 })).toEqual([32, 2, 1])
})

describe('checkInterface', () => {
  test('accepts what agrees', () => {
    expect(checkInterface(scale, code).constants).toEqual(['WORKGROUP'])
  })
  test('a buffer of f32 may be bound as words, never words as f32', () => {
    checkInterface(scale, code.replace('array<vec4f>', 'array<u32>'))
    const words = defineKernel('test/words', { ...scaleSpec, reads: { input: 'u32[rows, inputs]' } })
    expect(() => checkInterface(words, code)).toThrow('the type of input')
  })
  test.each([
    ['another name', 'input: array', 'inputs: array', 'bindings'],
    ['another access', 'var<storage, read> input', 'var<storage, read_write> input', 'bindings'],
    ['another place', '@binding(1) var<storage', '@binding(3) var<storage', 'bindings'],
    ['no uniform', '@group(0) @binding(2) var<uniform> params: Params;', '', 'bindings'],
    ['another type', 'array<f32>', 'array<i32>', 'the type of output'],
    ['another order of Params', '  rows: u32,\n  inputs: u32, // a comment', '  inputs: u32,\n  rows: u32,', 'Params'],
    ['another type in Params', 'factor: f32', 'factor: u32', 'Params'],
    ['one constant more', 'struct Params', 'override TILE: u32 = 8u;\nstruct Params', 'overrides'],
    ['a step that the kernel does not read', 'struct Params', '@group(1) @binding(0) var<uniform> step: u32;\nstruct Params', 'scan'],
  ])('refuses %s', (_, from, to, what) => {
    expect(code).toContain(from)
    expect(() => checkInterface(scale, code.replace(from, to))).toThrow(`test/scale.wgsl and its kernel disagree on ${what}`)
  })
})
