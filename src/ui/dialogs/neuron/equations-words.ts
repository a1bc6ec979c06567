/** A step of a neuron as equations in words, its steps as the columns of a table, and its formulas with the numbers of a step. Pure. */
import type { SingleNeuron } from '../../../networks/single/schema'
import { formulas } from '../../../neurons/equations/print'
import type { Equation } from '../../../schema'
import type { Answer } from './equations-answer'
import { gradientTitle, potentialName } from './equations-chart'
import { number } from './reading'
import type { Column } from './trace-table'

type Shown = NonNullable<Answer['shown']>

/** The current, every line of the text, the threshold, the surrogate and the gradient. */
export function equationsColumns(spec: SingleNeuron, { trace, gradient }: Shown): readonly Column[] {
  const { spike } = trace
  return [
    ['current x', trace.input],
    ...Object.entries(trace.lines),
    ...(spike ? [['threshold', spike.threshold] as const, [`surrogate ∂s/∂${potentialName(spike)}`, spike.slope] as const] : []),
    ...(gradient ? [[`gradient ${gradientTitle(spec, trace).replace(/^.*, /, '')}`, gradient] as const] : []),
  ]
}

export interface Reading {
  readonly equation: Equation
  /** `u[7] = 1.25`; null for what has no number at a step. */
  readonly value: string | null
}

/** Each formula with its value at a step, counted from 0. */
export function readingsAt({ model, trace }: Shown, step: number): readonly Reading[] {
  return formulas(model).map((equation, index) => {
    const line = model.lines[index]
    const [left] = equation
    if (line) return { equation, value: `${left.replace('[t]', `[${step + 1}]`)} = ${number(trace.lines[line.name]![step]!)}` }
    const isSurrogate = left.startsWith('∂')
    return { equation, value: isSurrogate && trace.spike ? `${left} ≈ ${number(trace.spike.slope[step]!)}` : null }
  })
}

/** A text description of the step, for screen readers. */
export function equationsSentence(spec: SingleNeuron, { trace, gradient }: Shown, step: number): string {
  const { spike, input, lines, spikes } = trace
  return [
    `t = ${step + 1} of ${input.length}${spike ? `, ${spikes[step] ? 'fires' : 'no spike'}` : ''}`,
    `input current ${number(input[step]!)}`,
    ...Object.entries(lines).map(([name, values]) => `${name} ${number(values[step]!)}`),
    ...(spike ? [`threshold ${number(spike.threshold[step]!)}`, `surrogate derivative ${number(spike.slope[step]!)}`] : []),
    ...(gradient ? [`${gradientTitle(spec, trace).replace(/, ∂.*$/, '')} to x[${step + 1}]: ${number(gradient[step] ?? 0)}`] : []),
  ].join('; ')
}
