/** Converts a study to a folder of tasks. Invalid runs and missing data are reported before anything is written. */
import { createHash, randomBytes } from 'node:crypto'
import { isBundled, isLabeled, isOpened } from '../../data/datasets/schema'
import type { DataSet, SampleSet } from '../../data/streams'
import type { Experiment } from '../../experiments/schema'
import { errorsOf, type Problem } from '../../problem'
import { metricsOf } from '../../studies/metrics'
import { planStudy, type Study } from '../../studies/study'
import { taskOf } from '../../tasks/registry'
import { addTasks, createFolder } from './folder'
import { appVersion, type Manifest, newManifest, type Task, writeManifest, writeTasks } from './manifest'

export interface Asked {
  readonly study: Study
  readonly preset: string
  readonly samples: number | null
  readonly dataFolder: string | null
  readonly seconds: Manifest['seconds']
}

/** The size limit for all curves in a file of runs; the lab reads up to 384 MiB of them. */
const CURVE_BYTES = 200 * 2 ** 20
const MAX_ROWS = 20_000
/** The size of a 32-bit number in base64. */
const BYTES_PER_VALUE = 16 / 3

/** @throws with a sentence where the study has an error, or data are missing. @param warn receives a message on what is left out */
export async function planTasks(
  { study, ...asked }: Asked,
  dataOf: (experiment: Experiment) => Promise<DataSet>,
  warn: (problem: Problem) => void,
): Promise<{ manifest: Manifest; tasks: Task[] }> {
  const { title, runs, problems } = planStudy(study)
  const [first] = errorsOf(problems)
  if (first) throw new Error(first.message)
  problems.forEach(warn)
  const tasks = runs.map((run, task): Task => ({ task, ...run }))
  const columns = metricsOf(study.base).filter(({ split }) => split === 'train').length + 1
  const rows = Math.min(MAX_ROWS, Math.max(100, Math.floor(CURVE_BYTES / BYTES_PER_VALUE / columns / tasks.length)))
  const about = { id: randomBytes(6).toString('hex'), title: title.slice(0, 400), created: Date.now(), app: await appVersion() }
  const data = await hashesOf(tasks, dataOf)
  return { manifest: newManifest({ ...about, study, ...asked, data, rows }, tasks), tasks }
}

/** Whether samples are read from files, which may differ between machines. */
const isRead = ({ data }: Experiment): boolean => isLabeled(data) && (isBundled(data) || isOpened(data))

/** The hashes of all tasks' sets that are read from files, by key. @throws with a sentence where one is missing */
async function hashesOf(tasks: readonly Task[], dataOf: (experiment: Experiment) => Promise<DataSet>): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const { experiment } of tasks) {
    const { key } = taskOf(experiment).needs(experiment)
    if (key in hashes || !isRead(experiment)) continue
    hashes[key] = hashOfData(await dataOf(experiment))
  }
  return hashes
}

/** Compares a worker's data with the data that the folder was made with. @throws with a sentence */
export function refuseOtherData({ data }: Pick<Manifest, 'data'>, experiment: Experiment, found: DataSet): void {
  const wanted = data[taskOf(experiment).needs(experiment).key]
  if (wanted !== undefined && wanted !== hashOfData(found))
    throw new Error('The samples on this machine are not those that the tasks were made with. Give every machine the same folder of data.')
}

function hashOfData({ train, test }: DataSet): string {
  const digest = createHash('sha256')
  const add = ({ count, streams }: SampleSet) => {
    for (const name of Object.keys(streams).sort()) {
      const { shape, type, values } = streams[name]!
      digest.update(JSON.stringify([name, count, shape, type]))
      digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    }
  }
  add(train)
  add(test)
  return digest.digest('hex')
}

/** @throws FolderTrouble where there is something of that name, or no room. */
export async function writeFolder(folder: string, manifest: Manifest, tasks: readonly Task[]): Promise<void> {
  await createFolder(folder)
  await writeTasks(folder, tasks)
  await addTasks(folder, tasks.length)
  await writeManifest(folder, manifest)
}
