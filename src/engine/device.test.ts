import { performance } from 'node:perf_hooks'
import { afterAll, describe, expect, test } from 'vitest'
import { INSTALL_HINT, openDawn } from '../headless/dawn'
import { type Gpu, NoDevice, openGpu, wrapDevice } from './device'

const gpu = await openDawn()
afterAll(() => gpu.device.destroy())

/** A browser's GPU object, reduced to the parts that are used. */
const api = (adapter: unknown) => ({ requestAdapter: async () => adapter }) as unknown as GPU
const about = (description: string, isFallbackAdapter = false) =>
  ({ vendor: 'v', architecture: 'a', description, device: '', isFallbackAdapter }) as unknown as GPUAdapterInfo

/** A device that does nothing, since only its description is of interest. */
const idle = { addEventListener: () => {}, lost: new Promise(() => {}), limits: {} } as unknown as GPUDevice

describe('no device', () => {
  const reasonOf = (attempt: Promise<Gpu>) =>
    attempt.then(() => undefined).catch((error: unknown) => (error instanceof NoDevice ? error.reason : error))

  test('each case has its name', async () => {
    expect(await reasonOf(openGpu(undefined, {}))).toBe('no-api')
    expect(await reasonOf(openGpu(undefined, {}, false))).toBe('insecure-context')
    expect(await reasonOf(openGpu(api(null), {}))).toBe('no-adapter')
    const refusing = { features: new Set(), limits: {}, requestDevice: () => Promise.reject(new Error('out of luck')) }
    expect(await reasonOf(openGpu(api(refusing), {}))).toBe('device-refused')
    await expect(openGpu(api(refusing), {})).rejects.toThrow('out of luck')
  })
  test('in Node the error says what to install', async () => {
    await expect(openDawn({}, api(null))).rejects.toThrow(INSTALL_HINT)
  })
})

describe('what is known of a device', () => {
  test('limits are those of the device', () => {
    expect(gpu.info.limits.maxStorageBufferBindingSize).toBe(gpu.device.limits.maxStorageBufferBindingSize)
    expect(gpu.info.limits.maxComputeWorkgroupsPerDimension).toBeGreaterThanOrEqual(65_535)
    expect(gpu.info.limits.maxBufferSize).toBeGreaterThanOrEqual(256 * 2 ** 20)
  })
  test.each([
    ['llvmpipe (LLVM 15.0.6, 256 bits)', true],
    ['SwiftShader Device (Subzero)', true],
    ['Microsoft Basic Render Driver', true],
    ['NVIDIA GeForce RTX 3060', false],
    ['Apple M2', false],
  ])('%s: software %s', (description, software) => {
    expect(wrapDevice(idle, about(description), {}).info.software).toBe(software)
    expect(wrapDevice(idle, about(description, true), {}).info.software).toBe(true)
  })
})

test('counts the bytes of the buffers alive, each once', () => {
  const before = gpu.allocated()
  const [a, b] = [64, 128].map((bytes) => gpu.createBuffer('x', bytes, GPUBufferUsage.STORAGE))
  expect(gpu.allocated()).toBe(before + 192)
  gpu.destroyBuffer(a!)
  gpu.destroyBuffer(a!)
  expect(gpu.allocated()).toBe(before + 128)
  gpu.destroyBuffer(b!)
  expect(gpu.allocated()).toBe(before)
})

test('in Node, waiting for work leaves the processor to the work', async () => {
  const [from, to] = [0, 1].map((k) => gpu.createBuffer(`copy ${k}`, 2 ** 26, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST))
  const before = performance.eventLoopUtilization()
  for (let k = 0; k < 4; k++) {
    const encoder = gpu.device.createCommandEncoder()
    for (let i = 0; i < 8; i++) encoder.copyBufferToBuffer(from!, 0, to!, 0, 2 ** 26)
    gpu.device.queue.submit([encoder.finish()])
    await gpu.device.queue.onSubmittedWorkDone()
  }
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5)
  for (const buffer of [from!, to!]) gpu.destroyBuffer(buffer)
})

test('says what no scope caught', async () => {
  const reported = new Promise<string>((resolve) => gpu.onError(resolve))
  gpu.device.createBuffer({ label: 'too large', size: 2 ** 50, usage: GPUBufferUsage.STORAGE })
  expect(await reported).toMatch(/too large|size/i)
})

test('a lost device is a state', async () => {
  const other = await openDawn()
  expect(other.isLost()).toBe(false)
  other.device.destroy()
  expect(typeof (await other.lost)).toBe('string')
  expect(other.isLost()).toBe(true)
  expect(gpu.isLost()).toBe(false)
})
