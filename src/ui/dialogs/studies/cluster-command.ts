/** The command that trains a sweep or comparison of the open experiment on a cluster, from the experiment's file. Pure. */
import type { Comparison } from '../../../studies/compare'
import type { Sweep } from '../../../studies/sweep'
import type { Variant } from '../../../studies/variant'
import type { Ready } from '../../../studies/variants'

const quoted = (text: string): string => (/^[\w./=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
const flag = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))

const line = (command: string, args: readonly string[]): string => `npm run ${command} -- ${args.map(quoted).join(' ')} --on slurm`

/** A value of an edit: a text of equations, as anything that is neither a word nor a number, in JSON. */
const editText = (value: unknown): string => (typeof value === 'string' && /^[\w.]*$/.test(value) ? value : JSON.stringify(value))

/** Values as the command reads them: texts of equations as a list in JSON. */
const valuesText = (values: readonly unknown[]): string =>
  values.some((value) => typeof value === 'string' && !/^\w*$/.test(value)) ? JSON.stringify(values) : values.map(flag).join(', ')

/** "Surrogate triangle: surrogate.kind=triangle" */
const variantText = ({ title, edits }: Variant): string =>
  `${title.replaceAll(':', '')}: ${edits.map(([path, value]) => `${path}=${editText(value)}`).join(', ')}`.trim()

export const sweepCommand = (file: string, { axes, mode, steps }: Sweep): string =>
  line('sweep', [
    file,
    ...axes.flatMap(({ path, values }) => ['--axis', `${path}=${valuesText(values)}`]),
    ...(mode === 'list' ? ['--list'] : []),
    '--steps',
    String(steps),
  ])

/** @param times null if the data determine T. @param compared the name of a predefined set, or the variants */
export const compareCommand = (
  file: string,
  { times, seeds, steps }: Pick<Comparison, 'seeds' | 'steps'> & { readonly times: readonly number[] | null },
  compared: Ready | readonly Variant[],
): string =>
  line('compare', [
    file,
    ...(typeof compared === 'string' ? ['--ready', compared] : compared.flatMap((variant) => ['--variant', variantText(variant)])),
    ...(times ? ['--times', times.join(',')] : []),
    '--seeds',
    seeds.join(','),
    '--steps',
    String(steps),
  ])
