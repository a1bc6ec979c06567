/** Operations and energy of the open network, compared with the analog network of the same shape. */
import { type DialogDescription, lazily } from '../dialog'

export const energyDialog: DialogDescription = {
  id: 'energy',
  title: 'Operations and energy',
  Component: lazily(async () => (await import('./energy-dialog')).EnergyDialog),
  entry: { group: 'Experiment', label: 'Operations and energy of the network' },
  enabled: ({ layers }) => layers.length > 0,
}
