/** All rules of Health and their current state. */
import { type DialogDescription, lazily } from '../dialog'

export const healthDialog: DialogDescription = {
  id: 'health',
  title: 'What Health checks',
  Component: lazily(async () => (await import('../../views/health/health-dialog')).HealthDialog),
  entry: { group: 'Page', label: 'What Health checks' },
  doc: 'health.md',
}
