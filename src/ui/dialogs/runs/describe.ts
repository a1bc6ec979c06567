/** The saved runs: compare, rename, export, resume. */
import { offerSavedRuns } from '../../state/runs/resume'
import { attempt } from '../../state/session/notices'
import { type DialogDescription, lazily } from '../dialog'

export const runsDialog: DialogDescription = {
  id: 'runs',
  title: 'Runs',
  Component: lazily(async () => (await import('./runs-dialog')).RunsDialog),
  entry: { group: 'Experiment', label: 'Runs: compare, name, export, import', also: 'download' },
  part: 'runs',
  button: { text: 'Runs' },
  doc: 'taking-away.md',
  more: () => [{ id: 'resume-kept', group: 'Experiment', part: 'runs', label: 'Resume a saved run', act: () => attempt(offerSavedRuns()) }],
}
