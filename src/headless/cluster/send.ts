/** Sends a study to other processes, and follows it; and the command that follows one again. */
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Length } from '../../studies/metrics'
import type { Study } from '../../studies/study'
import { readCommandLine } from '../command-line'
import { createSource } from '../load-data'
import { ROOT } from '../read-files'
import { print, say, sayOfLength } from '../terminal'
import { anyCrew, slurmCrew, startLocal } from './crews'
import { type Crew, follow, markdownOfStudy } from './follow'
import { type Manifest, readManifest, readTasks, refuseOtherCode, type Task } from './manifest'
import { readSending, type Scheduler, SENDING_GRAMMAR, type Sending } from './options'
import { planTasks, writeFolder } from './plan'
import { jobsOf, submit } from './slurm'

const LOOK_MS = { local: 500, parallel: 2000, slurm: 5000 } as const satisfies Record<Scheduler, number>
/** The time between two progress lines, where output is not a terminal. */
const QUIET_MS = 30_000

/** Sends a study and follows it. @param length that of its experiment @param samples the number of training samples; Infinity for all */
export async function sendStudy(study: Study, length: Length, preset: string, samples: number, sending: Sending): Promise<void> {
  const dataOf = createSource(undefined, samples, sending.dataFolder ?? undefined)
  const { dataFolder, seconds } = sending
  const asked = { study, preset, samples: samples === Infinity ? null : samples, dataFolder, seconds }
  const { manifest, tasks } = await planTasks(asked, dataOf, ({ message }) => say(message))
  sayOfLength(tasks, study.steps, length)
  const folder = sending.folder ?? resolve(`membrane-${study.kind}-${new Date().toISOString().slice(0, 10)}-${manifest.id.slice(0, 4)}`)
  await writeFolder(folder, manifest, tasks)
  print({ folder, runs: tasks.length, steps: study.steps, title: manifest.title })
  await start(folder, manifest, tasks, sending)
}

/** Runs "--follow FOLDER"; with --on, also starts more workers for the remaining tasks. */
export async function followCommand(): Promise<void> {
  const { options } = readCommandLine({ follow: 'FOLDER', ...SENDING_GRAMMAR })
  const folder = resolve(options.findLast(({ name }) => name === 'follow')!.value)
  const manifest = await readManifest(folder)
  const tasks = await readTasks(folder, manifest)
  const sending = readSending(options.filter(({ name }) => name !== 'follow'))
  if (sending) {
    refuseOtherCode(folder, manifest)
    return start(folder, manifest, tasks, sending)
  }
  const bySlurm = (await jobsOf(folder)).length > 0
  await followTo(
    folder,
    manifest,
    tasks,
    bySlurm ? slurmCrew(folder) : anyCrew(folder, 1000 * manifest.seconds.stale),
    bySlurm ? 'slurm' : 'parallel',
  )
}

export const isFollowing = (): boolean => process.argv.some((word) => /^--follow(=|$)/.test(word))

async function start(folder: string, manifest: Manifest, tasks: readonly Task[], { on, workers, slurm }: Sending): Promise<void> {
  if (on === 'parallel') {
    process.stdout.write(`seq ${workers} | parallel -N0 --jobs ${workers} --wd ${ROOT} node --import tsx src/headless/work.ts ${folder}\n`)
    say(`Any number of workers, on any machine that sees ${folder}. Follow them with npm run ${manifest.study.kind} -- --follow ${folder}`)
    return
  }
  if (on === 'slurm') {
    const job = await submit(folder, tasks.length, slurm)
    say(`SLURM has it as job ${job}.`)
    return followTo(folder, manifest, tasks, slurmCrew(folder), on)
  }
  const { crew, ended } = startLocal(folder, Math.min(workers, tasks.length))
  await followTo(folder, manifest, tasks, crew, on)
  await ended
}

async function followTo(folder: string, manifest: Manifest, tasks: readonly Task[], crew: Crew, on: Scheduler): Promise<void> {
  const interrupted = new AbortController()
  const { signal } = interrupted
  process.once('SIGINT', () => interrupted.abort())
  const results = await follow(folder, manifest, tasks, {
    crew,
    lookMs: LOOK_MS[on],
    print,
    say,
    show: showing(),
    stopping: () => signal.aborted,
    pause: (ms) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
  })
  if (!results) {
    const goesOn =
      on === 'local' ? 'Its workers stop, each with a checkpoint. Go on with' : 'It goes on without being watched. Come back with'
    return say(`\n${goesOn} npm run ${manifest.study.kind} -- --follow ${folder}${on === 'local' ? ' --on local' : ''}`)
  }
  process.stdout.write(`\n${markdownOfStudy(manifest.study, results)}\n`)
  say(`All runs are done. One file of them for the lab: npm run collect -- ${folder}`)
}

/** Rewrites one line on a terminal; elsewhere, prints a line from time to time. */
function showing(): (words: string) => void {
  let last = Number.NEGATIVE_INFINITY
  return (words) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${words}`)
    else if (performance.now() - last >= QUIET_MS) {
      last = performance.now()
      say(words)
    }
  }
}
