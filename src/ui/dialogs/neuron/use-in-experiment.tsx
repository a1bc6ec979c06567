/** The button that puts the single neuron into the open experiment, and the sentence that says why not. */

import { type ReactNode, useMemo } from 'react'
import type { Experiment } from '../../../experiments/schema'
import type { SingleNeuron } from '../../../networks/single/schema'
import { errorsOf } from '../../../problem'
import { PushButton } from '../../base/buttons'
import { settingsNow } from '../../state/session/changed-settings'
import { editAll } from '../../state/session/edit'
import { say } from '../../state/session/notices'
import { useHidden, useLab } from '../../state/store/store'
import { usedIn } from './exchange'

interface Use {
  readonly experiment: Experiment
  readonly button: ReactNode
  readonly said?: string | null
}

export function useInExperiment(spec: SingleNeuron): Use {
  const experiment = useLab((state) => (errorsOf(state.problems).length > 0 ? state.open : settingsNow(state)))
  const missing = useLab((state) => state.missing !== null)
  const { changes, refused, note } = useMemo(() => usedIn(experiment, spec), [experiment, spec])
  // A link may hide the settings, and where nothing trains there is nothing to change.
  if (useHidden('experiment') || missing) return { experiment, button: null }
  const use = () => {
    editAll(changes)
    say('The open experiment has this neuron now. Undo takes it back.')
  }
  const said =
    changes.length === 0
      ? 'The open experiment has this neuron and surrogate.'
      : refused
        ? `It does not fit the open experiment. ${refused}`
        : note
  const button = (
    <PushButton disabled={changes.length === 0 || refused !== null} onClick={use}>
      Use in the experiment
    </PushButton>
  )
  return { experiment, button, said }
}
