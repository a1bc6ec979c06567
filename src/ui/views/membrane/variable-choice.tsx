/** Chooses what of neurons with several states the membrane view and the raster show. */

import { variableText } from '../../../readings/variables'
import { helpOf } from '../../base/help'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { chooseVariable } from '../../state/selection/variable'

interface ChoiceProps {
  /** The potential first. */
  readonly names: readonly string[]
  readonly variable: string | null
  /** The shown run has no counts of the variable: a saved run has those of the potential, and of the state that was shown meanwhile. */
  readonly missing: boolean
}

export function VariableChoice({ names, variable, missing }: ChoiceProps) {
  return (
    <>
      <Select
        aria-label="Variable"
        {...helpOf(
          'What is shown of the neurons: the potential, another state of their equations, or the argument of the spike. The gradient-available fraction and the gradient norm stay those of the potential.',
        )}
        value={variable ?? names[0]!}
        options={names.map((value) => ({ value, text: variableText(value) }))}
        choose={(name) => chooseVariable(name === names[0] ? null : name)}
      />
      {missing && <span className={controlsCss.muted}>Not saved with this run</span>}
    </>
  )
}
