/** How an output depends on the shown sample's input; the task provides the view. */
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { useLab } from '../../state/store/store'
import { viewsOf } from '../../tasks/registry'

export function AttributionDialog() {
  const { attribution } = viewsOf(useLab((state) => state.open))
  return (
    <Modal className={modalCss.wide}>
      {attribution ? <attribution.View /> : <p>Attribution is not available for this kind of experiment.</p>}
    </Modal>
  )
}
