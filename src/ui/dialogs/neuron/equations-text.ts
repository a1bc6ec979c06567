/** A text of equations as its form shows it: a row for each parameter of one number. Pure. */
import { minus } from '../../../format'
import { meanOf } from '../../../networks/single/equations'
import type { Model, Parameter } from '../../../neurons/equations/tree'
import type { Field } from '../../shared/schema-row'

/** The largest value of a parameter without a range, which is typed and not dragged. */
const ANY = 1e9

export function parameterRow({ name, start, range, learned, at }: Parameter): Field {
  const [min, max] = range ?? [-ANY, ANY]
  const taught =
    learned === null ? '' : ` The network learns it${learned === 'layer' ? '' : `, one per ${learned}`}; here it has its first value.`
  return {
    path: name,
    label: name,
    help: `Parameter ${name}, in line ${at.line} of the text.${taught}`,
    control: range ? 'slider' : 'number',
    min,
    max,
    ...(min > 0 && max / min >= 500 ? { scale: 'log' as const } : range ? { step: stepOf(max - min) } : {}),
    value: meanOf(start),
  }
}

/** A hundredth of the range, as a power of ten. */
const stepOf = (span: number): number => 10 ** Math.floor(Math.log10(span / 100) + 1e-9)

export const isDrawn = ({ start }: Parameter): boolean => start.kind !== 'number'

/** How the parameters that are drawn appear: at their mean. Null if there are none. */
export function drawnSentence({ parameters }: Model): string | null {
  const drawn = parameters.filter(isDrawn).map(({ name, start }) => `${name} ${minus(meanOf(start))}`)
  return drawn.length === 0 ? null : `Drawn when a network is made, here at the mean: ${drawn.join(', ')}.`
}
