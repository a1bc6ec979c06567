/** What the page shows for one kind of experiment beyond its metrics. Types only: each task implements them; the registry lists them. */
import type { ComponentType } from 'react'
import type { Experiment } from '../../experiments/schema'
import type { SampleFrame, SampleReading } from '../../readings/sample'
import type { Evaluation } from '../../worker/protocol'
import type { LabState } from '../state/store/store'

/** The part of the state from which outputs and samples get their names. */
export type Named = Pick<LabState, 'open' | 'outputNames'>

export interface TaskViews {
  readonly kind: string
  /** The inspector at the side of the page: what the network predicts for single samples and for the whole test set. */
  readonly Inspector: ComponentType
  /** What to look at in the Inspector when training has ended: the text of its button, and the tab, if there are tabs. */
  readonly afterTraining: { readonly text: string; readonly tab?: string }
  /** A small plot of the readout for the pinned sample, in its cell of the network strip. */
  readonly Output: ComponentType
  /** The names of what that plot shows, in its colors; absent if the plot needs none. */
  readonly OutputNames?: ComponentType
  /** A small plot of a pinned sample that is not an image, in the cell of the input. */
  readonly Input?: ComponentType
  /**
   * Describes a sample to views that do not depend on its task: its image as bytes, its label for "Test sample 4, which is a 3", and, if it
   * is not an image, a sentence about what the network receives.
   */
  describeSample(frame: SampleFrame, named: Named): { readonly image?: Uint8Array; readonly label?: string; readonly received?: string }
  /** Describes the network's output after a step, counted from 0: "predicts 3, 97 %". */
  describeOutput(reading: SampleReading, step: number, named: Named): string
  /** The worker call that runs the network on an external sample; absent if the task accepts none. */
  readonly callOf?: (sample: Uint8Array, watched: readonly string[]) => unknown
  /** The dialog that attributes an output to the input, and the experiments to which it applies; absent if the task has none. */
  readonly attribution?: { readonly View: ComponentType; readonly applies: (experiment: Experiment) => boolean }
  /** The accuracy at chance level; absent if predictions are not either correct or wrong. */
  readonly chanceAccuracyOf?: (experiment: Experiment) => number
  /** The evaluation in the form that `window.lab.evaluate()` returns. */
  describeReport(evaluation: Evaluation): Readonly<Record<string, unknown>>
}
