/** The legend of the membrane view. */

import { fixed } from '../../../format'
import type { WindowText } from '../../../neurons/surrogate/describe'
import { hasThreshold, type VariableReading, variableText } from '../../../readings/variables'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import { useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { overlayNow, pinned } from '../../state/selection/pinned'
import type { Counted } from '../../state/session/frame-hooks'
import css from './membrane.module.css'
import { scopeOf, verdict } from './membrane-text'
import { OverlayKey } from './overlay-key'

interface LegendProps {
  readonly frame: VariableReading | undefined
  readonly shown: Counted | undefined
  readonly window: WindowText
  readonly analog: boolean
  /** Whether the plot is that of a long sequence, with time to the right and the mean drawn. */
  readonly long: boolean
}

export function MembraneLegend({ frame, shown, window, analog, long }: LegendProps) {
  useSignal(pinned)
  const overlay = overlayNow(frame)
  const windowed = !frame || hasThreshold(frame)
  return (
    <div className={classesOf(viewCss.legend, overlay && css.pinned)}>
      {overlay && <OverlayKey overlay={overlay} />}
      {frame?.variable !== undefined && <VariableKey frame={frame} />}
      {windowed && <WindowKeys frame={frame} shown={shown} window={window} analog={analog} />}
      {frame && frame.resetTo !== null && (
        <Term term="reset">
          <i className={css.keyR} />
          reset, {fixed(frame.resetTo, frame.resetTo % 1 ? 2 : 0)}
        </Term>
      )}
      {long && (
        <Term help="Mean over batch and neurons of the potential, step by step.">
          <i className={css.keyM} />
          mean
        </Term>
      )}
      {frame?.predicted && (
        <Term
          term={analog ? undefined : 'predicted'}
          help={`${analog ? 'The normalization’s own mean and scale.' : `Theorem 1 of MPD-AGL, without spikes and reset, from step 2 on${frame.predicted.constantInput ? '; the input of this layer is the same at every step' : ''}.`} At the last step it predicts a standard deviation of ${fixed(frame.predicted.standardDeviation.at(-1), 3)}; measured: ${fixed(frame.standardDeviation.at(-1), 3)}.`}
        >
          <i className={css.keyN} />
          {analog || overlay ? 'predicted' : 'before reset, predicted'}{' '}
          {!overlay && (analog ? <PredictedInputs /> : <PredictedDistribution constantInput={frame.predicted.constantInput} />)}
        </Term>
      )}
    </div>
  )
}

/** What is shown in the place of the potential, and what that means for threshold and window. */
function VariableKey({ frame }: { frame: VariableReading }) {
  const name = variableText(frame.variable!)
  return hasThreshold(frame) ? (
    <Term help="The argument of the spike: the neuron fires where it is at least 0. The window of the surrogate lies about 0.">{name}</Term>
  ) : (
    <Term help={`State ${name} of the neuron’s equations, after each step. It has no threshold and no window; those are of the potential.`}>
      <i className={css.keyU} />
      state {name}
    </Term>
  )
}

function WindowKeys({ frame, shown, window, analog }: Omit<LegendProps, 'long'>) {
  const more = frame && shown?.sample === null ? verdict(frame) : null
  return (
    <>
      <span>
        <i className={css.keyU} />
        {analog ? 'inactive' : 'silent'}
      </span>
      <span>
        <i className={css.keyS} />
        {window.above}
      </span>
      <Term term={analog ? undefined : 'window'} help={window.long}>
        <i className={css.keyW} />
        {window.short}
      </Term>
      {!analog && (
        <Term
          term="fraction"
          help={`Within 0.5 of the threshold, counted on the same potentials: what a fixed window would hold without a second run.${more ? ` ${more.long} Measured on ${scopeOf(frame!, shown!)}.` : ''}`}
        >
          <i className={css.keyF} />
          fixed, κ = 1{more && <b className={viewCss.fix}>, {more.short}</b>}
        </Term>
      )}
    </>
  )
}

const Mean = ({ of }: { of: string }) => <span className={css.over}>{of}</span>

/** The distribution that a normalization gives an analog neuron, which has no state: mean shift b and scale γ of its channels. */
const PredictedInputs = () => (
  <em>
    N(
    <Mean of="b" />, <Mean of="γ" />
    ²)
  </em>
)

/** The distribution after a step of leak, with the decay β: a bar is the mean over channels of shift b and scale γ. */
const PredictedDistribution = ({ constantInput }: { constantInput: boolean }) => (
  <em>
    N((1+β)
    <Mean of="b" />, {constantInput ? '(1+β)²' : '(1+β²)'}(<Mean of="γ" />
    αθ)²)
  </em>
)
