/**
 * Works on a folder of tasks until none is left: npm run work -- FOLDER [--adapter N]
 * Any number of workers may run, on any machines that share the folder. SIGTERM, SIGINT or SIGUSR1 stop one after the current training
 * step: it leaves a checkpoint and gives its task back. Exit 0: no task is left; 75: stopped with tasks left; 1: an error.
 */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Gpu } from '../engine/device'
import { askedIndex, processorsHere, selectionOf } from './cluster/adapter'
import { type Beat, placeHere } from './cluster/beats'
import { type Manifest, readManifest, readTasks, refuseOtherCode } from './cluster/manifest'
import { refuseOtherData } from './cluster/plan'
import { trainTask } from './cluster/train-task'
import { type WorkerHost, work } from './cluster/worker'
import { readCommandLine, refusalOf } from './command-line'
import { openDawn } from './dawn'
import { createSource } from './load-data'
import { runCommand, say } from './terminal'

const GRAMMAR = { adapter: 'N' } as const
const STOPPED = 75

function chooseAdapter(written: string | undefined): void {
  const index = written === undefined ? askedIndex(process.env) : Number(written)
  const processors = processorsHere()
  // The scheduler's numbering may differ from the PCI addresses found here.
  if (index === null || (written === undefined && index >= processors.length)) return
  Object.assign(process.env, selectionOf(index, processors))
}

function selfOf({ info }: Gpu): Beat {
  const node = process.env.SLURMD_NODENAME ?? hostname()
  const { SLURM_JOB_ID: job = null, SLURM_RESTART_COUNT: restart = '0' } = process.env
  return {
    worker: `${node.replaceAll(/[^\w.-]/g, '-').slice(0, 60)}.${process.pid}.${randomBytes(4).toString('hex')}`,
    node,
    place: placeHere(),
    pid: process.pid,
    job,
    restart: Number(restart),
    adapter: info.description || [info.vendor, info.architecture].filter(Boolean).join(' '),
    software: info.software,
  }
}

/** Listens for signals that stop a worker; also ends its pauses. */
function listenForStop() {
  let stopped = false
  let wake = () => {}
  const stop = () => {
    stopped = true
    wake()
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR1'] as const) process.on(signal, stop)
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (stopped) wake()
    })
  return { stopping: () => stopped, pause }
}

function hostOf(gpu: Gpu, { samples, dataFolder, study, rows, shaders, data }: Manifest, self: Beat): Pick<WorkerHost, 'train'> {
  const dataOf = createSource(gpu, samples ?? Infinity, process.env.MEMBRANE_DATA ?? dataFolder ?? undefined)
  const checked = new Set<object>()
  return {
    async train({ experiment }, from, watcher) {
      const set = await dataOf(experiment)
      if (!checked.has(set)) refuseOtherData({ data }, experiment, set)
      checked.add(set)
      const { adapter } = self
      const look = study.kind === 'compare' ? study.look : undefined
      return trainTask(gpu, { experiment, data: set, steps: study.steps, look, rows, shaders, adapter }, from, watcher)
    },
  }
}

runCommand(async () => {
  const { words, options } = readCommandLine(GRAMMAR)
  const [asked, more] = words
  if (asked === undefined) throw new Error('Which folder of tasks? npm run work -- FOLDER')
  if (more !== undefined) throw new Error(refusalOf(GRAMMAR, more))
  const stop = listenForStop()
  const folder = resolve(asked)
  const manifest = await readManifest(folder)
  refuseOtherCode(folder, manifest)
  const tasks = await readTasks(folder, manifest)
  chooseAdapter(options.at(-1)?.value)
  const gpu = await openDawn()
  gpu.onError((message) => say(`GPU error: ${message}`))
  const self = selfOf(gpu)
  say(
    `${self.worker} computes on ${self.adapter}${self.software ? ': there is no graphics processor here that can be used, so in software' : ''}.`,
  )
  try {
    const waits = self.job === null
    const over = await work(folder, manifest, tasks, { self, waits, ...stop, say, ...hostOf(gpu, manifest, self) })
    if (!over) process.exitCode = STOPPED
  } finally {
    gpu.device.destroy()
  }
})
