/** Opens the attribution of the shown sample's output, if the task of the open experiment supports it. */
import { LinkButton } from '../base/buttons'
import { helpOf } from '../base/help'
import { showDialog } from '../state/selection/select'
import { useLab } from '../state/store/store'

export function AttributionButton() {
  const looking = useLab((state) => state.viewedRun !== null)
  if (looking) return null
  return (
    <LinkButton
      aria-haspopup="dialog"
      {...helpOf('The gradient of an output to the input, step by step: computed when it is opened')}
      onClick={() => showDialog('attribution')}
    >
      Attribution …
    </LinkButton>
  )
}
