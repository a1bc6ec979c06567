/** Checks a readout against the length of a sample. */
import { type Problem, warning } from '../../problem'
import type { ReadoutSpec } from './schema'

export const readoutProblems = (readout: ReadoutSpec, steps: number): Problem[] =>
  readout.kind === 'last' && readout.steps > steps
    ? [
        warning('readout.steps', `A sample has only ${steps} steps, fewer than the last ${readout.steps}.`, {
          label: `Use ${steps}`,
          path: 'readout.steps',
          value: steps,
        }),
      ]
    : []
