/** The colors of ON and OFF, wherever events are drawn in them. */

import { Term } from '../base/help'
import { polarityColor } from '../base/polarity'
import { useLab } from '../state/store/store'
import css from './polarity-legend.module.css'

export function PolarityLegend() {
  const dark = useLab((state) => state.theme) !== 'light'
  return (
    <span className={css.legend}>
      <i style={{ background: polarityColor(1, dark) }} />
      <Term term="polarity">ON, brighter</Term>
      <i className={css.off} style={{ background: polarityColor(0, dark) }} />
      <Term term="polarity">OFF, darker</Term>
    </span>
  )
}

/** The same in three words, for a place with no room for marks. */
export const PolarityText = () => (
  <>
    <span className={css.offWord}>OFF</span> and <span className={css.onWord}>ON</span>
  </>
)
