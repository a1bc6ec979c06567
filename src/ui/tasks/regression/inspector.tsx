/** The network's predictions: for a pinned test sample, over its input, and for the whole test set. */

import type { SampleFrame } from '../../../readings/sample'
import { Turns } from '../../base/buttons'
import { newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { MetricsList } from '../../base/metrics-list'
import controlsCss from '../../base/style/controls.module.css'
import { InspectorFrame } from '../../shared/inspector-frame'
import { watchedNow } from '../../state/labels/watched'
import { selectSample } from '../../state/selection/select'
import { MIXING, MIXING_WHY, useMixing, useWarmingUp, WARMING_UP, WARMING_UP_WHY } from '../../state/selection/warm-up'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { CurveView } from './curve-view'
import { PredictionsView } from './predictions-view'
import css from './regression.module.css'
import { functionOf, inputLabel, value } from './sample-label'
import { SequenceView } from './sequence-view'
import { inputsOf, predictionOf, predictionsOf, targetOf } from './streams'

export function Inspector() {
  const sample = useLab((state) => state.sample)
  const data = useLab((state) => functionOf(state.open))
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  // A frame of another experiment may still be the newest one.
  const pinned = frame?.sample === sample && frame.streams.targets ? frame : null
  return (
    <InspectorFrame>
      <SampleRow frame={pinned} />
      {data?.kind === 'function' && <CurveView pinned={pinned && { x: inputsOf(pinned)[0]!, predictions: predictionsOf(pinned) }} />}
      {data?.kind === 'addingNumbers' && pinned && <SequenceView frame={pinned} />}
      <PredictionsView pinned={pinned && pinned.index !== 'custom' ? pinned.index : null} />
    </InspectorFrame>
  )
}

function SampleRow({ frame }: { readonly frame: SampleFrame | null }) {
  const sample = useLab((state) => state.sample)
  const count = useLab((state) => state.pinned)
  const data = useLab((state) => functionOf(state.open))
  const warmingUp = useWarmingUp()
  const mixing = useMixing()
  return (
    <>
      <div className={css.sample}>
        <Turns what={`${watchedNow()} sample`} chosen={sample} count={count} disabled={count === 0} choose={selectSample}>
          <span className={controlsCss.muted}>
            {count === 0
              ? `no ${watchedNow()} sample yet`
              : `${watchedNow()} sample${frame ? ` ${frame.index}` : ''}, ${sample + 1} of ${count}`}
          </span>
        </Turns>
        {frame && <span className={controlsCss.push}>{inputLabel(frame, data)}</span>}
      </div>
      {frame && (
        <MetricsList
          className={css.metrics}
          metrics={[
            { name: 'prediction', value: value(predictionOf(frame)), className: css.prediction },
            { name: 'target', value: value(targetOf(frame)) },
            { name: 'error', value: value(predictionOf(frame) - targetOf(frame)) },
          ]}
        />
      )}
      {warmingUp && (
        <p className={controlsCss.muted}>
          <Term help={WARMING_UP_WHY}>{WARMING_UP}</Term>
        </p>
      )}
      {mixing && (
        <p className={controlsCss.muted}>
          <Term help={MIXING_WHY}>{MIXING}</Term>
        </p>
      )}
    </>
  )
}
