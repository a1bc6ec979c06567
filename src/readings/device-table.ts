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

/** The same work with another framework in the same browser; milliseconds of a training step until its loss is read. */
export interface PeerTable {
  /** The framework, its version and its backend. */
  readonly name: string
  readonly steps: readonly { readonly title: string; readonly ms: number }[]
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
  readonly peer?: PeerTable
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

interface Column {
  readonly id: string
  readonly head: string
  readonly cell: (timing: WorkloadTiming) => string
}

const steps = (head: string, found: readonly { readonly title: string; readonly ms: number }[]): readonly Column[] => {
  const there = ({ title }: WorkloadTiming) => found.find((one) => one.title === title)?.ms
  return [
    { id: head, head, cell: (timing) => given(there(timing), msText) },
    { id: `${head}, ratio`, head: 'times this', cell: (timing) => given(there(timing), (ms) => significant(ms / timing.ms)) },
  ]
}
const given = (ms: number | undefined, text: (ms: number) => string): string => (ms === undefined ? UNKNOWN : text(ms))

/** What stands next to the steps of a table: another framework's on this device, and those of another device, each as a ratio too. */
export const besideColumns = ({ peer }: DeviceTable, other: DeviceTable | null): readonly Column[] => [
  ...(peer ? steps(peer.name, peer.steps) : []),
  ...(other ? steps(`a step on ${other.adapter}`, other.workloads) : []),
  ...(other?.peer ? steps(`${other.peer.name} on ${other.adapter}`, other.peer.steps) : []),
]

/** The table as Markdown, with the device above it. */
export function deviceMarkdown(table: DeviceTable): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const beside = besideColumns(table, null)
  const heads = [...WORKLOAD_HEADS, ...beside.map(({ head }) => head)]
  const rows = table.workloads.map((timing) => [...workloadCells(timing), ...beside.map(({ cell }) => cell(timing))])
  return [deviceSentence(table), '', ...[heads, heads.map(() => '---'), ...rows].map(row), ''].join('\n')
}

export const deviceSentence = ({ adapter, browser, day, rates }: DeviceTable): string =>
  `${adapter}, ${browser}, ${day}: copies ${significant(rates.bytesPerSecond / 1e9)} GB/s, multiply-adds ${significant(rates.operationsPerSecond / 1e9)} GFLOP/s, ${msText(rates.dispatchMs)} a dispatch.`

/** The rows of the table of devices in the docs: rates, then the step of each of these workloads; and another framework's steps below. */
export function deviceRows({ adapter, browser, day, rates, workloads, peer }: DeviceTable, titles: readonly string[]): string[][] {
  const fastest = workloads.map(({ title, ms, tuned }) => ({ title, ms: Math.min(ms, tuned?.ms ?? ms) }))
  const cells = (found: readonly { readonly title: string; readonly ms: number }[]) =>
    titles.map((title) => given(found.find((one) => one.title === title)?.ms, significant))
  const best = [rates.bytesPerSecond / 1e9, rates.operationsPerSecond / 1e9, 1000 * rates.dispatchMs].map((rate) => significant(rate))
  return [
    [adapter, browser, day, ...best, ...cells(fastest)],
    ...(peer ? [[adapter, `${browser}, ${peer.name}`, day, ...best.map(() => UNKNOWN), ...cells(peer.steps)]] : []),
  ]
}
