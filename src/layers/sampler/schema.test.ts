/** The fields of samplers, their equations, and what does not fit. */
import { describe, expect, test } from 'vitest'
import { samplerProblems } from './check'
import { samplerEquations } from './describe'
import { channelsOf, isEventMap, isFiring, type SamplerSpec, samplerSchema, slicesOf } from './schema'

const KINDS = ['arsnn', 'rsnn', 'snn', 'count', 'voxelGrid', 'voxelCube', 'timeSurface'] as const
const of = (kind: (typeof KINDS)[number], fields: Readonly<Record<string, unknown>> = {}): SamplerSpec =>
  samplerSchema.parse({ kind, ...fields })

test('the published sampler is what is meant where nothing is said', () => {
  expect(of('arsnn')).toEqual({
    kind: 'arsnn',
    bins: 4,
    kernel: 5,
    depth: 2,
    threshold: 1,
    resetTo: 0,
    alpha: 1,
    slices: 1,
    spikeAwareTraining: true,
    residualPotentialDropout: true,
    readout: 'sum',
  })
})

test('a field of another kind, an even kernel and more than two convolutions are refused', () => {
  for (const wrong of [
    { kind: 'snn', slices: 2 },
    { kind: 'count', kernel: 3 },
    { kind: 'arsnn', tau: 5 },
    { kind: 'arsnn', kernel: 4 },
    { kind: 'arsnn', kernel: 9 },
    { kind: 'arsnn', depth: 3 },
    { kind: 'last' },
  ])
    expect(samplerSchema.safeParse(wrong).success).toBe(false)
})

test('each kind says how many steps and channels it gives, and has equations', () => {
  expect(KINDS.map((kind) => channelsOf(of(kind, { bins: 3 })))).toEqual([2, 2, 2, 2, 3, 12, 6])
  expect(KINDS.map((kind) => slicesOf(of(kind)))).toEqual([1, 1, 1, 1, 1, 1, 1])
  expect(slicesOf(of('arsnn', { slices: 3 }))).toBe(3)
  expect(KINDS.filter((kind) => isFiring(of(kind)))).toEqual(['arsnn', 'rsnn', 'snn'])
  expect(KINDS.filter((kind) => isEventMap(of(kind)))).toEqual(['voxelGrid', 'voxelCube', 'timeSurface'])
  const lines = (fields: Readonly<Record<string, unknown>>) => samplerEquations(of('arsnn', fields)).map((line) => line.join(' '))
  expect(lines({})).toContain('R[k] ← m[t] · s[t] where s[t] = 1;  k ← k + 1, while k < {slices}')
  expect(lines({})).toContain('R[k] ← 0 after the last spike')
  expect(lines({ spikeAwareTraining: false, residualPotentialDropout: false, readout: 'avg' })).toEqual(
    expect.arrayContaining([
      'R[k] ← m[t] / steps of the window where s[t] = 1;  k ← k + 1, while k < {slices}',
      'R[k] ← m[Tₘ] / steps of the window after the last spike, where k < {slices}',
    ]),
  )
  for (const kind of KINDS) expect(samplerEquations(of(kind)).length).toBeGreaterThan(0)
})

describe('what does not fit', () => {
  const image = { height: 64, width: 48 }
  const told = (spec: SamplerSpec, at = image) =>
    samplerProblems(spec, at).map(({ severity, path, remedy }) => [severity, path, remedy?.value])

  test('nothing of what is published', () => {
    for (const kind of KINDS) expect(told(of(kind))).toEqual([])
  })
  test('a kernel larger than the image', () => {
    expect(told(of('snn', { kernel: 7 }), { height: 64, width: 6 })).toEqual([['error', 'sampler.kernel', 5]])
    expect(told(of('snn', { kernel: 3 }), { height: 2, width: 6 })).toEqual([['error', 'sampler.kernel', undefined]])
  })
  test('slices that no spike is left for, and a reset to above the threshold', () => {
    expect(told(of('arsnn', { bins: 2, slices: 5 }))).toEqual([['warning', 'sampler.slices', 2]])
    expect(told(of('rsnn', { resetTo: 2 }))).toEqual([['warning', 'sampler.resetTo', 0]])
  })
})
