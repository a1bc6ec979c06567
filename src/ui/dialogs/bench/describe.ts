/** How fast the device is on named workloads. */
import { type DialogDescription, lazily } from '../dialog'

export const benchDialog: DialogDescription = {
  id: 'bench',
  title: 'How fast is this device?',
  Component: lazily(async () => (await import('./bench-dialog')).BenchDialog),
  entry: { group: 'Page', label: 'How fast is this device?', also: 'benchmark GPU speed bandwidth dispatch cost table' },
  doc: 'measurements.md#devices',
}
