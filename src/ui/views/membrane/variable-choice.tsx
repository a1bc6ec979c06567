/** Chooses what of neurons with several states the membrane view and the raster show. */

import { variableWords } from '../../../readings/variables'
import { helpOf } from '../../base/help'
import { chooseVariable } from '../../state/selection/variable'

/** @param names the potential first */
export function VariableChoice({ names, variable }: { names: readonly string[]; variable: string | null }) {
  return (
    <select
      aria-label="Variable"
      {...helpOf(
        'What is shown of the neurons: the potential, another state of their equations, or the argument of the spike. The gradient-available fraction and the gradient norm stay those of the potential.',
      )}
      value={variable ?? names[0]!}
      onChange={({ currentTarget: { value } }) => chooseVariable(value === names[0] ? null : value)}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {variableWords(name)}
        </option>
      ))}
    </select>
  )
}
