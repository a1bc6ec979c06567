/** The layers in a row: shape, parameters, a small image of what each does now. The selected layer drives the other views. */
import { isOwnBoxes } from '../../../data/boxes/schema'
import { isExperience } from '../../../data/experience/schema'
import { selectLayer } from '../../state/selection/select'
import type { LabState } from '../../state/store/store'
import type { ViewDescription } from '../view'
import { NetworkStrip } from './network-strip'

/** Whether the input is generated on the GPU and no stream of the data contains it: simulated cameras, samplers, observations of agents. */
const drawsInput = ({ encoder, data, ...open }: LabState['open']): boolean =>
  encoder.kind === 'camera' || ('sampler' in open && !isOwnBoxes(data)) || isExperience(data)

export const networkView: ViewDescription = {
  id: 'network',
  title: 'Network',
  term: null,
  Component: NetworkStrip,
  region: 'top',
  full: false,
  simple: true,
  saved: true,
  figure: false,
  watches: ({ layers, open }) => ({
    layers: drawsInput(open) ? layers.filter(({ kind }) => kind === 'input').map(({ name }) => name) : [],
  }),
  commands: ({ layers }) =>
    layers
      .filter(({ kind }) => kind !== 'input')
      .map(({ name }, at) => ({
        id: `layer ${name}`,
        group: 'Layers',
        label: `Select layer ${name}`,
        ...(at < 9 && { keys: String(at + 1) }),
        act: () => selectLayer(name),
      })),
  doc: 'looking.md',
}
