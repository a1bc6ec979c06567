/** The keyboard shortcuts, and how to read the screen. */
import { startTour } from '../../state/settings/tour'
import { type DialogDescription, lazily } from '../dialog'

export const keysDialog: DialogDescription = {
  id: 'keys',
  title: 'Keyboard and help',
  Component: lazily(async () => (await import('./keys-dialog')).KeysDialog),
  entry: { group: 'Page', label: 'Keyboard and help', help: 'This list', keys: '?' },
  doc: 'looking.md',
  more: () => [{ id: 'tour', group: 'Page', label: 'Tour of the page, in six steps', act: startTour }],
}
