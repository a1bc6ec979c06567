/** The cost of the open experiment: memory by part, and arithmetic. */
import { type DialogDescription, lazily } from '../dialog'

export const costDialog: DialogDescription = {
  id: 'cost',
  title: 'Memory and cost',
  Component: lazily(async () => (await import('./cost-dialog')).CostDialog),
  entry: { group: 'Experiment', label: 'Memory and cost of the experiment' },
  part: 'experiment',
}
