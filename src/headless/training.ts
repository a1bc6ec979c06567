/** What a training in a terminal is asked for. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { boxesKey, isOwnBoxes, type OwnBoxesSpec } from '../data/boxes/schema'
import { type DataSpec, dataKey, isLabeled } from '../data/datasets/schema'
import type { DataSources } from '../data/sources'
import type { Experiment } from '../experiments/schema'
import type { Which } from '../networks/weights'
import { importBoxes, importFolder, sources } from './load-data'
import { withTeacher } from './teacher'
import { readTraining, withSetting, withValue } from './terminal'

export interface Asked {
  readonly experiment: Experiment
  readonly steps: number | undefined
  readonly test: boolean
  /** The source of its samples. */
  readonly from: DataSources
  /** The files to write, by the weights in them. */
  readonly save: Saved
}

type Saved = Partial<Record<Which, string>>

/** What the words after `npm run train --` ask for; those of the command itself if not given. @throws with a sentence */
export async function readAsked(args?: readonly string[]): Promise<Asked> {
  const asked = await readTraining(
    {
      steps: 'N',
      set: 'path=value',
      seed: 'N',
      'no-test': '',
      data: 'folder',
      teacher: 'file',
      save: 'file',
      'save-best': 'file',
    },
    args,
  )
  let { experiment } = asked
  let steps: number | undefined
  let test = true
  let from: DataSources = sources()
  const save: Saved = {}
  for (const { name, value } of asked.options) {
    if (name === 'steps') steps = Number(value)
    else if (name === 'seed') experiment = withValue(experiment, 'run.seed', value)
    else if (name === 'no-test') test = false
    else if (name === 'set') experiment = withSetting(experiment, value)
    else if (name === 'save') save.latest = value
    else if (name === 'save-best') save.best = value
    else if (name === 'teacher') {
      const { experiment: student, tensors } = await withTeacher(experiment, value)
      experiment = student
      from = { ...from, teacher: async () => tensors }
    } else {
      const { teacher } = from
      ;({ experiment, from } = await onFolder(experiment, value))
      from = { ...from, ...(teacher && { teacher }) }
    }
  }
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) throw new Error('--steps takes a whole number above 0')
  for (const path of Object.values(save)) if (!existsSync(dirname(path))) throw new Error(`${path}: there is no folder ${dirname(path)}`)
  return { experiment, steps, test, from, save }
}

/** The experiment on the data set in a folder. If it is the set of the experiment, the settings for its samples are kept. */
async function onFolder(experiment: Experiment, folder: string): Promise<{ experiment: Experiment; from: DataSources }> {
  const { data, validation } = experiment
  const withData = (given: object, count: number, same: boolean) =>
    withValue(experiment, 'data', JSON.stringify({ ...(same ? data : given), batch: Math.min(data.batch, count) }))
  if (isOwnBoxes(data)) {
    const boxed = await importBoxes(folder, data, validation?.kind === 'own')
    if (!boxed) throw new Error(`${folder} holds no recordings with boxes, and the experiment learns from such.`)
    const given = { ...boxed.data, augment: data.augment }
    const boxes = async (asked: OwnBoxesSpec) => (boxesKey(asked) === boxesKey(boxed.data) ? boxed.set : sources().boxed?.(asked))
    return { experiment: withData(given, boxed.data.train, false), from: { ...sources(), boxed: boxes } }
  }
  const given = await importFolder(folder, isLabeled(data) ? data : undefined)
  const key = dataKey(given.data)
  const stored = async (asked: DataSpec) => (dataKey(asked) === key ? given.set : sources().stored(asked))
  return { experiment: withData(given.data, given.set.train.count, key === dataKey(data)), from: { ...sources(), stored } }
}
