/** The graphics adapter: its name, limits and features, and where the time of a training step goes. */
import { type DialogDescription, lazily } from '../dialog'

export const deviceDialog: DialogDescription = {
  id: 'device',
  title: 'Graphics adapter',
  Component: lazily(async () => (await import('./device-dialog')).DeviceDialog),
  entry: { group: 'Page', label: 'Graphics adapter', also: 'GPU device profile roofline bandwidth timing kernels' },
  doc: 'measurements.md#where-the-time-of-a-step-goes',
}
