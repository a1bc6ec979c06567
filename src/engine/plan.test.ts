import { describe, expect, test } from 'vitest'
import { noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { defineKernel, type Op, watched } from './kernel'
import { compile, predictBytes } from './plan'
import { constant, persistent, type Tensor, tensor, view } from './tensor'

const flat = `//#include lib/dispatch
override WORKGROUP: u32 = 4u;
struct Params {
  count: u32,
  factor: f32,
}
@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = flatIndex(id, groups, WORKGROUP);
  if (i >= params.count) { return; }
  output[i] = input[i] * params.factor + 1.0;
}
`
const gpu = await kernelGpu({
  'test/scale': flat,
  'test/add': flat.replace('output[i] =', 'output[i] +=').replace('+ 1.0', ''),
  'test/vector': flat.replaceAll('array<f32>', 'array<vec4f>'),
  'test/wrong': flat.replace('output[i] =', 'output[i] = nothing *'),
})
const spec = {
  reads: { input: 'f32[count]' },
  writes: { output: 'f32[count]' },
  params: { factor: 'f32' },
  constants: { WORKGROUP: 4 },
  threads: ({ count }: { count: number }) => [count] as const,
} as const
const scale = defineKernel('test/scale', spec)
const add = defineKernel('test/add', spec)

async function run(
  ops: readonly Op[],
  reads: readonly Tensor[],
  options: { pooled?: boolean; watched?: boolean; writes?: readonly (readonly [Tensor, Float32Array<ArrayBuffer>])[] } = {},
) {
  const compiled = await compile(gpu, { run: ops }, { pooled: options.pooled ?? true })
  for (const [t, data] of options.writes ?? []) compiled.write(t, data)
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.run.encode(encoder, { watched: options.watched ?? false })
  gpu.device.queue.submit([encoder.finish()])
  const results = await Promise.all(reads.map(async (t) => [...new Float32Array(await compiled.read(t))]))
  compiled.destroy()
  return results
}

describe('memory', () => {
  const first = constant('first', [1, 2, 3, 4, 5])
  const chain = Array.from({ length: 5 }, (_, i) => tensor(`t${i}`, 'f32', [5]))
  const [left, right] = [persistent('left', 'f32', [5]), persistent('right', 'f32', [5])]
  const ops: Op[] = [
    scale({ input: first, output: chain[0]! }, { factor: 2 }),
    scale({ input: chain[0]!, output: chain[1]! }, { factor: 3 }),
    scale({ input: chain[0]!, output: chain[2]! }, { factor: -1 }),
    scale({ input: chain[1]!, output: chain[3]! }, { factor: 1 }),
    add({ input: chain[2]!, output: chain[3]! }, { factor: 10 }),
    scale({ input: chain[3]!, output: left }, { factor: 1 }),
    scale({ input: chain[2]!, output: right }, { factor: 1 }),
  ]

  test('pooled memory gives what memory of its own gives', async () => {
    const want = [1, 2, 3, 4, 5].map((x) => 3 * (2 * x + 1) + 3 + 10 * (1 - (2 * x + 1)))
    const pooled = await run(ops, [left, right])
    expect(pooled[0]).toEqual(want)
    expect(await run(ops, [left, right], { pooled: false })).toEqual(pooled)
  })

  test.each([true, false])('bytes are as predicted, and given back; pooled %s', async (pooled) => {
    const before = gpu.allocated()
    const compiled = await compile(gpu, { step: ops, half: ops.slice(0, 3) }, { pooled })
    expect(gpu.allocated() - before).toBe(predictBytes({ step: ops, half: ops.slice(0, 3) }, pooled))
    expect(compiled.byteLength).toBe(gpu.allocated() - before)
    compiled.destroy()
    expect(gpu.allocated()).toBe(before)
  })

  test('persistent tensors start with their first values, or zero, and views lie where they say', async () => {
    const both = persistent(
      'both',
      'f32',
      [128],
      Float32Array.from({ length: 128 }, (_, i) => i),
    )
    const [low, high] = [view(both, [64]), view(both, [64], 64)]
    const out = persistent('out', 'f32', [64])
    expect((await run([scale({ input: high, output: out }, { factor: 1 })], [out]))[0]![3]).toBe(68)
    expect((await run([add({ input: low, output: out }, { factor: 2 })], [out, high]))[0]!.slice(0, 3)).toEqual([0, 2, 4])
  })
})

describe('programs', () => {
  const x = constant('x', [1, 2, 3, 4])
  const [total, seen] = [persistent('total', 'f32', [4]), persistent('seen', 'f32', [4])]
  const accumulate = add({ input: x, output: total }, { factor: 1 })
  const probe = watched([scale({ input: total, output: seen }, { factor: 1 })])

  test('watched ops are left out of the bare plan', async () => {
    expect(await run([accumulate, ...probe], [total, seen])).toEqual([
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ])
    expect(await run([accumulate, ...probe], [total, seen], { watched: true })).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4, 5],
    ])
  })

  test('are counted, bare and watched', async () => {
    const compiled = await compile(gpu, { run: [accumulate, ...probe] })
    expect({ dispatches: compiled.programs.run.dispatches, watchedDispatches: compiled.programs.run.watchedDispatches }).toEqual({
      dispatches: 1,
      watchedDispatches: 2,
    })
    compiled.destroy()
  })

  test('share persistent tensors, and can be cut at op borders', async () => {
    const compiled = await compile(gpu, { once: [accumulate], twice: [accumulate, accumulate] })
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.once.encode(encoder)
    compiled.programs.twice.encode(encoder, { to: 1 })
    compiled.programs.twice.encode(encoder, { from: 1 })
    gpu.device.queue.submit([encoder.finish()])
    expect([...new Float32Array(await compiled.read(total))]).toEqual([3, 6, 9, 12])
    compiled.destroy()
  })

  test('tell how far compiling has come', async () => {
    const progress: string[] = []
    const compiled = await compile(gpu, { run: [accumulate, ...probe] }, { onProgress: (done, of) => progress.push(`${done}/${of}`) })
    expect(progress).toEqual(['1/2', '2/2'])
    compiled.destroy()
  })
})

describe('dispatch', () => {
  test('an indirect one runs as many workgroups as a tensor says', async () => {
    const x = constant(
      'x',
      Array.from({ length: 16 }, () => 1),
    )
    const out = persistent('out', 'f32', [16])
    const groups = persistent('groups', 'u32', [3], Uint32Array.of(2, 1, 1))
    const [got] = await run([scale({ input: x, output: out }, { factor: 1 }, {}, groups)], [out])
    // Eight threads run: two workgroups of four.
    expect(got).toEqual([...Array.from({ length: 8 }, () => 2), ...Array.from({ length: 8 }, () => 0)])
  })

  test('more than 65,535 workgroups fold', async () => {
    const count = 2 * 65_535 + 77
    const random = noise(3)
    const x = persistent('x', 'f32', [count], Float32Array.from({ length: count }, random))
    const out = persistent('out', 'f32', [count])
    const [got] = await run([scale({ input: x, output: out }, { factor: 2 }, { WORKGROUP: 1 })], [out])
    expect(got!.findIndex((y, i) => y !== Math.fround(x.initial![i]! * 2 + 1))).toBe(-1)
  })
})

describe('refuses', () => {
  const x = constant('x', [1, 2, 3, 4, 5])
  const out = persistent('out', 'f32', [5])

  test('a shader that does not compile, with its file and line', async () => {
    const wrong = defineKernel('test/wrong', spec)
    const line = flat.split('\n').findIndex((l) => l.includes('output[i] =')) + 1
    await expect(run([wrong({ input: x, output: out }, { factor: 1 })], [])).rejects.toThrow(`test/wrong.wgsl:${line}:`)
    await gpu.takeErrors()
  })
  test('rows read as vec4 that are no multiple of 4', async () => {
    const vector = defineKernel('test/vector', spec)
    await expect(run([vector({ input: x, output: out }, { factor: 1 })], [])).rejects.toThrow('input [5] is read as vec4')
  })
  test('a tensor that fits no binding, by name, before it is made', async () => {
    const huge = persistent('the whole data set', 'f32', [gpu.info.limits.maxStorageBufferBindingSize / 4 + 4])
    await expect(run([scale({ input: huge, output: huge }, { factor: 1 })], [])).rejects.toThrow(
      /the whole data set needs .* in one buffer; this adapter allows/,
    )
  })
  test('a tensor of another plan', async () => {
    await expect(run([scale({ input: x, output: out }, { factor: 1 })], [constant('stranger', [1])])).rejects.toThrow(
      'stranger is in no program',
    )
  })
  test('and keeps no memory after it', async () => {
    const before = gpu.allocated()
    await compile(gpu, { run: [defineKernel('test/wrong', spec)({ input: x, output: out }, { factor: 1 })] }).catch(() => {})
    await gpu.takeErrors()
    expect(gpu.allocated()).toBe(before)
  })
})

test('buffers of other programs are read where they are, and what is written is these programs’ own', async () => {
  const [given, sum] = [persistent('given', 'f32', [4]), persistent('sum', 'f32', [4])]
  const lender = await compile(gpu, { all: [add({ input: given, output: sum }, { factor: 1 })] })
  lender.write(given, Float32Array.of(1, 2, 3, 4))
  const before = gpu.allocated()
  const borrower = await compile(
    gpu,
    { all: [add({ input: given, output: sum }, { factor: 2 })] },
    { lent: (t) => (lender.holds(t) ? lender.buffer(t) : undefined) },
  )
  const encoder = gpu.device.createCommandEncoder()
  borrower.programs.all.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  expect(borrower.buffer(given)).toBe(lender.buffer(given))
  expect(new Float32Array(await borrower.read(sum))).toEqual(Float32Array.of(2, 4, 6, 8))
  expect(new Float32Array(await lender.read(sum))).toEqual(new Float32Array(4))
  borrower.destroy()
  expect(gpu.allocated()).toBe(before)
  expect(new Float32Array(await lender.read(given))).toEqual(Float32Array.of(1, 2, 3, 4))
  lender.destroy()
})
