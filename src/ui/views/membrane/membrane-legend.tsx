/** What the marks of the membrane view mean. */

import { fixed } from '../../../format'
import type { SurrogateSpec } from '../../../neurons/surrogate/schema'
import type { MembraneReading } from '../../../readings/membrane'
import { useSignal } from '../../base/signal'
import { overlayNow, pinned, unpin } from '../../state/pinned'
import { windowWords } from '../shared/window-words'

interface LegendProps {
  readonly frame: MembraneReading | undefined
  readonly surrogate: SurrogateSpec['kind']
  /** Time runs to the right, and the mean is drawn. */
  readonly long: boolean
}

export function MembraneLegend({ frame, surrogate, long }: LegendProps) {
  const { short, long: window } = windowWords(surrogate)
  useSignal(pinned)
  const overlay = overlayNow(frame)
  return (
    <div className="view-legend">
      {overlay && (
        <span className="view-moment" title={overlay.ok ? `A is ${overlay.words}. B is what is shown.` : overlay.why}>
          <i className="key-moment" />
          <span className="view-scope">A: {overlay.words}</span>
          {!overlay.ok && <b>{overlay.why}</b>}
          <button type="button" aria-label="Unpin A" title="Takes A away (P)" onClick={unpin}>
            ×
          </button>
        </span>
      )}
      <span>
        <i className="key-u" />
        silent
      </span>
      <span>
        <i className="key-s" />
        spiking, u ≥ θ
      </span>
      <span title={window}>
        <i className="key-w" />
        {short}
      </span>
      <span title="θ ± 0.5, counted on the same potentials: what a fixed window would hold without a second run.">
        <i className="key-f" />
        fixed, κ = 1
      </span>
      {frame && frame.resetTo !== null && (
        <span>
          <i className="key-r" />
          reset, {fixed(frame.resetTo, frame.resetTo % 1 ? 2 : 0)}
        </span>
      )}
      {long && (
        <span title="Mean over batch and neurons of the potential, step by step.">
          <i className="key-m" />
          mean
        </span>
      )}
      {frame?.predicted && (
        <span
          title={`Theorem 1 of MPD-AGL, spikes and reset left aside. At the last step it predicts a deviation of ${fixed(frame.predicted.deviation.at(-1), 3)}; measured: ${fixed(frame.deviation.at(-1), 3)}.`}
        >
          <i className="key-n" />
          before reset, predicted {!overlay && <PredictedDistribution />}
        </span>
      )}
    </div>
  )
}

/** The predicted distribution, with bars over the means over channels. */
const PredictedDistribution = () => (
  <em>
    N((1+τ)<span className="view-over">β</span>, (1+τ²)(<span className="view-over">γ</span>θ)²)
  </em>
)
