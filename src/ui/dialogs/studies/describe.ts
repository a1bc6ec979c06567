/** Several runs of the open experiment: a comparison of variants, or a sweep over fields. Two tabs of one dialog. */
import { type DialogDescription, lazily } from '../dialog'

const Component = lazily(async () => (await import('./comparing-dialog')).ComparingDialog)

export const compareDialog: DialogDescription = {
  id: 'compare',
  title: 'Compare variants',
  Component,
  entry: { group: 'Experiment', label: 'Compare variants' },
  part: 'compare',
  button: { text: 'Compare' },
  doc: 'comparing.md',
}

export const sweepDialog: DialogDescription = {
  id: 'sweep',
  title: 'Sweep fields',
  Component,
  entry: { group: 'Experiment', label: 'Sweep fields of the experiment' },
  part: 'sweeps',
  doc: 'sweeps.md',
}
