/** A small plot of the prediction for the pinned sample after its last step: a number, and its position next to the target. */
import { functionShape } from '../../../data/functions/schema'
import { newestFrame } from '../../base/frames'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './regression.module.css'
import { functionOf, value } from './sample-label'
import { placeIn } from './scale-place'
import { predictionOf, targetOf } from './streams'

export function PredictionBar() {
  useFrames(['sample'], 500)
  const data = useLab((state) => functionOf(state.open))
  const frame = newestFrame('sample')?.frame
  if (!frame?.streams.targets || !data) return null
  const [low, high] = functionShape(data).range
  const place = (number: number) => `${placeIn(number, low, high)}%`
  const prediction = predictionOf(frame)
  return (
    <span className={css.output} aria-hidden="true">
      <b>{value(prediction)}</b>
      <span className={css.scale}>
        <i className={css.target} style={{ left: place(targetOf(frame)) }} />
        <i className={css.predicted} style={{ left: place(prediction) }} />
      </span>
    </span>
  )
}
