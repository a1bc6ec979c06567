/** What a class is called, and a box that was found. Pure. */
import { fixed } from '../../../format'
import type { Detection } from '../../../tasks/detection/detail'

export const classOf = (classes: readonly string[], of: number): string => classes[of] ?? `class ${of}`

/** "disc 0.93" */
export const detectionWords = (classes: readonly string[], { of, score }: Detection): string => `${classOf(classes, of)} ${fixed(score, 2)}`
