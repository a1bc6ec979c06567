/** The colors of ON and OFF. */

import { useLab } from '../../state/store'
import { polarityColor } from './event-picture-chart'

export function PolarityLegend() {
  const dark = useLab((state) => state.theme) !== 'light'
  return (
    <span className="player-legend">
      <i style={{ background: polarityColor(1, dark) }} />
      ON, brighter
      <i className="off" style={{ background: polarityColor(0, dark) }} />
      OFF, darker
    </span>
  )
}
