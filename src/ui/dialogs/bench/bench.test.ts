/** The table with TensorFlow.js beside it: what is known stays where that is stopped or does not start. The worker is a stand-in. */
import { beforeEach, expect, test, vi } from 'vitest'
import { DEVICE_FORMAT, type DeviceTable } from '../../../readings/device-table'
import type { Client } from '../../../worker/client'
import type { SessionApi } from '../../../worker/protocol'
import { setClient } from '../../state/session/worker-connection'
import { benchState, takeBench } from './bench'

vi.stubGlobal('navigator', { userAgent: 'Firefox/153' })

const TABLE: DeviceTable = {
  format: DEVICE_FORMAT,
  version: 1,
  adapter: 'A',
  software: false,
  browser: 'B',
  day: '2026-12-01',
  rates: { bytesPerSecond: 8e9, operationsPerSecond: 2e10, dispatchMs: 0.01 },
  workloads: [{ title: 'small', ms: 12, dispatches: 20, samplesPerSecond: 5333, bandwidth: 0.2, tuned: null }],
}
const PEER = { name: 'TensorFlow.js 4.22.0, WebGPU', steps: [{ title: 'small', ms: 250 }] }

const answers = (api: Partial<SessionApi>) => setClient({ api } as unknown as Client)
beforeEach(() => answers({ bench: async () => TABLE, benchPeer: async () => PEER }))

test('is not timed unless asked for', async () => {
  answers({ bench: async () => TABLE })
  expect(await takeBench()).toEqual(TABLE)
})

test('is a part of the table', async () => {
  expect(await takeBench(true)).toEqual({ ...TABLE, peer: PEER })
  expect(benchState()).toMatchObject({ table: { peer: PEER }, busy: false, notice: null })
})

test('leaves the table where it is stopped', async () => {
  answers({ bench: async () => TABLE, benchPeer: async () => null })
  expect(await takeBench(true)).toEqual(TABLE)
  expect(benchState()).toMatchObject({ table: TABLE, busy: false, notice: 'TensorFlow.js was stopped; the table is of this lab alone.' })
})

test('leaves the table where it does not start, and says why', async () => {
  answers({ bench: async () => TABLE, benchPeer: () => Promise.reject(new Error('It does not start.')) })
  await expect(takeBench(true)).rejects.toThrow('It does not start.')
  expect(benchState()).toMatchObject({ table: TABLE, busy: false, notice: 'It does not start.' })
})

test('is not begun where the table was stopped', async () => {
  answers({ bench: async () => null })
  expect(await takeBench(true)).toBeNull()
  expect(benchState()).toMatchObject({ busy: false, notice: 'The measurement was stopped; nothing has changed.' })
})
