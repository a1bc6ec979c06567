/** What several runs, or a trained one, are studied by: the tabs that the dialogs Compare, Sweep and Stress have in common. */
import { Segments } from '../../base/parts'
import { showDialog } from '../../state/selection/select'
import { useLab } from '../../state/store/store'

const TABS = [
  { value: 'compare', text: 'Variants' },
  { value: 'sweep', text: 'Sweep' },
]
const STRESS = { value: 'stress', text: 'Stress' }

export function StudyTabs({ tab }: { readonly tab: string }) {
  const stressed = useLab(({ layers, viewedRun }) => layers.length > 0 && !viewedRun)
  return <Segments label="What to run in turn" value={tab} options={stressed ? [...TABS, STRESS] : TABS} choose={showDialog} />
}
