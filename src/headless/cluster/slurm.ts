/**
 * SLURM: the script of a job array, and the output of sbatch, squeue, sacct and scontrol. An element of the array is a worker: it takes
 * tasks until none is left, and is queued again if it was stopped before that.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../read-files'
import { FolderTrouble, placeOf, troubleOf, writeWhole } from './folder'

export interface SlurmOptions {
  readonly partition: string | null
  readonly gpus: string | null
  readonly time: string | null
  /** The maximum number of array elements that run at a time. */
  readonly limit: number
  /** Further options of sbatch, passed on unchanged. */
  readonly more: readonly string[]
  /** An Apptainer image that contains Node. */
  readonly container: string | null
}

/** Seconds before the time limit at which a worker receives the signal to stop. */
const NOTICE_S = 60
/** The maximum number of times that an element is queued again. */
const MAX_RESTARTS = 100
const ARRAY_LIMIT = 32
export const usualSlurm = { partition: null, gpus: null, time: null, limit: ARRAY_LIMIT, more: [], container: null } satisfies SlurmOptions

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** @param tasks the maximum number of array elements */
export function scriptOf(folder: string, tasks: number, options: SlurmOptions, root: string = ROOT): string {
  const { partition, gpus, time, limit, more, container } = options
  const elements = Math.min(tasks, limit)
  const asked = [
    '--job-name=membrane',
    `--array=0-${elements - 1}`,
    `--output=${placeOf(folder, 'logs', '%A_%a.log')}`,
    '--open-mode=append',
    `--signal=B:USR1@${NOTICE_S}`,
    '--requeue',
    ...(partition === null ? [] : [`--partition=${partition}`]),
    ...(gpus === null ? [] : [`--gpus=${gpus}`]),
    ...(time === null ? [] : [`--time=${time}`]),
    ...more,
  ]
  const inside =
    container === null
      ? ''
      : `apptainer exec --nv --bind ${quoted(folder)} --bind ${quoted(root)} --pwd ${quoted(root)} ${quoted(container)} `
  return `#!/bin/bash
${asked.map((option) => `#SBATCH ${option}`).join('\n')}
cd ${quoted(root)} || exit 1
${inside}node --import tsx src/headless/work.ts ${quoted(folder)} &
worker=$!
# Before its time is up, or where it has to go: the worker leaves a checkpoint.
trap 'kill -TERM "$worker" 2>/dev/null' USR1 TERM
wait "$worker"
code=$?
# A signal ends wait, and not the worker.
while kill -0 "$worker" 2>/dev/null; do
  wait "$worker"
  code=$?
done
# 75: stopped with tasks left. Above 128: ended by a signal.
if { [ "$code" = 75 ] || [ "$code" -gt 128 ]; } && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MAX_RESTARTS} ]; then
  scontrol requeue "$SLURM_JOB_ID" && exit 0
fi
exit "$code"
`
}

const scriptFile = (folder: string): string => join(folder, 'job.sh')
const jobsFile = (folder: string): string => join(folder, 'jobs')

interface CommandOutput {
  readonly code: number | string
  readonly out: string
  readonly err: string
}
/** Runs a SLURM command; the code is a word where the command does not exist. */
export type Call = (command: string, args: readonly string[]) => Promise<CommandOutput>

const callSlurm: Call = (command, args) =>
  new Promise((resolve) => {
    execFile(command, [...args], { timeout: 60_000, maxBuffer: 2 ** 24 }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    )
  })

/** Submits the script and records the job in the folder. @returns the job's id. @throws FolderTrouble with a sentence */
export async function submit(folder: string, tasks: number, options: SlurmOptions, call: Call = callSlurm): Promise<string> {
  const file = scriptFile(folder)
  await writeWhole(file, scriptOf(folder, tasks, options)).catch((error) => Promise.reject(troubleOf(folder, error)))
  const { code, out, err } = await call('sbatch', ['--parsable', file])
  if (code === 'ENOENT')
    throw new FolderTrouble(
      `There is no sbatch here. The folder is ready: on a machine of the cluster, sbatch ${file}, and then --follow ${folder}`,
    )
  if (code !== 0) throw new FolderTrouble(refusalOf(folder, err.trim(), options))
  const job = out.trim().split(';')[0]!
  await writeWhole(jobsFile(folder), `${[...(await jobsOf(folder)), job].join('\n')}\n`)
  return job
}

function refusalOf(folder: string, said: string, { partition }: SlurmOptions): string {
  const again = `The folder is ready: hand it in again with --follow ${folder} --on slurm and other options.`
  if (/invalid partition/i.test(said)) return `SLURM has no partition “${partition ?? ''}”. sinfo lists those that there are. ${again}`
  if (/time limit/i.test(said)) return `SLURM refuses the time limit. sinfo -o '%P %l' lists those of each partition. ${again}`
  return `SLURM refuses the job: ${said.replace(/^sbatch: error: /, '').split('\n')[0] || 'it does not say why'}. ${again}`
}

/** The jobs submitted for a folder. */
export async function jobsOf(folder: string): Promise<string[]> {
  const text = await readFile(jobsFile(folder), 'utf8').catch(() => '')
  return text.split('\n').filter((line) => /^\d+$/.test(line))
}

export interface Queue {
  readonly running: number
  readonly pending: number
  /** The reasons why pending jobs wait. */
  readonly reasons: readonly string[]
}

/** Parses one line per running element, and one for all pending ones: "123_4 R None", "123_[5-9%2] PD Resources". */
export function readQueue(text: string): Queue {
  const lines = text.split('\n').flatMap((line) => {
    const [id, state, ...reason] = line.trim().split(/\s+/)
    return id && state ? [{ count: countOf(id), state, reason: reason.join(' ').replaceAll(/[()]/g, '') }] : []
  })
  const sum = (states: readonly string[]) => lines.filter(({ state }) => states.includes(state)).reduce((all, { count }) => all + count, 0)
  const waiting = ['PD', 'RQ', 'RH', 'S']
  return {
    running: sum(['R', 'CG', 'CF']),
    pending: sum(waiting),
    reasons: [...new Set(lines.filter(({ state, reason }) => waiting.includes(state) && reason !== 'None').map(({ reason }) => reason))],
  }
}

/** The number of elements: "123_[0,5-9%2]" has six. */
function countOf(id: string): number {
  const list = /\[([\d,-]+)(?:%\d+)?\]/.exec(id)?.[1]
  if (list === undefined) return 1
  return list.split(',').reduce((sum, part) => {
    const [first, last = first] = part.split('-').map(Number)
    return sum + last! - first! + 1
  }, 0)
}

/** The queue of these jobs, empty once they are over; null if the controller does not answer, which may be busy. */
export async function queueOf(jobs: readonly string[], call: Call = callSlurm): Promise<Queue | null> {
  if (jobs.length === 0) return readQueue('')
  const { code, out, err } = await call('squeue', ['--noheader', '--jobs', jobs.join(','), '--format', '%i %t %r'])
  if (code === 0) return readQueue(out)
  // The controller forgets jobs some minutes after they are over.
  return /invalid job id/i.test(err) ? readQueue('') : null
}

/** How the elements of a job ended, "FAILED 3, TIMEOUT 1": from the accounting, or from what the controller still knows. Empty if neither knows. */
export async function endsOf(job: string, call: Call = callSlurm): Promise<string> {
  const accounted = await call('sacct', ['--noheader', '--parsable2', '--allocations', '--jobs', job, '--format', 'State'])
  const states =
    accounted.code === 0 && accounted.out.trim() !== ''
      ? accounted.out.trim().split('\n')
      : [...(await call('scontrol', ['show', 'job', job])).out.matchAll(/JobState=(\w+)/g)].map(([, state]) => state!)
  const counts = new Map<string, number>()
  for (const state of states) counts.set(state.split(' ')[0]!, (counts.get(state.split(' ')[0]!) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${state} ${count}`).join(', ')
}
