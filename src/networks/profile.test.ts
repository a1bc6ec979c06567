import { describe, expect, test } from 'vitest'
import type { Profile } from '../engine/device'
import { kernelGpu } from '../testing/gpu'
import { profileOf, type Times, timeProduct, withProfile } from './profile'

const gpu = await kernelGpu()
const nameless = { vendor: '', architecture: '', description: '' }

/** A clock that returns these times and counts its calls. */
function clock(times: Times) {
  let asked = 0
  return {
    measure: async () => {
      asked++
      return times
    },
    asked: () => asked,
  }
}

describe('the profile of an adapter', () => {
  test.each<[Times, Profile]>([
    [{ bits: 0.6, events: 0.7 }, 'llvmpipe'],
    [{ bits: 0.72, events: 0.67 }, 'llvmpipe'],
    [{ bits: 31, events: 19.7 }, 'swiftshader'],
    [{ bits: 50, events: 7.6 }, 'swiftshader'],
  ])('software without a name, %o: %s', async (times, want) => {
    const { measure, asked } = clock(times)
    expect(await profileOf({ ...nameless, software: true, profile: 'swiftshader' }, measure)).toBe(want)
    expect(asked()).toBe(1)
  })
  test.each([
    { ...nameless, software: false, profile: 'gpu' },
    { ...nameless, vendor: 'mesa', software: true, profile: 'llvmpipe' },
    { ...nameless, architecture: 'swiftshader', software: true, profile: 'swiftshader' },
    { ...nameless, description: 'NVIDIA GeForce RTX 3060', software: false, profile: 'gpu' },
  ] as const)('is not measured for %o', async (info) => {
    const { measure, asked } = clock({ bits: 1, events: 1 })
    expect(await profileOf(info, measure)).toBe(info.profile)
    expect(asked()).toBe(0)
  })
})

describe('a device', () => {
  const unnamed = (profile: Profile) => ({ ...gpu, info: { ...gpu.info, ...nameless, software: true, profile } })
  test('without a name gets the profile that was measured, and stays itself', async () => {
    const settled = await withProfile(unnamed('swiftshader'), clock({ bits: 1, events: 2 }).measure)
    expect(settled.info).toEqual({ ...gpu.info, ...nameless, software: true, profile: 'llvmpipe' })
    expect(settled.device).toBe(gpu.device)
  })
  test('that is lost while it is measured keeps its own', async () => {
    const fails = () => Promise.reject(new Error('lost'))
    const lost = { ...unnamed('swiftshader'), isLost: () => true }
    expect(await withProfile(lost, fails)).toBe(lost)
    await expect(withProfile(unnamed('swiftshader'), fails)).rejects.toThrow('lost')
  })
  test('takes some time for each form, and keeps no memory', async () => {
    const before = gpu.allocated()
    const { bits, events } = await timeProduct(gpu)
    expect(Math.min(bits, events)).toBeGreaterThan(0)
    expect(gpu.allocated()).toBe(before)
  })
})
