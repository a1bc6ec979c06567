/** Where the time of a training step goes, kernel by kernel, next to what the device can do at best; and how it reads in words. */
import { counted, percent, si, significant, UNKNOWN } from '../format'

/** What a device can do at best, as small kernels measure it. A multiply-add is two operations. */
export interface DeviceRates {
  /** Bytes read and written in a second by a copy that no cache holds. */
  readonly bytesPerSecond: number
  readonly operationsPerSecond: number
  /** Milliseconds that a dispatch adds to a submission: its encoding, and the wait for the one before. */
  readonly dispatchMs: number
}

/** All calls of a kernel in one training step. */
export interface KernelProfile {
  /** The name of its shader. */
  readonly kernel: string
  readonly calls: number
  readonly ms: number
  /** Of all tensors that the calls bind, each once a call; without the data set. */
  readonly bytes: number
  /** Of products, two a multiply-add, whether or not a spike meets the weight; 0 without a product. */
  readonly operations: number
}

export interface StepProfile {
  /** Timestamps around each call in whole steps; or, where the device has none, each call repeated alone, by the clock of the host. */
  readonly method: 'timestamps' | 'alone'
  /** How many steps were timed. */
  readonly steps: number
  /** Milliseconds of a whole training step, several in a submission. */
  readonly stepMs: number
  readonly rates: DeviceRates
  /** The slowest first. */
  readonly kernels: readonly KernelProfile[]
}

const sum = (kernels: readonly KernelProfile[], of: 'calls' | 'ms' | 'bytes' | 'operations'): number =>
  kernels.reduce((total, kernel) => total + kernel[of], 0)

export const totalOf = (kernels: readonly KernelProfile[]): KernelProfile => ({
  kernel: 'together',
  calls: sum(kernels, 'calls'),
  ms: sum(kernels, 'ms'),
  bytes: sum(kernels, 'bytes'),
  operations: sum(kernels, 'operations'),
})

/** What share of the device's best rates a kernel reaches; null where it took no time that was measured, or has no product. */
export function sharesOf({ ms, bytes, operations }: KernelProfile, rates: DeviceRates) {
  const rate = (amount: number, best: number) => (ms > 0 && amount > 0 && best > 0 ? (1000 * amount) / ms / best : null)
  return { bandwidth: rate(bytes, rates.bytesPerSecond), arithmetic: rate(operations, rates.operationsPerSecond) }
}

/** What was found, in a few sentences. */
export function profileSentence({ method, steps, stepMs, kernels, rates }: StepProfile): string {
  const { calls, ms } = totalOf(kernels)
  const gap = stepMs - ms
  const how =
    method === 'timestamps'
      ? `Timestamp queries around each call, in ${counted(steps, 'step')}.`
      : 'This device has no timestamp queries that can be used: each call was repeated alone, and its time includes what the call costs.'
  const rest =
    gap > 0
      ? `The other ${msText(gap)} (${percent(gap / stepMs)}) lie between them: what calls cost.`
      : 'Timed one by one they take longer than together: calls cost less than the timing.'
  return [
    `A step takes ${msText(stepMs)}; its ${counted(calls, 'call')} of ${counted(kernels.length, 'kernel')} take ${msText(ms)}. ${rest}`,
    `An almost empty dispatch takes ${msText(rates.dispatchMs)}, so ${counted(calls, 'call')} cost about ${msText(calls * rates.dispatchMs)}. ${how}`,
  ].join(' ')
}

/** The device's best rates, in words. */
export const ratesSentence = ({ bytesPerSecond, operationsPerSecond, dispatchMs }: DeviceRates): string =>
  `This device copies ${significant(bytesPerSecond / 1e9)} GB/s, computes ${significant(operationsPerSecond / 1e9)} GFLOP/s of multiply-adds, and takes ${msText(dispatchMs)} for a dispatch.`

/** A time in milliseconds; in microseconds where it is short, in seconds where it is long. */
export function msText(ms: number): string {
  if (ms >= 1000) return `${significant(ms / 1000)}\u00a0s`
  return ms >= 0.1 || ms === 0 ? `${significant(ms)}\u00a0ms` : `${significant(1000 * ms)}\u00a0µs`
}

/** Table and file: a column each, as text and as a number. */
interface Column {
  readonly head: string
  /** The head in files, with the unit. */
  readonly file: string
  readonly text: (kernel: KernelProfile, profile: StepProfile) => string
  readonly value: (kernel: KernelProfile, profile: StepProfile) => number
}

const share = (value: number | null) => (value === null ? UNKNOWN : percent(value, value < 0.1 ? 1 : 0))

export const COLUMNS: readonly Column[] = [
  { head: 'calls', file: 'calls', text: ({ calls }) => String(calls), value: ({ calls }) => calls },
  { head: 'time', file: 'ms', text: ({ ms }) => msText(ms), value: ({ ms }) => ms },
  {
    head: 'share',
    file: 'share_of_time',
    text: ({ ms }, { kernels }) => share(ms / totalOf(kernels).ms),
    value: ({ ms }, { kernels }) => ms / totalOf(kernels).ms,
  },
  { head: 'bytes', file: 'bytes', text: ({ bytes }) => si(bytes), value: ({ bytes }) => bytes },
  {
    head: 'FLOP',
    file: 'operations',
    text: ({ operations }) => (operations > 0 ? si(operations) : UNKNOWN),
    value: ({ operations }) => operations,
  },
  {
    head: 'of bandwidth',
    file: 'share_of_bandwidth',
    text: (kernel, { rates }) => share(sharesOf(kernel, rates).bandwidth),
    value: (kernel, { rates }) => sharesOf(kernel, rates).bandwidth ?? Number.NaN,
  },
  {
    head: 'of multiply-adds',
    file: 'share_of_multiply_adds',
    text: (kernel, { rates }) => share(sharesOf(kernel, rates).arithmetic),
    value: (kernel, { rates }) => sharesOf(kernel, rates).arithmetic ?? Number.NaN,
  },
]

/** The rows of a file, a line for each kernel; empty where a number does not exist. */
export const profileRows = (profile: StepProfile): (string | number)[][] => [
  ['kernel', ...COLUMNS.map(({ file }) => file)],
  ...profile.kernels.map((kernel) => [
    kernel.kernel,
    ...COLUMNS.map(({ value }) => value(kernel, profile)).map((number) => (Number.isNaN(number) ? '' : number)),
  ]),
]
