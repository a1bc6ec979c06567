/** What the page shows of a kind of experiment beyond its metrics. Types only: each task fills it in, and the registry finds it. */
import type { ComponentType } from 'react'
import type { Experiment } from '../../experiments/schema'
import type { SampleFrame, SampleReading } from '../../readings/sample'
import type { Evaluation } from '../../worker/protocol'
import type { LabState } from '../state/store/store'

/** By what outputs and samples are named. */
export type Named = Pick<LabState, 'open' | 'outputNames'>

export interface TaskViews {
  readonly kind: string
  /** At the side of the page: what the network makes of single samples and of the whole test set. */
  readonly Inspector: ComponentType
  /** What the readout says of the pinned sample now, small: in its cell of the network strip. */
  readonly Output: ComponentType
  /** The pinned sample where it is no picture, small: in the cell of the input. */
  readonly Input?: ComponentType
  /**
   * What is shown of a sample where its task does not matter: its picture as bytes, what it is, for "Test sample 4, which is a 3", and
   * what the network receives of it, in a sentence, where that is no picture.
   */
  describeSample(frame: SampleFrame, named: Named): { readonly image?: Uint8Array; readonly label?: string; readonly received?: string }
  /** What the network says of a sample after a step, counted from 0: "answers 3, 97 %". */
  describeOutput(reading: SampleReading, step: number, named: Named): string
  /** The call of the worker that runs the network on a sample from outside; absent where a task takes none. */
  readonly callOf?: (sample: Uint8Array, watched: readonly string[]) => unknown
  /** What an output depends on in the shown sample, in a dialog; and of which experiments. Absent where a task has nothing to say of it. */
  readonly attribution?: { readonly View: ComponentType; readonly applies: (experiment: Experiment) => boolean }
  /** The share of right answers that guessing makes; absent where no answer is right or wrong. */
  readonly chanceAccuracyOf?: (experiment: Experiment) => number
  /** An evaluation as `window.lab.evaluate()` answers with it. */
  describeReport(evaluation: Evaluation): Readonly<Record<string, unknown>>
}
