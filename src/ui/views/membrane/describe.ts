/** The distribution of the membrane potential in the selected layer, by time step. */
import { pinned, pinOrUnpin } from '../../state/selection/pinned'
import { hasMembranes, shownLayer } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'
import { MembranePanel } from './membrane'

export const membraneView: ViewDescription = {
  id: 'membrane',
  title: 'Membrane potential',
  term: 'membrane',
  Component: MembranePanel,
  region: 'middle',
  full: true,
  simple: true,
  applies: hasMembranes,
  saved: true,
  figure: true,
  // If the potentials of the sample are counted, those of every layer are needed.
  watches: ({ layers, layer, counted }) => ({
    layers:
      counted === 'sample'
        ? layers
            .filter(({ name, watchable }) => name !== shownLayer(layers, layer) && watchable.includes('potentials'))
            .map(({ name }) => name)
        : [],
  }),
  commands: () => [
    {
      id: 'pin',
      group: 'Views',
      label: pinned.get() ? 'Unpin snapshot A' : 'Pin this snapshot as A',
      help: 'Pin the snapshot that is shown as A, or unpin it',
      keys: 'P',
      act: pinOrUnpin,
    },
  ],
  doc: 'looking.md#what-is-counted',
}
