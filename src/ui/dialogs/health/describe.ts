/** All rules of Health, as they stand now. */
import { type DialogDescription, lazily } from '../dialog'

export const healthDialog: DialogDescription = {
  id: 'health',
  title: 'What Health checks',
  Component: lazily(async () => (await import('../../views/health/health-dialog')).HealthDialog),
  entry: { group: 'Page', label: 'What Health checks' },
  doc: 'health.md',
}
