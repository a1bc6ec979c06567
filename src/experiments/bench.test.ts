/** The table of a device has a row for each workload, tuned where its step is short; nothing here asserts a time. */
import { expect, test } from 'vitest'
import { readDevice } from '../share/device-file'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { benchDevice } from './bench'
import { DEVICE_WORKLOADS } from './workloads'

const gpu = await kernelGpu()
const data = madeData(60, 20)
const few = { title: 'two small layers', experiment: small({}), data: () => data }

test('each workload is measured, and the table is a file that is read again', async () => {
  const seen: (readonly [number, number, string])[] = []
  const table = await benchDevice(gpu, {
    workloads: [few, { title: 'loaded', experiment: small({ neuron: { kind: 'relu' } }) }],
    browser: 'Node',
    load: async () => data,
    onProgress: (...progress) => seen.push(progress),
    ms: 20,
  })
  expect(seen).toEqual([
    [0, 3, 'Bandwidth, arithmetic and dispatches'],
    [1, 3, 'two small layers'],
    [2, 3, 'loaded'],
  ])
  expect(table.workloads.map(({ title }) => title)).toEqual(['two small layers', 'loaded'])
  for (const { dispatches, samplesPerSecond, bandwidth } of table.workloads) {
    expect(dispatches).toBeGreaterThan(10)
    expect(samplesPerSecond).toBeGreaterThan(0)
    expect(bandwidth).toBeGreaterThan(0)
  }
  expect(readDevice(JSON.stringify(table))).toEqual({ ok: true, table })
})

test('a measurement that is stopped rejects with the reason, and frees what it took', async () => {
  const before = gpu.allocated()
  const stopped = new AbortController()
  const bench = benchDevice(gpu, {
    workloads: [few],
    browser: 'Node',
    load: async () => data,
    onProgress: (done) => done === 1 && stopped.abort(new Error('stopped')),
    signal: stopped.signal,
    ms: 20,
  })
  await expect(bench).rejects.toThrow('stopped')
  expect(gpu.allocated()).toBe(before)
})

test('the workloads have different titles, and bring their samples or are an agent’s', () => {
  expect(new Set(DEVICE_WORKLOADS.map(({ title }) => title)).size).toBe(DEVICE_WORKLOADS.length)
  for (const { experiment, data: brought } of DEVICE_WORKLOADS) expect(brought !== undefined || experiment.task === 'control').toBe(true)
})
