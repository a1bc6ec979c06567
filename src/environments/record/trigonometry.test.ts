/** The sine and cosine of lib/trigonometry, and angles without whole turns, against float64. */
import { expect, test } from 'vitest'
import { defineKernel } from '../../engine/kernel'
import { persistent } from '../../engine/tensor'
import { expectClose } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'

const SHADER = `// The sine, the cosine, and the angle less whole turns, of each angle.
//#include lib/trigonometry

struct Params {
  count: u32,
}

@group(0) @binding(0) var<storage, read> angles: array<f32>;       // [count]
@group(0) @binding(1) var<storage, read_write> results: array<f32>; // [count, 3]
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.count) { return; }
  let turn = sineCosine(angles[id.x]);
  results[3u * id.x] = turn.x;
  results[3u * id.x + 1u] = turn.y;
  results[3u * id.x + 2u] = wrapped(angles[id.x]);
}
`
const kernel = defineKernel('test/trigonometry', {
  reads: { angles: 'f32[count]' },
  writes: { results: 'f32[count, 3]' },
  threads: ({ count }: { count: number }) => [count] as const,
})

const gpu = await kernelGpu({ 'test/trigonometry': SHADER })

test.each([
  [4, 'what poles and links turn by'],
  [500, 'a pendulum that turns on for a thousand steps'],
  [4000, 'far beyond'],
])('up to %i', async (max) => {
  const count = 4001
  const values = Float32Array.from({ length: count }, (_, i) => (max * (2 * i - count + 1)) / (count - 1))
  const [angles, results] = [persistent('angles', 'f32', [count]), persistent('results', 'f32', [count, 3])]
  const [got] = await runOps(gpu, [kernel({ angles, results }, {})], [[angles, values]], [results])
  const want = Array.from(values, (x) => [Math.sin(x), Math.cos(x)]).flat()
  expectClose(
    got!.filter((_, i) => i % 3 < 2),
    want,
    { absolute: 1.5e-7 + max * 2e-11, reason: 'two roundings, and three pieces of a quarter turn that hold it to 2^-48' },
  )
  const off = Array.from(values, (x, i) => Math.abs(Math.sin((got![3 * i + 2]! - x) / 2)))
  expect(Math.max(...off)).toBeLessThan(3e-7)
  expect(Math.max(...Array.from(values, (_, i) => Math.abs(got![3 * i + 2]!)))).toBeLessThan(Math.PI + 1e-6 + max * 1e-7)
})
