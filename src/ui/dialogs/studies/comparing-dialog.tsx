/** Several runs of the open experiment in one dialog: a comparison of variants, or a sweep over fields. */

import { Modal } from '../../shared/dialog'
import { useLab } from '../../state/store/store'
import css from './compare.module.css'
import { Comparing } from './compare-dialog'
import { StudyTabs } from './study-tabs'
import { SweepResults } from './sweep-results'
import { SweepSetup } from './sweep-setup'

export function ComparingDialog() {
  const tab = useLab((state) => state.dialog) === 'sweep' ? 'sweep' : 'compare'
  return (
    <Modal className={css.compare}>
      <StudyTabs tab={tab} />
      {tab === 'compare' ? (
        <Comparing />
      ) : (
        <>
          <SweepSetup />
          <SweepResults />
        </>
      )}
    </Modal>
  )
}
