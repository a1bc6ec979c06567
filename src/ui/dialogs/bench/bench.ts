/** The table of this device, and one of another device from a file: measured by the worker, shown next to each other, copied and saved. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { messageOf } from '../../../problem'
import { browserOf, type DeviceTable, deviceMarkdown } from '../../../readings/device-table'
import { MAX_DEVICE_FILE, readDevice } from '../../../share/device-file'
import { saveBlob } from '../../base/download'
import { say } from '../../state/session/notices'
import { ready } from '../../state/session/opening'
import { worker } from '../../state/session/worker-connection'

interface BenchState {
  readonly table: DeviceTable | null
  readonly other: DeviceTable | null
  readonly busy: boolean
  /** The message of the last measurement or file; null if there is none. */
  readonly notice: string | null
}
const state = createStore<BenchState>(() => ({ table: null, other: null, busy: false, notice: null }))
export const useBench = (): BenchState => useStore(state)

/** Null where it was stopped. */
export async function takeBench(): Promise<DeviceTable | null> {
  await ready().catch(() => undefined)
  state.setState({ busy: true, notice: null })
  try {
    const table = await worker().bench(browserOf(navigator.userAgent))
    state.setState(table ? { table } : { notice: 'The measurement was stopped; nothing has changed.' })
    return table
  } catch (error) {
    state.setState({ notice: messageOf(error) })
    throw error
  } finally {
    state.setState({ busy: false })
  }
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

export const saveTable = (table: DeviceTable): void =>
  saveBlob('device.json', new Blob([JSON.stringify(table, null, 2)], { type: 'application/json' }))
