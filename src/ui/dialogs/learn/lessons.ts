/** The lessons by the names in their links. Their experiments are in share/lesson.ts. Data. */
import type { LessonName } from '../../../share/lesson'
import type { Lesson } from './lesson'
import { dead } from './lesson-dead'
import { drift } from './lesson-drift'
import { invent } from './lesson-invent'
import { memory } from './lesson-memory'
import { stepsLesson } from './lesson-steps'
import { vanish } from './lesson-vanish'
import { windowLesson } from './lesson-window'

export const LESSONS: Readonly<Record<LessonName, Lesson>> = {
  drift,
  window: windowLesson,
  dead,
  steps: stepsLesson,
  memory,
  invent,
  vanish,
}
