/** Labels of a class and of a detection. Pure. */
import { fixed } from '../../../format'
import type { Detection } from '../../../tasks/detection/detail'

export const className = (classes: readonly string[], classIndex: number): string => classes[classIndex] ?? `class ${classIndex}`

/** "disc 0.93" */
export const detectionLabel = (classes: readonly string[], { classIndex, score }: Detection): string =>
  `${className(classes, classIndex)} ${fixed(score, 2)}`
