/** The single neuron's settings as rows derived from the lab's schemas, in the groups of its form. Pure. */
import { type FormRow, hasRow, rowsOf } from '../../../experiments/form'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'

const INITIAL = singleNeuronSchema.parse({})

interface Group {
  readonly title: string
  readonly fields: readonly (keyof SingleNeuron)[]
  /** Whether the row is only for built-in neurons; the text of equations decides it for others. */
  readonly builtIn?: true
}

const GROUPS: readonly Group[] = [
  { title: 'Input', fields: ['current', 'steps'] },
  { title: 'Neuron', fields: ['neuron', 'recurrence', 'recurrentWeight'], builtIn: true },
  { title: 'Surrogate and gradient', fields: ['surrogate', 'gradient'] },
]

/** A single neuron does not learn its skips, so of the recurrence settings only the kind and the skip lengths apply. */
const applies = ({ path }: FormRow): boolean => !path.startsWith('recurrence.') || /\.(kind|span|spans)$/.test(path)

export const neuronRows = (spec: SingleNeuron): readonly { readonly title: string; readonly rows: readonly FormRow[] }[] =>
  GROUPS.filter(({ builtIn }) => !builtIn || spec.equations === undefined).map(({ title, fields }) => ({
    title,
    rows: fields
      .flatMap((name) => rowsOf(singleNeuronSchema.shape[name], name, spec[name], INITIAL[name]))
      .filter((row) => applies(row) && hasRow(spec, row.path, singleNeuronSchema)),
  }))
