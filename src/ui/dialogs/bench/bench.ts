/** The table of this device, with TensorFlow.js beside it if asked for, and one of another device from a file: measured by the worker, shown next to each other, copied and saved. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { messageOf } from '../../../problem'
import { browserOf, type DeviceTable, deviceMarkdown } from '../../../readings/device-table'
import { MAX_DEVICE_FILE, readDevice } from '../../../share/device-file'
import { saveJson } from '../../base/download'
import { say } from '../../state/session/notices'
import { ready } from '../../state/session/opening'
import { worker } from '../../state/session/worker-connection'

interface BenchState {
  readonly table: DeviceTable | null
  readonly other: DeviceTable | null
  readonly busy: boolean
  /** Whether TensorFlow.js is timed, too. */
  readonly withPeer: boolean
  /** The message of the last measurement or file; null if there is none. */
  readonly notice: string | null
}
const state = createStore<BenchState>(() => ({ table: null, other: null, busy: false, withPeer: false, notice: null }))
export const benchState = (): BenchState => state.getState()
export const useBench = (): BenchState => useStore(state)

export const choosePeer = (withPeer: boolean): void => state.setState({ withPeer })

/** Null where it was stopped; without TensorFlow.js where that was. What is known by then is shown. */
export async function takeBench(withPeer = false): Promise<DeviceTable | null> {
  await ready().catch(() => undefined)
  state.setState({ busy: true, notice: null })
  try {
    const table = await worker().bench(browserOf(navigator.userAgent))
    if (!table) {
      state.setState({ notice: 'The measurement was stopped; nothing has changed.' })
      return null
    }
    state.setState({ table })
    return withPeer ? await takePeer(table) : table
  } catch (error) {
    state.setState({ notice: messageOf(error) })
    throw error
  } finally {
    state.setState({ busy: false })
  }
}

async function takePeer(table: DeviceTable): Promise<DeviceTable> {
  const peer = await worker().benchPeer()
  const found = peer ? { ...table, peer } : table
  state.setState(peer ? { table: found } : { notice: 'TensorFlow.js was stopped; the table is of this lab alone.' })
  return found
}

/** Lays the table of a file next to that of this device. */
export async function openOther(file: File): Promise<void> {
  // One more byte than is allowed shows that the file is too long.
  const read = readDevice(await file.slice(0, MAX_DEVICE_FILE + 1).text())
  state.setState(read.ok ? { other: read.table, notice: null } : { notice: read.message })
}

export const removeOther = (): void => state.setState({ other: null })

export const copyTable = (table: DeviceTable): Promise<void> =>
  navigator.clipboard.writeText(deviceMarkdown(table)).then(() => say('The table is copied as Markdown.'))

export const saveTable = (table: DeviceTable): void => saveJson('device.json', table)
