/** Who works on a folder: processes on this machine, SLURM jobs, or any worker with a sign of life. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ROOT } from '../read-files'
import { processorsHere } from './adapter'
import { hasDied, workersAlive } from './beats'
import { placeOf } from './folder'
import type { Crew } from './follow'
import { endsOf, jobsOf, queueOf } from './slurm'

const NONE_LEFT = 'Nobody works on it any more, and not all runs are done.'

/** Starts workers as processes of this machine, each with a log in the folder; with several GPUs, each worker takes the next one. */
export function startLocal(folder: string, count: number): { readonly crew: Crew; readonly ended: Promise<void> } {
  const processors = processorsHere().length
  const logs = Array.from({ length: count }, (_, i) => placeOf(folder, 'logs', `local-${process.pid}-${i}.log`))
  const children = logs.map((log, i) => {
    const file = openSync(log, 'a')
    const adapter = processors > 1 ? ['--adapter', String(i % processors)] : []
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/headless/work.ts', folder, ...adapter], {
      cwd: ROOT,
      stdio: ['ignore', file, file],
    })
    closeSync(file)
    return child
  })
  const running = () => children.filter(isRunning).length
  return {
    crew: {
      look: async () => ({ count: running(), words: '' }),
      isGone: hasDied,
      async why() {
        const said = await lastLine(logs[children.findIndex(({ exitCode }) => exitCode !== 0)] ?? logs[0]!)
        return `${NONE_LEFT} The last that a worker said: ${said || 'nothing'} Go on with --follow ${folder} --on local`
      },
    },
    ended: Promise.all(
      children.map((child) => (isRunning(child) ? new Promise((resolve) => child.once('exit', resolve)) : undefined)),
    ).then(() => undefined),
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

const lastLine = async (log: string): Promise<string> =>
  (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').at(-1)?.slice(0, 600) ?? ''

/** The SLURM jobs submitted for the folder. */
export function slurmCrew(folder: string): Crew {
  return {
    async look() {
      const queue = await queueOf(await jobsOf(folder))
      if (!queue) return { count: null, words: 'SLURM does not answer' }
      const { running, pending, reasons } = queue
      const waiting = pending > 0 ? `, ${pending} waiting${reasons.length > 0 ? ` (${reasons.slice(0, 3).join(', ')})` : ''}` : ''
      return { count: running + pending, words: `${running} of SLURM’s jobs running${waiting}` }
    },
    isGone: hasDied,
    async why() {
      const job = (await jobsOf(folder)).at(-1)
      const ends = job === undefined ? '' : await endsOf(job)
      return `${NONE_LEFT} Job ${job ?? '(none)'} is over${ends && `: ${ends}`}; ${placeOf(folder, 'logs')} has what its workers said. Go on with --follow ${folder} --on slurm`
    },
  }
}

/** Workers that something else started. The count is unknown until the first one has given a sign of life. */
export function anyCrew(folder: string, staleMs: number): Crew {
  let seen = false
  return {
    async look() {
      const { length } = await workersAlive(folder, staleMs, hasDied)
      seen ||= length > 0
      return { count: seen ? length : null, words: seen ? `${length} working` : 'nobody works on it yet' }
    },
    isGone: hasDied,
    why: async () =>
      `${NONE_LEFT} Go on with npm run work -- ${folder}, as often as there is room for, or with --follow ${folder} --on slurm`,
  }
}
