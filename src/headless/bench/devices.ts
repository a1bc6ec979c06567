/** The table of this device in Node, and the rows of docs/measurements.md that tables from files fill. */
import { readFileSync } from 'node:fs'
import type { Gpu } from '../../engine/device'
import { benchDevice } from '../../experiments/bench'
import { loadSamples } from '../../experiments/build'
import { DEVICE_WORKLOADS } from '../../experiments/workloads'
import { type DeviceTable, deviceRows } from '../../readings/device-table'
import { MAX_DEVICE_FILE, readDevice } from '../../share/device-file'
import { sources } from '../load-data'
import { grid } from '../terminal'

export const measureDevice = (gpu: Gpu, onProgress: (done: number, total: number, what: string) => void): Promise<DeviceTable> =>
  benchDevice(gpu, {
    workloads: DEVICE_WORKLOADS,
    browser: `Node ${process.version}`,
    load: (experiment) => loadSamples(experiment, { ...sources(), gpu }),
    onProgress,
  })

/** A table with a row for each file, and one for the framework that was timed beside it. @throws with the name of a file that is no table */
export function devicesMarkdown(files: readonly string[]): string {
  const titles = DEVICE_WORKLOADS.map(({ title }) => title)
  const rows = files.flatMap((file) => {
    const read = readDevice(readFileSync(file, 'utf8').slice(0, MAX_DEVICE_FILE + 1))
    if (!read.ok) throw new Error(`${file}: ${read.message}`)
    return deviceRows(read.table, titles).map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))
  })
  const head = [
    'adapter',
    'browser',
    'day',
    'copy, GB/s',
    'multiply-adds, GFLOP/s',
    'a dispatch, µs',
    ...titles.map((title) => `${title}, ms`),
  ]
  return grid(head, rows)
}
