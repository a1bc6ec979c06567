/** What there is of memories without a device: sizes, equations, first weights, and what does not fit. */
import { describe, expect, test } from 'vitest'
import { memoryProblems } from './check'
import { driveColumns, memoryEquations, remembers, statesOf } from './describe'
import { driveSpec } from './initialize'
import { type CellSpec, type MemorySpec, memorySchema } from './schema'

const parse = (spec: Readonly<Record<string, unknown>>): MemorySpec => memorySchema.parse(spec)

test.each([
  [{ kind: 'grsn' }, 16, 24],
  [{ kind: 'grsn', projection: true }, 24, 24],
  [{ kind: 'grsn', gates: 'spike', projection: true }, 8, 24],
  [{ kind: 'grsn', gates: 'both' }, 16, 24],
  [{ kind: 'grsn', gates: 'both', projection: true }, 24, 24],
  [{ kind: 'lif' }, 8, 8],
  [{ kind: 'minGru' }, 16, 8],
  [{ kind: 'gru' }, 24, 8],
  [{ kind: 'lstm' }, 32, 16],
  [{ kind: 'none' }, 0, 0],
])('%j of 6 units is driven by %i columns and carries %i values', (spec, columns, states) => {
  expect(driveColumns(parse(spec), 6)).toBe(columns)
  expect(statesOf(parse(spec), 6)).toBe(states)
  expect(remembers(parse(spec))).toBe(spec.kind !== 'none')
})

test('is what the released code has, if nothing else is said: soft reset, a fixed decay of one half, arctangent', () => {
  expect(parse({ kind: 'grsn' })).toEqual({
    kind: 'grsn',
    gates: 'input',
    projection: false,
    forgetBias: 0,
    decay: 0.5,
    learnDecay: false,
    threshold: 1,
    reset: 'subtract',
    gain: 1,
    innerSteps: 1,
    innerState: 'carried',
    surrogate: { kind: 'atan', scale: 2 },
  })
  expect(parse({ kind: 'lif' })).toMatchObject({ reset: 'zero', decay: 0.5, learnDecay: false })
})

test('equations name what is learned, and only settings that there are', () => {
  for (const kind of ['grsn', 'lif', 'minGru', 'gru', 'lstm', 'none'] as const) {
    const spec = parse({ kind, ...(kind === 'grsn' && { learnDecay: true, gates: 'spike', projection: true }) })
    const said = memoryEquations(spec).flat().join(' ')
    for (const [, name] of said.matchAll(/\{(\w+)\}/g)) expect(spec).toHaveProperty(name!)
    expect(said.includes('β')).toBe(kind === 'grsn')
    expect(said.includes('s[t−1] + b_f')).toBe(kind === 'grsn')
  }
})

describe('first weights', () => {
  const drawn = (spec: CellSpec, size: number, inputs: number) => {
    const made = driveSpec(spec, size, inputs, 3)
    return {
      made,
      weight: made.initialize([Math.ceil(inputs / 4) * 4, made.outputs], 'drive.weight'),
      bias: made.initializeBias([made.outputs], 'drive.bias'),
    }
  }

  test('each gate has an orthogonal matrix of its own times the gain, and nothing between them', () => {
    const spec = parse({ kind: 'grsn', projection: true, gain: 3 }) as CellSpec
    const { made, weight } = drawn(spec, 6, 5)
    const at = (input: number, gate: number, unit: number) => weight[input * made.outputs + 8 * gate + unit]!
    for (let gate = 0; gate < 3; gate++)
      for (let a = 0; a < 5; a++)
        for (let b = 0; b < 5; b++) {
          const along = Array.from({ length: 6 }, (_, n) => at(a, gate, n) * at(b, gate, n)).reduce((x, y) => x + y)
          expect(along).toBeCloseTo(a === b ? 9 : 0, 5)
        }
    for (let input = 0; input < 8; input++)
      for (let gate = 0; gate < 3; gate++) for (const unit of input < 5 ? [6, 7] : [0, 5, 7]) expect(at(input, gate, unit)).toBe(0)
    expect(at(0, 0, 0)).not.toBe(at(0, 1, 0))
  })

  test('biases are 0, but for the forget gate where that is said', () => {
    const ones = Array.from({ length: 6 }, () => 2)
    expect([...drawn(parse({ kind: 'grsn', forgetBias: 2 }) as CellSpec, 6, 5).bias]).toEqual([...ones, ...Array(10).fill(0)])
    expect([...drawn(parse({ kind: 'lstm', forgetBias: 2 }) as CellSpec, 6, 5).bias]).toEqual([
      ...Array(8).fill(0),
      ...ones,
      ...Array(18).fill(0),
    ])
    expect([...drawn(parse({ kind: 'gru' }) as CellSpec, 6, 5).bias]).toEqual(Array(24).fill(0))
  })
})

describe('what does not fit', () => {
  const paths = (spec: Readonly<Record<string, unknown>>) =>
    memoryProblems(parse(spec), 'network.memory').map(({ path, severity, remedy }) => `${severity} ${path} ${String(remedy?.value)}`)

  test('gates of spikes without a projection, an adaptive window, and a state that is zeroed', () => {
    expect(paths({ kind: 'grsn', gates: 'spike' })).toEqual(['error network.memory.projection true'])
    expect(paths({ kind: 'lif', surrogate: { kind: 'rect', window: 'adaptive' } })).toEqual(['error network.memory.surrogate.window fixed'])
    expect(paths({ kind: 'grsn', innerSteps: 4, innerState: 'zeroed' })).toEqual(['warning network.memory.innerState carried'])
    for (const kind of ['grsn', 'lif', 'minGru', 'gru', 'lstm', 'none']) expect(paths({ kind })).toEqual([])
    expect(paths({ kind: 'grsn', gates: 'both' })).toEqual([])
  })

  test('fields that there are not, and what is out of range', () => {
    expect(() => parse({ kind: 'gru', innerSteps: 2 })).toThrow('innerSteps')
    expect(() => parse({ kind: 'grsn', decay: 1 })).toThrow('decay')
    expect(() => parse({ kind: 'rnn' })).toThrow()
  })
})
