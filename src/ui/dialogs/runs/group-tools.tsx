/** Controls that group runs that differ only in the seed, and choose the band around their mean. */

import { Segments } from '../../base/parts'
import { groupRuns, setBand, useRuns } from '../../state/runs/runs'
import css from './runs.module.css'

export function GroupTools() {
  const grouped = useRuns((state) => state.grouped)
  const band = useRuns((state) => state.band)
  return (
    <div className={css.groupTools}>
      <label>
        <input type="checkbox" checked={grouped} onChange={(event) => groupRuns(event.currentTarget.checked)} />
        Group runs that differ in the seed alone
      </label>
      {grouped && (
        <Segments
          label="Band around the mean"
          value={band}
          options={[
            { value: 'deviation', text: '± standard deviation', title: 'Of a sample, over n − 1: one to each side' },
            { value: 'range', text: 'smallest to largest' },
          ]}
          choose={setBand}
        />
      )}
    </div>
  )
}
