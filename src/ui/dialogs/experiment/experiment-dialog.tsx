/** The experiment's settings in a drawer, for windows too narrow for the side panel. */

import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { CostLine, EquationPanel, ExperimentForm, HistoryButtons } from './experiment-form'

export function ExperimentDialog() {
  return (
    <Modal className={modalCss.drawer}>
      <HistoryButtons />
      <ExperimentForm />
      <EquationPanel />
      <CostLine />
    </Modal>
  )
}
