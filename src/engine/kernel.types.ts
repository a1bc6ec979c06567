/** Compiles only if the wrong calls below do not: a test of the types. Nothing imports it. */
import { defineKernel } from './kernel'
import { tensor } from './tensor'

const f = tensor('f', 'f32', [1, 2])
const u = tensor('u', 'u32', [1, 2])
const scale = defineKernel('test/scale', {
  reads: { input: 'f32[rows, inputs]' },
  writes: { output: 'f32[rows, inputs]' },
  params: { factor: 'f32' },
  constants: { WORKGROUP: 64 },
  candidates: [{ WORKGROUP: 32 }],
  threads: ({ rows, inputs }) => [rows * inputs],
})
scale({ input: f, output: f }, { factor: 2 }, { WORKGROUP: 32 })
// @ts-expect-error wrong element type
scale({ input: u, output: f }, { factor: 2 })
// @ts-expect-error missing binding
scale({ input: f }, { factor: 2 })
// @ts-expect-error unknown binding
scale({ input: f, output: f, weight: f }, { factor: 2 })
// @ts-expect-error missing parameter
scale({ input: f, output: f }, {})
// @ts-expect-error unknown constant
scale({ input: f, output: f }, { factor: 2 }, { TILE: 8 })
// @ts-expect-error the number of workgroups is words
scale({ input: f, output: f }, { factor: 2 }, {}, f)

defineKernel('test/axes', {
  reads: { input: 'f32[rows, inputs]' },
  writes: { output: 'f32[rows]' },
  // @ts-expect-error no such axis
  threads: ({ cols }) => [cols],
})
defineKernel('test/types', {
  // @ts-expect-error no such element type
  reads: { input: 'f64[rows]' },
  writes: { output: 'f32[rows]' },
  threads: () => [1],
})
defineKernel('test/candidates', {
  reads: { input: 'f32[rows]' },
  writes: { output: 'f32[rows]' },
  // @ts-expect-error a candidate for a constant that the kernel does not have
  constants: { WORKGROUP: 64 },
  candidates: [{ TILE: 32 }],
  threads: ({ rows }) => [rows],
})
