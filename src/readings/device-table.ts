/** How fast a device is on named workloads: what was measured, and how it reads as a table. */
import { percent, significant, UNKNOWN } from '../format'
import { type DeviceRates, msText } from './profile'

export interface WorkloadTiming {
  readonly title: string
  /** Milliseconds of a training step, with the variants that the device's profile selects. */
  readonly ms: number
  readonly dispatches: number
  readonly samplesPerSecond: number
  /** The bytes that a step binds, in a second, as a share of a copy. */
  readonly bandwidth: number
  /** What the tuner chose, and a step with it; null where a step takes too long to try all variants. */
  readonly tuned: { readonly ms: number; readonly variants: Readonly<Record<string, string>> } | null
}

export interface DeviceTable {
  readonly format: typeof DEVICE_FORMAT
  readonly version: 1
  /** The name of the adapter. */
  readonly adapter: string
  readonly software: boolean
  readonly browser: string
  /** The day, as 2026-11-30. */
  readonly day: string
  readonly rates: DeviceRates
  readonly workloads: readonly WorkloadTiming[]
}

export const DEVICE_FORMAT = 'membrane-device'

export const adapterOf = ({
  vendor,
  architecture,
  description,
}: Readonly<Record<'vendor' | 'architecture' | 'description', string>>): string =>
  description || [vendor, architecture].filter(Boolean).join(' ') || 'not reported'

/** The browser and its version, from its user agent. */
export function browserOf(agent: string): string {
  const [, name, version] = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(agent.replace(/Chrome\/\d+[\d.]* (?=.*(?:Edg|OPR)\/)/, '')) ?? []
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' }
  return name ? `${names[name] ?? name} ${version}` : agent.slice(0, 60)
}

/** What the tuner changed. */
const tunedText = ({ tuned }: WorkloadTiming): string =>
  tuned === null ? 'not tuned' : `${msText(tuned.ms)}: ${[...new Set(Object.values(tuned.variants))].join(', ') || 'as before'}`

export const WORKLOAD_HEADS = ['workload', 'a step', 'dispatches', 'samples a second', 'of bandwidth', 'tuned'] as const

export const workloadCells = (timing: WorkloadTiming): string[] => [
  timing.title,
  msText(timing.ms),
  String(timing.dispatches),
  significant(timing.samplesPerSecond),
  percent(timing.bandwidth),
  tunedText(timing),
]

/** The table as Markdown, with the device above it. */
export function deviceMarkdown(table: DeviceTable): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    deviceSentence(table),
    '',
    ...[WORKLOAD_HEADS, WORKLOAD_HEADS.map(() => '---'), ...table.workloads.map(workloadCells)].map(row),
    '',
  ].join('\n')
}

export const deviceSentence = ({ adapter, browser, day, rates }: DeviceTable): string =>
  `${adapter}, ${browser}, ${day}: copies ${significant(rates.bytesPerSecond / 1e9)} GB/s, multiply-adds ${significant(rates.operationsPerSecond / 1e9)} GFLOP/s, ${msText(rates.dispatchMs)} a dispatch.`

/** A row of the table of devices in the docs: rates, then the step of each of these workloads. */
export const deviceRow = ({ adapter, browser, day, rates, workloads }: DeviceTable, titles: readonly string[]): string[] => [
  adapter,
  browser,
  day,
  significant(rates.bytesPerSecond / 1e9),
  significant(rates.operationsPerSecond / 1e9),
  significant(1000 * rates.dispatchMs),
  ...titles.map((title) => {
    const found = workloads.find((one) => one.title === title)
    return found ? significant(Math.min(found.ms, found.tuned?.ms ?? found.ms)) : UNKNOWN
  }),
]
