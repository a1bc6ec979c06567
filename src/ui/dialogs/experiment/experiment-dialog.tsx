/** The settings of the experiment in a drawer, where the window is too narrow for them to stand on the left. */

import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { EquationPanel } from '../../views/network/equation-panel'
import { CostLine, ExperimentForm, HistoryButtons } from './experiment-form'

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
