/** The open experiment as PyTorch code. */
import { type DialogDescription, lazily } from '../dialog'

export const codeDialog: DialogDescription = {
  id: 'code',
  title: 'Code of this experiment',
  Component: lazily(async () => (await import('./code-dialog')).CodeDialog),
  entry: { group: 'Experiment', label: 'Code: export for SpikingJelly, snnTorch or Norse', also: 'PyTorch Python download' },
  part: 'share',
  doc: 'taking-away.md',
}
