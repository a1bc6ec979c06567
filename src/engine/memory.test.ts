import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Dispatch, defineKernel, type Op } from './kernel'
import { planMemory, prune, usesOf } from './memory'
import { predictBytes } from './plan'
import { byteLengthOf, persistent, rootOf, type Tensor, tensor, view } from './tensor'

const kernel = defineKernel('test/any', { reads: {}, writes: {}, threads: () => [1] })
/** An op with the given reads and writes, whatever its kernel. */
const op = (reads: readonly Tensor[], writes: readonly Tensor[]): Dispatch => ({
  ...kernel({}, {}),
  kernel: {
    ...kernel,
    bindings: [
      ...reads.map((t) => ({ name: t.name, dtype: t.dtype, axes: [], access: 'read' as const })),
      ...writes.map((t) => ({ name: t.name, dtype: t.dtype, axes: [], access: 'read_write' as const })),
    ],
  },
  tensors: [...reads, ...writes],
})

/** Programs over a pool of tensors of odd sizes, some of them persistent, some of them views; an op writes at least one. */
const programs = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 300 }), isPersistent: fc.boolean(), asView: fc.boolean() }), {
    minLength: 3,
    maxLength: 12,
  })
  .chain((specs) => {
    const pool = specs.map(({ size, isPersistent, asView }, i) => {
      const t = (isPersistent && i > 0 ? persistent : tensor)(`t${i}`, 'f32', [size])
      return asView ? view(t, [1], size - 1) : t
    })
    const ops = fc.array(
      fc
        .record({
          reads: fc.subarray([...pool.keys()], { maxLength: 3 }),
          writes: fc.subarray([...pool.keys()], { minLength: 1, maxLength: 2 }),
          asScan: fc.boolean(),
        })
        .map(({ reads, writes, asScan }): Op => {
          const d = op(
            reads.map((i) => pool[i]!),
            writes.map((i) => pool[i]!),
          )
          return asScan ? { kind: 'scan', steps: 3, direction: 'forward', ops: [d, d] } : d
        }),
      { minLength: 1, maxLength: 12 },
    )
    return fc.array(ops, { minLength: 1, maxLength: 3 })
  })

/** First and last op of each transient tensor. */
function livesOf(program: readonly Op[]): Map<Tensor, [number, number]> {
  const lives = new Map<Tensor, [number, number]>()
  program.forEach((o, i) => {
    const { reads, writes } = usesOf(o)
    for (const t of [...reads, ...writes]) if (!t.persistent) lives.set(t, [lives.get(t)?.[0] ?? i, i])
  })
  return lives
}

describe('pooled memory', () => {
  test('tensors that live at the same time lie in different slots, so an op never reads and writes one slot', () => {
    fc.assert(
      fc.property(programs, (lists) => {
        const { slotOf } = planMemory(lists)
        for (const program of lists) {
          const lives = [...livesOf(program)]
          for (const [a, [from, to]] of lives)
            for (const [b, [start, end]] of lives) if (a !== b && start <= to && from <= end) expect(slotOf.get(a)).not.toBe(slotOf.get(b))
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a slot is as large as its largest tensor, and the sum is what is said', () => {
    fc.assert(
      fc.property(programs, fc.boolean(), (lists, pooled) => {
        const { slots, slotOf, persistent: outside, byteLength } = planMemory(lists, pooled)
        const largest = slots.map((_, i) => Math.max(...[...slotOf].filter(([, slot]) => slot === i).map(([t]) => byteLengthOf(t))))
        expect(slots).toEqual(largest)
        expect(byteLength).toBe([...slots, ...outside.map(byteLengthOf)].reduce((a, b) => a + b, 0))
        const used = new Set(lists.flat().flatMap((o) => [...usesOf(o).reads, ...usesOf(o).writes]))
        expect(new Set([...slotOf.keys(), ...outside])).toEqual(used)
      }),
      { numRuns: 300 },
    )
  })

  test('sharing never takes more than a slot for each, and it does share', () => {
    fc.assert(fc.property(programs, (lists) => planMemory(lists).byteLength <= planMemory(lists, false).byteLength))
    const chain = Array.from({ length: 6 }, (_, i) => tensor(`c${i}`, 'f32', [64]))
    const ops = chain.slice(1).map((t, i) => op([chain[i]!], [t]))
    expect(planMemory([ops]).slots).toEqual([256, 256])
    expect(planMemory([ops], false).slots).toHaveLength(6)
  })

  test('no slot grows for a tensor that fits into another one', () => {
    const [a, b, c, d] = [64, 16, 4, 64].map((size, i) => tensor(`t${i}`, 'f32', [size]))
    expect(planMemory([[op([], [a!]), op([a!], [b!]), op([b!], [c!]), op([c!], [d!])]]).slots).toEqual([256, 64, 16])
  })

  test('a second program reuses the slots of the first', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => tensor(name, 'f32', [64]))
    expect(planMemory([[op([a!], [b!])], [op([c!], [d!])]]).slots).toEqual([256, 256])
  })
})

describe('prune', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => tensor(name, 'f32', [4]))
  const result = persistent('result', 'f32', [4])

  test('drops what nobody reads, back to its source', () => {
    const useful = op([], [a!])
    const used = op([a!], [result])
    expect(prune([useful, op([a!], [b!]), op([b!], [c!]), used])).toEqual([useful, used])
  })
  test('keeps what writes a view of a persistent tensor, and an op that adds to what is read later', () => {
    const add = op([], [a!])
    const ops = [op([], [a!]), add, op([a!], [view(result, [2], 2)])]
    expect(prune(ops)).toEqual(ops)
  })
  test('what remains has no op without a persistent tensor or a later reader', () => {
    fc.assert(
      fc.property(programs, ([ops]) => {
        const left = prune(ops!)
        left.forEach((o, i) => {
          const later = new Set(left.slice(i + 1).flatMap((q) => [...usesOf(q).reads, ...usesOf(q).writes]))
          expect(usesOf(o).writes.some((t) => t.persistent || later.has(t))).toBe(true)
        })
      }),
    )
  })
})

test('predicted bytes: tensors, and 256 for the parameters of each dispatch and for each step of the longest scan', () => {
  const result = persistent('result', 'f32', [5])
  const a = tensor('a', 'f32', [100])
  const first = op([], [a])
  const cell = op([a], [result])
  expect(predictBytes({ run: [first, cell] })).toBe(32 + 400 + 2 * 256)
  expect(predictBytes({ run: [first, { kind: 'scan', steps: 7, direction: 'forward', ops: [cell, cell] }] })).toBe(
    32 + 400 + 3 * 256 + 7 * 256,
  )
  expect(rootOf(view(result, [2], 3))).toBe(result)
})
