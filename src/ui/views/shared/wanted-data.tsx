/** What stands where the network would be while its data set is not in this browser: its name, and the way to its files. */

import { dataShape } from '../../../data/datasets/schema'
import controlsCss from '../../base/style/controls.module.css'
import { openDataDialog } from '../../state/imports/data-sets'
import { useLab } from '../../state/store/store'
import css from './wanted-data.module.css'

export function WantedData() {
  const title = useLab((state) => dataShape(state.open.data).title)
  return (
    <div className={css.wanted}>
      <p>{title} is needed: it is not in this browser.</p>
      <button type="button" className={controlsCss.pushButton} onClick={openDataDialog}>
        Where to get it …
      </button>
    </div>
  )
}
