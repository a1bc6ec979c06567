/** What stands where the network would be while its data set is not in this browser: its name, and the way to its files. */
import { dataShape } from '../../../data/datasets/schema'
import { openDataDialog } from '../../state/data'
import { useLab } from '../../state/store'

export function WantedData() {
  const title = useLab((state) => dataShape(state.open.data).title)
  return (
    <div className="wanted">
      <p>{title} is needed: it is not in this browser.</p>
      <button type="button" className="push-button" onClick={openDataDialog}>
        Where to get it …
      </button>
    </div>
  )
}
