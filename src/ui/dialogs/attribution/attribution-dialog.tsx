/** What an output depends on in the shown sample, as the task shows it. */
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { useLab } from '../../state/store/store'
import { viewsOf } from '../../tasks/registry'

export function AttributionDialog() {
  const { attribution } = viewsOf(useLab((state) => state.open))
  return <Modal className={modalCss.wide}>{attribution ? <attribution.View /> : <p>Of this kind of experiment there is none.</p>}</Modal>
}
