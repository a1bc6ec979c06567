/** Readouts of what an agent of a team remembers, on made data in float64. No GPU. */
import { describe, expect, it } from 'vitest'
import type { Unseen } from '../../environments/unseen'
import { type Moments, readingsOf } from './remembered'

const [EPISODES, STEPS, UNITS] = [40, 20, 12]
/** Numbers in (-1, 1) without a pattern. */
const noise = (at: number) => 2 * ((Math.abs(Math.sin(12.9898 * at + 78.233)) * 43758.5453) % 1) - 1
const rows = Array.from({ length: EPISODES * STEPS }, (_, row) => ({ row, e: Math.floor(row / STEPS), t: row % STEPS }))

/** A state has a place of two words, a sign that stays for an episode, and whether the place is seen, which it is at every third step. */
const stateOf = ({ row, e, t }: (typeof rows)[number]) =>
  Float32Array.of(noise(row), noise(row + 5000), noise(e + 9000) < 0 ? -1 : 1, Number(t % 3 === 0))
const unseen: readonly Unseen[] = [
  { name: 'place', unit: 'cells', at: (state) => (state[3] === 1 ? null : [state[0]!, state[1]!]) },
  { name: 'sign', unit: null, at: (state) => [state[2]!] },
  { name: 'nothing', unit: null, at: () => null },
  { name: 'constant', unit: null, at: () => [1] },
]
/** The first two units hold the place, turned; the others are noise. The observation is the place while it is seen. */
const moments = (unit: (row: (typeof rows)[number], unit: number) => number): Moments => ({
  episodes: rows.map(({ e }) => e),
  states: rows.map(stateOf),
  observations: rows.map((row) => {
    const [x, y, , seen] = stateOf(row)
    return Float32Array.of(seen! * x!, seen! * y!, seen!)
  }),
  memory: rows.map((row) => Float32Array.from({ length: UNITS }, (_, i) => unit(row, i))),
})
const noisy = ({ row }: { row: number }, unit: number) => noise(100_000 + row * UNITS + unit)
const placed = moments((row, unit) => {
  const [x, y] = stateOf(row)
  return unit === 0 ? x! + y! : unit === 1 ? x! - y! + 3 : noisy(row, unit)
})

describe('a readout of what is not observed', () => {
  it('finds a place that is in the memory, at the time steps at which it is not seen, and nothing by the observation', () => {
    const [place] = readingsOf(unseen, placed)
    expect(place).toMatchObject({ name: 'place', unit: 'cells', of: EPISODES * STEPS, timeSteps: EPISODES * 13 })
    expect(place!.memory).toBeGreaterThan(0.99)
    expect(Math.abs(place!.observed!)).toBeLessThan(0.02)
  })

  it('finds nothing in a memory without it', () => {
    const [place, sign] = readingsOf(unseen, moments(noisy))
    for (const { memory } of [place!, sign!]) expect(memory!).toBeLessThan(0.05)
  })

  it('is not taken in by a memory that tells episodes apart, of which the sign is a property', () => {
    // Each episode has its own pattern, from which the sign could be read within that episode alone.
    const patterns = moments(({ e }, unit) => noise(300_000 + e * UNITS + unit))
    expect(readingsOf(unseen, patterns)[1]!.memory!).toBeLessThan(0.2)
    const signs = moments((row, unit) => (unit === 4 ? stateOf(row)[2]! + 0.2 * noisy(row, unit) : noisy(row, unit)))
    expect(readingsOf(unseen, signs)[1]!.memory!).toBeGreaterThan(0.9)
  })

  it('says nothing without a memory, of what is always seen, and of what never changes', () => {
    const [place, , nothing, constant] = readingsOf(unseen, { ...placed, memory: null })
    expect(place!.memory).toBeNull()
    expect(nothing).toMatchObject({ timeSteps: 0, memory: null, observed: null })
    expect(constant).toMatchObject({ timeSteps: EPISODES * STEPS, observed: null })
  })
})
