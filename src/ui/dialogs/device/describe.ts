/** The graphics adapter: its name, limits and features. */
import { type DialogDescription, lazily } from '../dialog'

export const deviceDialog: DialogDescription = {
  id: 'device',
  title: 'Graphics adapter',
  Component: lazily(async () => (await import('./device-dialog')).DeviceDialog),
  entry: { group: 'Page', label: 'Graphics adapter' },
}
