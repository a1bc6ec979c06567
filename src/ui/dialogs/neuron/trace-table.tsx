/** The single neuron's steps as a table and as rows for files: the plotted values in numbers. */

import { minus, significant } from '../../../format'
import type { SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { DataTable } from '../../base/data-table'
import css from './neuron.module.css'
import { GRADIENT_TITLES } from './trace-chart'

interface Shown {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly gradient: readonly number[] | null
}

export type Column = readonly [title: string, values: ArrayLike<number>]

/** The columns of a built-in neuron. */
export function traceColumns({ spec, trace, gradient }: Shown): readonly Column[] {
  const { input, received, membrane, spikes, after, spikeProbability, slope } = trace
  return [
    ['current x', input],
    ...(spec.recurrence.kind === 'none' ? [] : [['with recurrent input', received] as const]),
    ['potential u', membrane],
    ...(spikeProbability ? [['spike probability p', spikeProbability] as const] : []),
    ['spike s', spikes],
    ['after reset v', after],
    ['surrogate ∂s/∂u', slope],
    ...(gradient && spec.gradient !== 'none'
      ? [[`gradient ${GRADIENT_TITLES[spec.gradient].replace(/^.*, /, '')}`, gradient] as const]
      : []),
  ]
}

/** One row per time step, starting at 1. */
export function traceRows(columns: readonly Column[]): (string | number)[][] {
  const row = (step: number) => [step + 1, ...columns.map(([, values]) => values[step]!)]
  return [['t', ...columns.map(([title]) => title)], ...Array.from({ length: columns[0]![1].length }, (_, step) => row(step))]
}

const cellOf = (value: number): string => (Number.isInteger(value) ? minus(value) : significant(value))

interface TableProps {
  readonly columns: readonly Column[]
  readonly step: number
  readonly choose: (step: number) => void
}

export function TraceTable({ columns, step: chosen, choose }: TableProps) {
  const [heads, ...rows] = traceRows(columns)
  const stepButton = ([t]: readonly (string | number)[]) => {
    const step = Number(t) - 1
    return (
      <button type="button" aria-label={`Show step ${t}`} aria-current={step === chosen || undefined} onClick={() => choose(step)}>
        {t}
      </button>
    )
  }
  return (
    <div className={css.plots}>
      <DataTable
        label="Steps of the neuron"
        rows={rows}
        keyOf={([t]) => t!}
        on={([t]) => t === chosen + 1}
        columns={heads!.map((head, at) => ({
          head,
          cell: at === 0 ? stepButton : (row: readonly (string | number)[]) => cellOf(Number(row[at])),
        }))}
      />
    </div>
  )
}
