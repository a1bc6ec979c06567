/** What a preset is, and how one is written down: a frozen experiment with a name that links may use for ever. */
import { type Experiment, type ExperimentInput, parseExperiment, VERSION } from '../schema'

export interface Preset {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** The method or tutorial it stands for, as the gallery's group. */
  readonly family: 'MPD-AGL' | 'ASRC-SNN' | 'Events' | 'Basics'
  /** Within the family. */
  readonly group?: 'tasks' | 'for a laptop' | 'as in the paper'
  /** A preset that differs in one thing, one click away. */
  readonly twin?: string
  readonly experiment: Experiment
}

export type Settings = Omit<ExperimentInput, 'version'>

export const preset = (p: Omit<Preset, 'experiment'> & { experiment: Settings }): Preset => ({
  ...p,
  experiment: parseExperiment({ version: VERSION, ...p.experiment }),
})
