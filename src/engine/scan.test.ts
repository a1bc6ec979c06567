/** A cell of two ops, z[t] = x[t] W + h[t-1] R and h[t] = tanh(z[t]), through time and back. */
import { describe, expect, test } from 'vitest'
import { expectClose, noise } from '../testing/close'
import { kernelGpu, runOps } from '../testing/gpu'
import { defineKernel } from './kernel'
import { scan } from './scan'
import { tensor } from './tensor'

const shader = (bindings: readonly string[], body: string) => `
struct Params {
  steps: u32,
  inputs: u32,
  neurons: u32,
}
${bindings.map((name, i) => `@group(0) @binding(${i}) var<storage, ${i < bindings.length - 1 ? 'read' : 'read_write'}> ${name}: array<f32>;`).join('\n')}
@group(0) @binding(${bindings.length}) var<uniform> params: Params;
@group(1) @binding(0) var<uniform> step: u32;
@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = id.x;
  if (n >= params.neurons) { return; }
  let at = step * params.neurons + n;
${body}
}`
const gpu = await kernelGpu({
  'test/mix-in': shader(
    ['x', 'weight', 'recurrent', 'h', 'z'],
    `  var sum = 0.0;
  for (var k = 0u; k < params.inputs; k++) { sum += x[step * params.inputs + k] * weight[k * params.neurons + n]; }
  if (step > 0u) { for (var k = 0u; k < params.neurons; k++) { sum += h[at - n - params.neurons + k] * recurrent[k * params.neurons + n]; } }
  z[at] = sum;`,
  ),
  'test/squash': shader(['x', 'z', 'h'], '  h[at] = tanh(z[at]);'),
  'test/carry-back': shader(
    ['x', 'recurrent', 'hGrad', 'zGrad', 'carry'],
    `  var sum = hGrad[at];
  if (step + 1u < params.steps) { for (var k = 0u; k < params.neurons; k++) { sum += zGrad[at - n + params.neurons + k] * recurrent[n * params.neurons + k]; } }
  carry[at] = sum;`,
  ),
  'test/unsquash': shader(['x', 'h', 'carry', 'zGrad'], '  zGrad[at] = carry[at] * (1.0 - h[at] * h[at]);'),
  'test/add-one': `
struct Params {
  neurons: u32,
}
@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> sum: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;
@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < params.neurons) { sum[id.x] = source[id.x] + 1.0; }
}`,
})

const time = 'f32[steps, neurons]' as const
const input = 'f32[steps, inputs]' as const
const square = 'f32[neurons, neurons]' as const
const threads = ({ neurons }: { neurons: number }) => [neurons] as const
const mixIn = defineKernel('test/mix-in', {
  reads: { x: input, weight: 'f32[inputs, neurons]', recurrent: square, h: time },
  writes: { z: time },
  threads,
  scanned: true,
})
const squash = defineKernel('test/squash', { reads: { x: input, z: time }, writes: { h: time }, threads, scanned: true })
const carryBack = defineKernel('test/carry-back', {
  reads: { x: input, recurrent: square, hGrad: time, zGrad: time },
  writes: { carry: time },
  threads,
  scanned: true,
})
const addOne = defineKernel('test/add-one', {
  reads: { source: 'f32[1, neurons]' },
  writes: { sum: 'f32[1, neurons]' },
  threads,
})
const unsquash = defineKernel('test/unsquash', {
  reads: { x: input, h: time, carry: time },
  writes: { zGrad: time },
  threads,
  scanned: true,
})

const [STEPS, INPUTS, NEURONS] = [9, 3, 7]
const random = noise(21)
const draw = (n: number) => Float32Array.from({ length: n }, () => random() - 0.5)
const X = draw(STEPS * INPUTS)
const W = draw(INPUTS * NEURONS)
const R = draw(NEURONS * NEURONS)
const G = draw(STEPS * NEURONS)

const indices = (n: number) => Array.from({ length: n }, (_, i) => i)

function reference() {
  const h = new Float64Array(STEPS * NEURONS)
  for (let t = 0; t < STEPS; t++)
    for (let n = 0; n < NEURONS; n++) {
      const fed = indices(INPUTS).reduce((sum, k) => sum + X[t * INPUTS + k]! * W[k * NEURONS + n]!, 0)
      const back = t === 0 ? 0 : indices(NEURONS).reduce((sum, k) => sum + h[(t - 1) * NEURONS + k]! * R[k * NEURONS + n]!, 0)
      h[t * NEURONS + n] = Math.tanh(fed + back)
    }
  const zGrad = new Float64Array(STEPS * NEURONS)
  for (let t = STEPS - 1; t >= 0; t--)
    for (let n = 0; n < NEURONS; n++) {
      const at = t * NEURONS + n
      const later = t === STEPS - 1 ? 0 : indices(NEURONS).reduce((sum, k) => sum + zGrad[(t + 1) * NEURONS + k]! * R[n * NEURONS + k]!, 0)
      zGrad[at] = (G[at]! + later) * (1 - h[at]! ** 2)
    }
  return { h, zGrad }
}

describe('scan', () => {
  const t = (name: string, ...shape: number[]) => tensor(name, 'f32', shape)
  const [x, weight, recurrent] = [t('x', STEPS, INPUTS), t('weight', INPUTS, NEURONS), t('recurrent', NEURONS, NEURONS)]
  const [z, h, hGrad, carry, zGrad] = ['z', 'h', 'hGrad', 'carry', 'zGrad'].map((name) => t(name, STEPS, NEURONS)) as [
    typeof x,
    typeof x,
    typeof x,
    typeof x,
    typeof x,
  ]

  test('walks forward and backward, and each op sees what the one before wrote', async () => {
    const ops = [
      scan(STEPS, [mixIn({ x, weight, recurrent, h, z }, {}), squash({ x, z, h }, {})]),
      scan(STEPS, [carryBack({ x, recurrent, hGrad, zGrad, carry }, {}), unsquash({ x, h, carry, zGrad }, {})], 'backward'),
    ]
    const writes = [
      [x, X],
      [weight, W],
      [recurrent, R],
      [hGrad, G],
    ] as const
    const [gotH, gotGrad] = await runOps(gpu, ops, writes, [h, zGrad])
    const want = reference()
    const tolerance = { absolute: 5e-6, reason: '9 steps of at most 10 float32 products of numbers below 1, and a tanh good to about 1e-6' }
    expectClose(gotH!, want.h, tolerance)
    expectClose(gotGrad!, want.zGrad, tolerance)
  })

  test('does what reads no step again at each', async () => {
    const [a, b] = [t('a', 1, NEURONS), t('b', 1, NEURONS)]
    const [got] = await runOps(
      gpu,
      [scan(STEPS, [addOne({ source: a, sum: b }, {}), addOne({ source: b, sum: a }, {})])],
      [[a, new Float32Array(NEURONS)]],
      [a],
    )
    expect([...got!]).toEqual(new Array(NEURONS).fill(2 * STEPS))
  })

  test('counts a dispatch for each op of each step', async () => {
    const { compile } = await import('./plan')
    const persistentH = { ...h, persistent: true }
    const before = gpu.allocated()
    const compiled = await compile(gpu, {
      run: [scan(STEPS, [mixIn({ x, weight, recurrent, h: persistentH, z }, {}), squash({ x, z, h: persistentH }, {})])],
    })
    expect(compiled.programs.run.dispatches).toBe(2 * STEPS)
    compiled.destroy()
    expect(gpu.allocated()).toBe(before)
  })
})
