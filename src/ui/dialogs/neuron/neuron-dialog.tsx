/**
 * A single neuron to experiment with: settings and input on the left, its trace in the middle, its equations with a step's numbers on the
 * right. The model is a built-in neuron or equations that the user types.
 */

import { useEffect } from 'react'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { leaveNeuron } from '../../state/links/links'
import { useSingle } from '../../state/settings/single-neuron'
import { BuiltInNeuron } from './built-in-neuron'
import { EquationsNeuron } from './equations-neuron'

export function NeuronDialog() {
  const spec = useSingle((state) => state.neuron)
  useEffect(() => leaveNeuron, [])
  return (
    <Modal className={modalCss.full}>
      {spec.equations === undefined ? <BuiltInNeuron spec={spec} /> : <EquationsNeuron spec={spec} text={spec.equations} />}
    </Modal>
  )
}
