/** Sizes, times and experiments in words, for bar, summary and cost. Pure. */
import { dataShape } from '../../data/schema'
import type { FormRow } from '../../experiments/form'
import type { Experiment } from '../../experiments/schema'
import { showList } from './list-field'
import { showNumber } from './number-field'

/** 0:54, 1:02:03. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`
}
const pad = (n: number): string => String(n).padStart(2, '0')

/** 63 MiB, 4.0 GiB. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'] as const
  const at = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)))
  const value = count / 1024 ** at
  return `${value < 10 && at > 0 ? value.toFixed(1) : Math.round(value)} ${units[at]}`
}

/** 0.44 GFLOP. */
export function flop(count: number): string {
  if (count >= 1e11) return `${(count / 1e12).toPrecision(2)} TFLOP`
  if (count >= 1e8) return `${(count / 1e9).toPrecision(2)} GFLOP`
  return `${(count / 1e6).toPrecision(2)} MFLOP`
}

/** The folded form: one phrase a group. */
export function summaryOf(e: Experiment): string[] {
  const set = dataShape(e.data)
  const hidden = e.network.hidden.length > 4 ? showList(e.network.hidden).replace(' × ', '×') : e.network.hidden.join('–')
  const decay = e.neuron.kind === 'lif' ? `LIF τ ${e.neuron.decay}` : `PLIF τ₀ ${e.neuron.initialDecay}`
  const surrogate =
    e.surrogate.kind === 'rect'
      ? e.surrogate.window === 'adaptive'
        ? 'window adaptive'
        : `window fixed, κ ${e.surrogate.width}`
      : `${e.surrogate.kind} surrogate`
  return [
    `${set.title}, ${e.encoder.kind}, ${e.encoder.steps} steps`,
    `${set.width * set.height * set.channels}–${hidden ? `${hidden}–` : ''}${set.classes}${e.network.normalization.kind === 'none' ? '' : ', tdBN'}`,
    `${decay}, θ ${e.neuron.threshold}`,
    surrogate,
    `${e.optimizer.kind === 'sgd' ? 'SGD' : e.optimizer.kind === 'adam' ? 'Adam' : 'AdamW'} ${e.optimizer.rate}${e.schedule.kind === 'constant' ? '' : `, ${e.schedule.kind}`}`,
  ]
}

/** A field's value as its row shows it. */
export function showValue(row: FormRow, value: unknown): string {
  if (typeof value === 'number') return showNumber(value, row.step)
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return showList(value.map(Number)) || 'none'
  return row.choices?.find((choice) => choice.value === value)?.label ?? String(value)
}
