/** Several runs of the open experiment in one dialog: a comparison of variants, or a sweep over fields. */

import { Segments } from '../../base/parts'
import { Modal } from '../../shared/dialog'
import { showDialog } from '../../state/selection/select'
import { useLab } from '../../state/store/store'
import css from './compare.module.css'
import { Comparing } from './compare-dialog'
import { SweepResults } from './sweep-results'
import { SweepSetup } from './sweep-setup'

export function ComparingDialog() {
  const tab = useLab((state) => state.dialog) === 'sweep' ? 'sweep' : 'compare'
  return (
    <Modal className={css.compare}>
      <Segments
        label="What to run in turn"
        value={tab}
        options={[
          { value: 'compare', text: 'Variants' },
          { value: 'sweep', text: 'Sweep' },
        ]}
        choose={showDialog}
      />
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
