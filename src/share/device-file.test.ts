/** Tables of devices from files: what is written is read; what is hostile is refused with a sentence, soon. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { besideColumns, browserOf, DEVICE_FORMAT, type DeviceTable, deviceMarkdown, deviceRows } from '../readings/device-table'
import { MAX_DEVICE_FILE, readDevice } from './device-file'

const TABLE: DeviceTable = {
  format: DEVICE_FORMAT,
  version: 1,
  adapter: 'llvmpipe (LLVM 19.1.7, 256 bits)',
  software: true,
  browser: 'Node v20.19.2',
  day: '2026-11-30',
  rates: { bytesPerSecond: 8e9, operationsPerSecond: 2.5e10, dispatchMs: 0.0125 },
  workloads: [
    {
      title: '784-256-10',
      ms: 12.5,
      dispatches: 20,
      samplesPerSecond: 5120,
      bandwidth: 0.25,
      tuned: { ms: 10, variants: { linear1: 'tiled' } },
    },
    { title: 'a|b', ms: 800, dispatches: 2626, samplesPerSecond: 80, bandwidth: 0.01, tuned: null },
  ],
}

const BESIDE: DeviceTable = { ...TABLE, peer: { name: 'TensorFlow.js 4.22.0, WebGPU', steps: [{ title: '784-256-10', ms: 250 }] } }

test('a table is read as it was written, with and without another framework', () => {
  for (const table of [TABLE, BESIDE]) expect(readDevice(JSON.stringify(table))).toEqual({ ok: true, table })
})

test.each([
  ['no JSON', '{', 'it is no JSON'],
  ['too long', ' '.repeat(MAX_DEVICE_FILE + 1), 'it is longer'],
  ['another format', JSON.stringify({ ...TABLE, format: 'x' }), 'format is not as expected'],
  [
    'a number that is none',
    JSON.stringify({ ...TABLE, rates: { ...TABLE.rates, dispatchMs: '1' } }),
    'rates.dispatchMs is not as expected',
  ],
  ['a negative time', JSON.stringify({ ...TABLE, workloads: [{ ...TABLE.workloads[0], ms: -1 }] }), 'workloads.0.ms is not as expected'],
  ['a line end in a name', JSON.stringify({ ...TABLE, adapter: 'a\n| b |' }), 'adapter is not as expected'],
  [
    'a framework’s name of two lines',
    JSON.stringify({ ...BESIDE, peer: { ...BESIDE.peer, name: 'a\nb' } }),
    'peer.name is not as expected',
  ],
  [
    'a framework’s time that is none',
    JSON.stringify({ ...BESIDE, peer: { name: 'a', steps: [{ title: 'b', ms: 0 }] } }),
    'peer.steps.0.ms is',
  ],
  ['more than is known', JSON.stringify({ ...TABLE, more: 1 }), 'the file is not as expected'],
  ['thousands of workloads', JSON.stringify({ ...TABLE, workloads: Array(300).fill(TABLE.workloads[0]) }), 'workloads is not as expected'],
])('%s is refused', (_, json, why) => {
  const read = readDevice(json)
  expect(read.ok ? '' : read.message).toContain(`This is not a table of a device: ${why}`)
})

test('whatever a file holds, the result is a table or a sentence', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const read = readDevice(json)
      expect(read.ok ? 'table' : read.message).toMatch(/^table$|^This is not a table of a device: /)
    }),
  )
})

test('as Markdown a bar in a name does not end its cell; a row of the docs has the faster of both steps', () => {
  const lines = deviceMarkdown(TABLE).split('\n')
  expect(lines[0]).toBe(
    'llvmpipe (LLVM 19.1.7, 256 bits), Node v20.19.2, 2026-11-30: copies 8.00 GB/s, multiply-adds 25.0 GFLOP/s, 12.5\u00a0µs a dispatch.',
  )
  expect(lines[4]).toBe('| 784-256-10 | 12.5\u00a0ms | 20 | 5.12\u00a0k | 25.0\u00a0% | 10.0\u00a0ms: tiled |')
  expect(lines[5]).toMatch(/^\| a\\\|b \| 800\u00a0ms \| 2626 \| 80\.0 \| 1\.0\u00a0% \| not tuned \|$/)
  const rates = ['8.00', '25.0', '12.5']
  expect(deviceRows(TABLE, ['784-256-10', 'none'])).toEqual([[TABLE.adapter, 'Node v20.19.2', '2026-11-30', ...rates, '10.0', '–']])
})

test('another framework is two more columns, and a row of the docs below', () => {
  const lines = deviceMarkdown(BESIDE).split('\n')
  expect(lines[2]).toBe(
    '| workload | a step | dispatches | samples a second | of bandwidth | tuned | TensorFlow.js 4.22.0, WebGPU | times this |',
  )
  expect(lines[4]).toMatch(/ \| 250\u00a0ms \| 20\.0 \|$/)
  expect(lines[5]).toMatch(/ \| – \| – \|$/)
  expect(deviceRows(BESIDE, ['784-256-10', 'a|b'])[1]).toEqual([
    TABLE.adapter,
    'Node v20.19.2, TensorFlow.js 4.22.0, WebGPU',
    '2026-11-30',
    ...['–', '–', '–'],
    ...['250', '–'],
  ])
})

test('next to the table of another device stand its steps, and its other framework’s, each with its ratio to this', () => {
  const columns = besideColumns(TABLE, { ...BESIDE, adapter: 'B', workloads: [{ ...TABLE.workloads[0]!, ms: 25 }] })
  expect(columns.map(({ head }) => head)).toEqual(['a step on B', 'times this', 'TensorFlow.js 4.22.0, WebGPU on B', 'times this'])
  expect(TABLE.workloads.map((timing) => columns.map(({ cell }) => cell(timing)))).toEqual([
    ['25.0\u00a0ms', '2.00', '250\u00a0ms', '20.0'],
    ['–', '–', '–', '–'],
  ])
})

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', 'Chrome 156'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0', 'Edge 156'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15', 'Safari 26'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox 153'],
])('a browser is named: %s', (agent, name) => {
  expect(browserOf(agent)).toBe(name)
})
