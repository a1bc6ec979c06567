/** The command that trains a sweep or comparison of the open experiment on a cluster, from the experiment's file. Pure. */
import type { Comparison } from '../../../studies/compare'
import type { Sweep } from '../../../studies/sweep'
import type { Variant } from '../../../studies/variant'
import type { Ready } from '../../../studies/variants'

const quoted = (text: string): string => (/^[\w./=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
const flag = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))

const line = (command: string, args: readonly string[]): string => `npm run ${command} -- ${args.map(quoted).join(' ')} --on slurm`

/** "Surrogate triangle: surrogate.kind=triangle" */
const variantText = ({ title, edits }: Variant): string => `${title}: ${edits.map(([path, value]) => `${path}=${value}`).join(', ')}`.trim()

export const sweepCommand = (file: string, { axes, mode, steps }: Sweep): string =>
  line('sweep', [
    file,
    ...axes.flatMap(({ path, values }) => ['--axis', `${path}=${values.map(flag).join(', ')}`]),
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
