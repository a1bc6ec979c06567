/** `npm run bench -- devices`: a row for each file, and a file that is no table named with why. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DEVICE_FORMAT } from '../../readings/device-table'
import { devicesMarkdown } from './devices'

const folder = mkdtempSync(join(tmpdir(), 'membrane-devices-'))
afterAll(() => rmSync(folder, { recursive: true }))
const written = (name: string, value: unknown) => {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(value))
  return file
}
const TABLE = {
  format: DEVICE_FORMAT,
  version: 1,
  adapter: 'a | b',
  software: true,
  browser: 'Node v20',
  day: '2026-11-30',
  rates: { bytesPerSecond: 8e9, operationsPerSecond: 2e10, dispatchMs: 0.01 },
  workloads: [{ title: '784-256-10, B 64, T 10', ms: 12, dispatches: 20, samplesPerSecond: 5333, bandwidth: 0.2, tuned: null }],
}

test('a file is a row of the docs, with the workloads in their order', () => {
  const [head, , row] = devicesMarkdown([written('one.json', TABLE)]).split('\n')
  expect(head).toContain('| a dispatch, µs | 784-256-10, B 64, T 10, ms |')
  expect(row).toMatch(/^\| a \\\| b \| Node v20 \| 2026-11-30 \| 8\.00 \| 20\.0 \| 10\.0 \| 12\.0 \| – \|/)
})

test('another framework that a file has is a row below, with its name and without the rates of the device', () => {
  const peer = { name: 'TensorFlow.js 4.22.0, WebGPU', steps: [{ title: '784-256-10, B 64, T 10', ms: 250 }] }
  const rows = devicesMarkdown([written('beside.json', { ...TABLE, peer })]).split('\n')
  expect(rows[3]).toMatch(/^\| a \\\| b \| Node v20, TensorFlow\.js 4\.22\.0, WebGPU \| 2026-11-30 \| – \| – \| – \| 250 \| – \|/)
})

test('a file that is no table is named', () => {
  expect(() => devicesMarkdown([written('bad.json', { ...TABLE, version: 2 })])).toThrow(
    /bad\.json: This is not a table of a device: version is not as expected\./,
  )
})
