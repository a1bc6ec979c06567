/** Opens what an output depends on in the shown sample: where the task says it, of what is open. */
import { helpOf } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { showDialog } from '../../state/shown'
import { useLab } from '../../state/store'

export function AttributionButton() {
  const looking = useLab((state) => state.looking !== null)
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
