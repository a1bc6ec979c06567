/** The colors of ON and OFF. */

import { Term } from '../../base/help'
import { useLab } from '../../state/store/store'
import { polarityColor } from './event-image-chart'
import css from './event-player.module.css'

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
