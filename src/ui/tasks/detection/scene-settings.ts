/** The user's choice of scene, bin and boxes, shared by all tabs. */
import { useMemo, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import type { Scene } from '../../../tasks/detection/detail'
import type { BoxFilter } from './boxes'

interface SettingsState extends BoxFilter {
  /** The index in the test set. */
  readonly sample: number
  /** Whether the user has chosen the sample. */
  readonly chosen: boolean
  /** Whether all bins are shown together, regardless of the playhead. */
  readonly together: boolean
}

export interface SceneSettings {
  readonly state: SettingsState
  readonly change: (part: Partial<Omit<SettingsState, 'chosen'>>) => void
  /** Until the user chooses a sample, selects the first one that contains an object. */
  readonly skipEmpty: (scene: Pick<Scene, 'sample' | 'truths'>) => void
  /** The number of test samples; null if unknown. */
  readonly samples: number | null
}

/** The number of samples that are searched for an object. */
const FIRST = 8

const START: SettingsState = { sample: 0, chosen: false, together: true, confidence: 0.3, hidden: new Set() }

/** The number of test samples, if the data specify it. */
export const testSamplesOf = ({ data }: Pick<Experiment, 'data'>): number | null =>
  'test' in data && typeof data.test === 'number' ? data.test : null

/** The sample `by` places on, which wraps around at both ends of the set. */
export function sampleAfter(sample: number, by: number, samples: number | null): number {
  if (samples === null) return Math.max(0, sample + by)
  return (((sample + by) % samples) + samples) % samples
}

export function useSceneSettings(samples: number | null): SceneSettings {
  const [state, setState] = useState(START)
  return useMemo(
    () => ({
      // Another experiment may have fewer.
      state: { ...state, sample: Math.min(state.sample, (samples ?? Number.POSITIVE_INFINITY) - 1) },
      change: (part) => setState((before) => ({ ...before, ...part, chosen: before.chosen || 'sample' in part })),
      skipEmpty: ({ sample, truths }) => {
        if (truths.length > 0 || sample + 1 >= Math.min(samples ?? FIRST, FIRST)) return
        setState((before) => (before.chosen || before.sample !== sample ? before : { ...before, sample: sample + 1 }))
      },
      samples,
    }),
    [state, samples],
  )
}

/** Shows a hidden class, or hides a shown one. */
export function toggled(hidden: ReadonlySet<number>, classIndex: number): ReadonlySet<number> {
  const next = new Set(hidden)
  if (!next.delete(classIndex)) next.add(classIndex)
  return next
}
