/** The state of the lab that feature maps read. */

import { thresholdOf } from '../../../neurons/descriptions'
import type { MapShape } from '../../base/columns'
import { useLab } from '../../state/store/store'

/** The channel that is selected in a layer of this shape. */
export const useSelectedChannel = (shape: MapShape | null): number | null =>
  useLab(({ channel }) => (shape && channel !== null && channel < shape.channels ? channel : null))

export const useThreshold = (layer: string): number =>
  useLab(({ layers, open }) => layers.find(({ name }) => name === layer)?.threshold ?? thresholdOf(open.neuron))
