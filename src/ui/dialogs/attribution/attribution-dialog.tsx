/** How an output depends on the shown sample's input, presented by the task. */
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { useLab } from '../../state/store/store'
import { viewsOf } from '../../tasks/registry'

export function AttributionDialog() {
  const { attribution } = viewsOf(useLab((state) => state.open))
  return <Modal className={modalCss.wide}>{attribution ? <attribution.View /> : <p>Of this kind of experiment there is none.</p>}</Modal>
}
