/** Opens what an output depends on in the shown sample: where the task says it, of what is open. */
import { helpOf } from '../base/help'
import controlsCss from '../base/style/controls.module.css'
import { showDialog } from '../state/selection/select'
import { useLab } from '../state/store/store'

export function AttributionButton() {
  const looking = useLab((state) => state.viewedRun !== null)
  if (looking) return null
  return (
    <button
      type="button"
      className={controlsCss.textButton}
      aria-haspopup="dialog"
      {...helpOf('The gradient of an output to the input, step by step: computed when it is opened')}
      onClick={() => showDialog('attribution')}
    >
      Attribution …
    </button>
  )
}
