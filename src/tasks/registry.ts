/** Every kind of experiment, for page, terminal and links. A new one is a folder next to this file and a line in each list. */
import type * as z from 'zod'
import { classificationSchema } from './classification/schema'
import { classification } from './classification/task'
import { controlSchema } from './control/schema'
import { control } from './control/task'
import { detectionSchema } from './detection/schema'
import { detection } from './detection/task'
import { regressionSchema } from './regression/schema'
import { regression } from './regression/task'
import { responseSchema } from './response/schema'
import { response } from './response/task'
import type { Task } from './task'

export const SCHEMAS = [classificationSchema, regressionSchema, responseSchema, detectionSchema, controlSchema] as const
/** An experiment of any task. */
export type Spec = z.infer<(typeof SCHEMAS)[number]>

export const TASKS: readonly Task<Spec>[] = [classification, regression, response, detection, control]

export function taskOf({ task }: { readonly task: Spec['task'] }): Task<Spec> {
  const found = TASKS.find(({ kind }) => kind === task)
  if (!found) throw new Error(`There is no task called ${String(task)}. There are: ${TASKS.map(({ kind }) => kind).join(', ')}.`)
  return found
}
