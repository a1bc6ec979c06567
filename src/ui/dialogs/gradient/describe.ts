/** Whether the gradient of the open network's neurons is right. */
import { type DialogDescription, lazily } from '../dialog'

export const gradientDialog: DialogDescription = {
  id: 'gradient',
  title: 'Check the gradient',
  Component: lazily(async () => (await import('./gradient-dialog')).GradientDialog),
  entry: { group: 'Experiment', label: 'Check the gradient against a numeric one' },
  enabled: ({ layers, viewedRun }) => layers.length > 0 && !viewedRun,
  doc: 'equations.md#check-the-gradient',
}
