/** How the accuracy of the open network, and of saved runs, falls under disturbances. */
import { type DialogDescription, lazily } from '../../dialog'

export const stressDialog: DialogDescription = {
  id: 'stress',
  title: 'Stress',
  Component: lazily(async () => (await import('./stress-dialog')).StressDialog),
  entry: { group: 'Experiment', label: 'Stress: disturb the trained network', also: 'robustness noise jitter bits dead neurons drift' },
  enabled: ({ layers, viewedRun }) => layers.length > 0 && !viewedRun,
  doc: 'stress.md',
}
