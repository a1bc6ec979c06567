/** Inputs out of records, all at once and time step by time step; rows of minibatches. */
import { describe, expect, test } from 'vitest'
import { createNetwork } from '../../engine/network'
import { halfBits } from '../../engine/random'
import { scan } from '../../engine/scan'
import { arena, padded, persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { linearOf } from '../linear/joined'
import { takeMinibatch, takeRows } from './kernels'
import { type RecordParts, recordInputs } from './layer'

const gpu = await kernelGpu()
const [TIME_STEPS, ROWS, WORDS] = [4, 5, 8] as const
const RESET = 4
const random = noise(5)

/** observation 0..2, action from 3 on, reward, end. */
function recordsOf(actions: number, count: number) {
  const reward = 3 + actions
  const values = Float32Array.from({ length: TIME_STEPS * ROWS * WORDS }, () => 2 * random() - 1)
  for (let i = 0; i < TIME_STEPS * ROWS; i++) {
    if (count > 0) values[i * WORDS + 3] = Math.floor(random() * count)
    values[i * WORDS + reward + 1] = [0, 1, RESET, 2, RESET][i % 5]!
  }
  return {
    values,
    parts: {
      observations: 3,
      actions: count || actions,
      discrete: count > 0,
      action: 3,
      reward,
      end: reward + 1,
      agents: 1,
      rewardScale: 0.5,
      startsEmpty: false,
    },
  }
}

const given = (values: Float32Array, parts: RecordParts, i: number) => {
  const at = i * WORDS
  const starts = (values[at + parts.end]! & RESET) !== 0
  const action = Array.from({ length: parts.actions }, (_, a) =>
    parts.discrete ? Number(values[at + parts.action] === a) : values[at + parts.action + a]!,
  )
  return {
    starts,
    observation: [...values.subarray(at, at + 3)],
    action: starts ? action.map(() => 0) : action,
    reward: starts ? 0 : 0.5 * values[at + parts.reward]!,
  }
}

describe.each([
  ['one of six actions', 1, 6],
  ['two numbers', 2, 0],
] as const)('%s', (_, actions, count) => {
  const { values, parts } = recordsOf(actions, count)
  const records = persistent('records', 'f32', [TIME_STEPS, ROWS, WORDS])

  test('is what stands in the records, and nothing where an episode starts', async () => {
    const made = recordInputs('input', records, parts, 'all')
    using bench = await inspect(gpu, [...made.forward])
    bench.write(records, values)
    bench.run()
    const [observation, action, reward, starts] = await Promise.all(
      [made.observation.value, made.action.value, made.reward.value, made.starts].map(bench.f32),
    )
    for (let i = 0; i < TIME_STEPS * ROWS; i++) {
      const want = given(values, parts, i)
      expect([...observation!.subarray(4 * i, 4 * i + 4)]).toEqual([...want.observation, 0])
      const width = padded(parts.actions)
      expect([...action!.subarray(width * i, width * (i + 1))]).toEqual([...want.action, ...new Array(width - parts.actions).fill(0)])
      expect([...reward!.subarray(4 * i, 4 * i + 4)]).toEqual([Math.fround(want.reward), 0, 0, 0])
      expect(starts![i]).toBe(Number(want.starts))
    }
  })

  test('empties the memory at the first time step too, where it begins empty', async () => {
    const plain = recordInputs('input', records, parts, 'all')
    const empty = recordInputs('empty', records, { ...parts, startsEmpty: true }, 'all')
    using bench = await inspect(gpu, [...plain.forward, ...empty.forward])
    bench.write(records, values)
    bench.run()
    const [starts, always] = await Promise.all([plain.starts, empty.starts].map(bench.f32))
    expect(starts!.subarray(0, ROWS)).toContain(0)
    expect([...always!]).toEqual([...starts!].map((start, i) => (i < ROWS ? 1 : start)))
    expect([...(await bench.f32(empty.action.value))]).toEqual([...(await bench.f32(plain.action.value))])
  })

  test('is embedded step by step, from the records themselves, as all at once', async () => {
    const network = createNetwork('n')
    const over = (at: 'all' | 'step') => {
      const input = recordInputs(at, records, parts, at)
      const steps = input.starts.shape[0]!
      const context = { mode: 'evaluate', network, steps, batch: ROWS, profile: 'gpu', tunedVariants: {} } as const
      const places = { value: arena(`${at}.out`), grad: arena(`${at}.outGrad`) }
      const linears = [input.observation, input.action, input.reward].map((x, i) =>
        linearOf(
          { ...context, random: { seed: 1, clock: persistent('clock', 'u32', [1]) } },
          `embedding${i}`,
          [x],
          {
            outputs: 5,
            endedBy: i > 0 ? 'relu' : undefined,
            initialize: ([rows, columns]) =>
              Float32Array.from({ length: rows! * columns! }, (_, k) =>
                k % columns! < 5 && k / columns! < x.features ? random() - 0.5 : 0,
              ),
            initializeBias: () => Float32Array.from({ length: 8 }, (_, k) => (k < 5 ? random() : 0)),
          },
          places,
        ),
      )
      return { input, linears, forward: [...input.forward, ...input.embedded(linears).flatMap(({ forward }) => forward)] }
    }
    const [whole, step] = [over('all'), over('step')]
    using bench = await inspect(gpu, [
      ...whole.forward,
      scan(
        TIME_STEPS,
        step.forward.filter((op) => op.kind === 'dispatch'),
      ),
    ])
    bench.write(records, values)
    bench.write(network.values, network.initialValues())
    bench.run()
    const last = async (t: Tensor<'f32'>) => [...(await bench.f32(t))].slice(-ROWS * (sizeOf(t.shape) / (t.shape[0]! * ROWS)))
    for (const [i, { output }] of step.linears.entries()) {
      const want = await last(whole.linears[i]!.output.value)
      expect(new Set(want).size).toBeGreaterThan(5)
      expect([...(await bench.f32(output.value))]).toEqual(want)
    }
    expect([...(await bench.f32(step.input.starts))]).toEqual(await last(whole.input.starts))
  })
})

test('minibatches have every row once an epoch, of all sources the same', async () => {
  const [rows, size] = [12, 4]
  const source = persistent('source', 'f32', [2, rows, 1])
  const wide = persistent('wide', 'f32', [1, rows, 3])
  const clock = persistent('clock', 'u32', [1])
  const [taken, both] = [tensor('taken', 'f32', [2, size, 1]), tensor('both', 'f32', [1, size, 3])]
  const order = { members: 1, half: halfBits(rows), seed: 7, order: 3 }
  using bench = await inspect(gpu, [takeRows({ source, clock, taken }, order), takeRows({ source: wide, clock, taken: both }, order)])
  bench.write(
    source,
    Float32Array.from({ length: 2 * rows }, (_, i) => i),
  )
  bench.write(
    wide,
    Float32Array.from({ length: rows * 3 }, (_, i) => i),
  )
  const epochs: number[][] = [[], []]
  for (let step = 0; step < 6; step++) {
    bench.write(clock, Uint32Array.of(step))
    bench.run()
    const got = await bench.f32(taken)
    const wider = await bench.f32(both)
    for (let b = 0; b < size; b++) {
      const row = got[b]!
      epochs[Math.floor(step / 3)]!.push(row)
      expect(got[size + b]).toBe(rows + row)
      expect([...wider.subarray(3 * b, 3 * b + 3)]).toEqual([3 * row, 3 * row + 1, 3 * row + 2])
    }
  }
  for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i))
  expect(epochs[0]).not.toEqual(epochs[1])
})

test('agents of a group are distinguished by a 1 in the place of each', async () => {
  const { values, parts } = recordsOf(1, 6)
  const [groups, agents] = [2, 3]
  const records = persistent('records', 'f32', [2, groups * agents, WORDS])
  const made = recordInputs('input', records, { ...parts, agents }, 'all')
  expect(made.observation.features).toBe(3 + agents)
  using bench = await inspect(gpu, [...made.forward])
  bench.write(records, values.slice(0, 2 * groups * agents * WORDS))
  bench.run()
  const got = await bench.f32(made.observation.value)
  for (let i = 0; i < 2 * groups * agents; i++) {
    const own = Array.from({ length: agents }, (_, a) => Number(a === i % agents))
    expect([...got.subarray(8 * i, 8 * i + 8)]).toEqual([...values.subarray(i * WORDS, i * WORDS + 3), ...own, 0, 0])
  }
})

test('a group is dealt as a whole', async () => {
  const [groups, members, size] = [5, 3, 6]
  const source = persistent('source', 'f32', [1, groups * members, 1])
  const clock = persistent('clock', 'u32', [1])
  const taken = tensor('taken', 'f32', [1, size, 1])
  using bench = await inspect(gpu, [takeRows({ source, clock, taken }, { members, half: halfBits(groups), seed: 7, order: 3 })])
  bench.write(
    source,
    Float32Array.from({ length: groups * members }, (_, i) => i),
  )
  const seen: number[] = []
  for (let step = 0; step < 5; step++) {
    bench.write(clock, Uint32Array.of(step))
    bench.run()
    const got = [...(await bench.f32(taken))]
    for (let b = 0; b < size; b += members) {
      expect(got[b]! % members).toBe(0)
      expect(got.slice(b, b + members)).toEqual([0, 1, 2].map((i) => got[b]! + i))
      seen.push(got[b]! / members)
    }
  }
  for (const epoch of [seen.slice(0, 5), seen.slice(5)]) expect([...epoch].sort()).toEqual([0, 1, 2, 3, 4])
})

test('a minibatch has the same rows of records, transitions and memories', async () => {
  const [rows, size] = [12, 4]
  const sources = { records: [3, rows, 5], transitions: [2, rows, 4], memory: [rows, 7] } as const
  const [records, transitions, memory] = Object.entries(sources).map(([name, shape]) => persistent(name, 'f32', shape))
  const clock = persistent('clock', 'u32', [1])
  const order = { members: 2, half: halfBits(rows / 2), seed: 7, order: 3 }
  const taken = (name: string, { shape }: Tensor<'f32'>) => tensor(name, 'f32', shape.with(-2, size))
  const three = [records!, transitions!, memory!].map((source) => taken('three', source))
  const alone = [records!, transitions!, view(memory!, [1, rows, 7])].map((source) => ({ source, clock, taken: taken('alone', source) }))
  using bench = await inspect(gpu, [
    takeMinibatch(
      {
        records: records!,
        transitions: transitions!,
        memory: memory!,
        clock,
        takenRecords: three[0]!,
        takenTransitions: three[1]!,
        takenMemory: three[2]!,
      },
      order,
    ),
    ...alone.map((one) => takeRows(one, order)),
  ])
  for (const source of [records!, transitions!, memory!])
    bench.write(
      source,
      Float32Array.from({ length: sizeOf(source.shape) }, (_, i) => i),
    )
  bench.write(clock, Uint32Array.of(4))
  bench.run()
  for (const [i, one] of alone.entries()) expect([...(await bench.f32(three[i]!))]).toEqual([...(await bench.f32(one.taken))])
})
