/** The command that trains a sweep or comparison of the open experiment on a cluster, from the experiment's file. Pure. */
import type { Comparison } from '../../../studies/compare'
import type { Sweep } from '../../../studies/sweep'
import type { Ready } from '../../../studies/variants'

const quoted = (text: string): string => (/^[\w./=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
const flag = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value))

const line = (command: string, args: readonly string[]): string => `npm run ${command} -- ${args.map(quoted).join(' ')} --on slurm`

export const sweepCommand = (file: string, { axes, mode, steps }: Sweep): string =>
  line('sweep', [
    file,
    ...axes.flatMap(({ path, values }) => ['--axis', `${path}=${values.map(flag).join(', ')}`]),
    ...(mode === 'list' ? ['--list'] : []),
    '--steps',
    String(steps),
  ])

/** @param times null if the data determine T. */
export const compareCommand = (
  file: string,
  { times, seeds, steps }: Pick<Comparison, 'seeds' | 'steps'> & { readonly times: readonly number[] | null },
  ready: Ready,
): string =>
  line('compare', [
    file,
    '--ready',
    ready,
    ...(times ? ['--times', times.join(',')] : []),
    '--seeds',
    seeds.join(','),
    '--steps',
    String(steps),
  ])
