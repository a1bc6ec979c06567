/** The options by which a sweep or a comparison is sent to other processes instead of being trained here. */
import { resolve } from 'node:path'
import type { Manifest } from './manifest'
import { type SlurmOptions, usualSlurm } from './slurm'

const SCHEDULERS = ['slurm', 'local', 'parallel'] as const
export type Scheduler = (typeof SCHEDULERS)[number]

export const SENDING_GRAMMAR = {
  on: SCHEDULERS.join('|'),
  folder: 'FOLDER',
  workers: 'N',
  partition: 'NAME',
  gpus: 'N',
  time: 'TIME',
  'array-limit': 'N',
  sbatch: "'--option=value'",
  container: 'IMAGE',
  data: 'FOLDER',
  checkpoint: 'SECONDS',
  stale: 'SECONDS',
} as const

export interface Sending {
  readonly on: Scheduler
  /** Null for a new folder in the working directory. */
  readonly folder: string | null
  readonly workers: number
  readonly slurm: SlurmOptions
  /** The folder of data sets. */
  readonly dataFolder: string | null
  readonly seconds: Manifest['seconds']
}

const USUAL_SECONDS: Manifest['seconds'] = { checkpoint: 60, beat: 15, stale: 180 }

interface Written {
  readonly name: string
  readonly value: string
}

export const isSending = ({ name }: Written): boolean => Object.hasOwn(SENDING_GRAMMAR, name)

/** Null if none of these options is given. @throws with a sentence */
export function readSending(written: readonly Written[]): Sending | null {
  const options = written.filter(isSending)
  const last = (name: keyof typeof SENDING_GRAMMAR): string | null => options.findLast((option) => option.name === name)?.value ?? null
  const on = last('on')
  if (on === null) {
    const [first] = options
    if (first) throw new Error(`--${first.name} is of runs that are sent elsewhere: say where, with --on ${SENDING_GRAMMAR.on}`)
    return null
  }
  if (!isScheduler(on)) throw new Error(`--on takes ${SCHEDULERS.join(', ')}, not “${on}”.`)
  const number = (name: keyof typeof SENDING_GRAMMAR, usual: number, min: number): number => {
    const text = last(name)
    const value = text === null ? usual : Number(text)
    if (!(value >= min && value < 1e6)) throw new Error(`--${name} takes a number from ${min} on, not “${text}”.`)
    return value
  }
  const folder = last('folder')
  const data = last('data') ?? process.env.MEMBRANE_DATA ?? null
  const stale = number('stale', USUAL_SECONDS.stale, 0.1)
  return {
    on,
    folder: folder === null ? null : resolve(folder),
    workers: Math.ceil(number('workers', 1, 1)),
    slurm: {
      partition: last('partition'),
      gpus: last('gpus'),
      time: last('time'),
      container: last('container'),
      limit: Math.ceil(number('array-limit', usualSlurm.limit, 1)),
      more: options.filter(({ name }) => name === 'sbatch').map(({ value }) => value),
    },
    dataFolder: data === null ? null : resolve(data),
    seconds: { checkpoint: number('checkpoint', USUAL_SECONDS.checkpoint, 0), beat: Math.min(USUAL_SECONDS.beat, stale / 4), stale },
  }
}

const isScheduler = (word: string): word is Scheduler => (SCHEDULERS as readonly string[]).includes(word)
