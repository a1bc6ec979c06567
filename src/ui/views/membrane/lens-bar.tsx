/** The lens in numbers, in place of the legend: threshold and width to type, their effect, Apply and Undo. Draws no plot. */

import { type ReactNode, useId } from 'react'
import { fixed, percent } from '../../../format'
import { asLayer, pathInLayer } from '../../../networks/neurons'
import { normalizationOf } from '../../../networks/schema'
import { descriptionOf } from '../../../neurons/descriptions'
import { sharesOverall, widestStep } from '../../../readings/shares'
import { classesOf } from '../../base/classes'
import { helpOf, Term } from '../../base/help'
import { LiveText } from '../../base/live-text'
import { NumberField } from '../../base/number-field'
import { useSignal } from '../../base/signal'
import selectBarCss from '../../base/style/select-bar.module.css'
import viewCss from '../../base/style/view.module.css'
import { lens, setTrial } from '../../state/selection/lens'
import { isExact, shownOverall, type Trial, trialOfWidth, widthAt } from '../../state/selection/window-trial'
import { editAll } from '../../state/session/edit'
import { countedFrame } from '../../state/session/frame-hooks'
import { store, useHidden, useLab } from '../../state/store/store'
import membraneCss from './membrane.module.css'
import { trialWindowText } from './membrane-text'

interface BarProps {
  readonly layer: string | null
  /** The step whose window has the width; null: the widest. */
  readonly step: number | null
  /** The content at the start of the bar. */
  readonly first: ReactNode
}

/** Applies the trial to the experiment: one edit, and one step of undo. */
export function applyTrial(layer: string | null): void {
  const [frame, trial] = [countedFrame(layer), lens.get()]
  if (!frame || !trial) return
  const { neuron, surrogate } = asLayer(store.getState().open, frame)
  const { scaled } = descriptionOf(neuron).slope(surrogate)
  const changes: (readonly [string, unknown])[] = []
  if (trial.widen !== 1 && scaled) changes.push(scaled(trial.widen, widthAt(frame, null, null)))
  if (trial.threshold !== frame.threshold) changes.push(['neuron.threshold', trial.threshold])
  setTrial(null)
  if (changes.length > 0) editAll(changes.map(([path, value]) => [pathInLayer(path, frame), value]))
}

const WHY_MOVED =
  'These potentials were computed with the threshold of the run. The normalization tdBN scales what comes in with θ: with another θ the network would have other potentials, and the fraction would be another too. Apply, and train, to see it.'

export function LensBar({ layer, step, first }: BarProps) {
  const trial = useSignal(lens)
  const scaled = useLab((state) => normalizationOf(state.open.network).kind === 'tdBatchNorm')
  const locked = useHidden('experiment')
  const [theta, kappa] = [useId(), useId()]
  const frame = countedFrame(layer)
  if (!frame) return <div className={classesOf(viewCss.legend, selectBarCss.tools)} />
  const width = widthAt(frame, step, trial)
  const own: Trial = { threshold: frame.threshold, widen: 1 }
  const now = trial ?? own
  const changes = (trial && trialWindowText(frame, step ?? widestStep(frame), trial)) || 'nothing'
  const { low, high } = frame
  const reach = high - low
  return (
    <div className={classesOf(viewCss.legend, selectBarCss.tools)}>
      {first}
      <label htmlFor={theta}>
        θ
        <NumberField
          id={theta}
          value={Number(now.threshold.toPrecision(4))}
          step={0.01}
          min={low}
          max={high}
          // Starts from the current trial, which may be newer than the rendered one.
          change={(threshold) => setTrial({ ...(lens.get() ?? own), threshold: Math.min(high, Math.max(low, threshold)) })}
        />
      </label>
      <label htmlFor={kappa}>
        width κ
        <NumberField
          id={kappa}
          value={Number(width.toPrecision(4))}
          step={0.01}
          min={0.01}
          max={2 * reach}
          change={(next) => setTrial(trialOfWidth(frame, step, lens.get(), Math.min(2 * reach, Math.max(0.001, next))))}
        />
      </label>
      <span data-factor className={membraneCss.factor}>
        × {fixed(now.widen, 2)}
      </span>
      <LiveText
        className={membraneCss.trial}
        on={[lens]}
        frames={['membrane', 'sample']}
        content={() => fractionText(layer, first ? '' : ' in window')}
      />
      {trial ? (
        <>
          {!locked && (
            <button
              type="button"
              {...helpOf('Sets it in the experiment, which starts anew. One Undo of the experiment takes it back.')}
              onClick={() => applyTrial(layer)}
            >
              Apply
            </button>
          )}
          <button
            type="button"
            aria-label={`Undo: ${changes}`}
            {...helpOf(`Ends the trial of ${changes}. The experiment was not changed.`)}
            onClick={() => setTrial(null)}
          >
            Undo
          </button>
          {scaled && trial.threshold !== frame.threshold && (
            <Term className={selectBarCss.caution} help={WHY_MOVED}>
              {first ? 'tdBN would move u' : 'With tdBN they would move with θ.'}
            </Term>
          )}
        </>
      ) : (
        <span className={selectBarCss.caution}>
          {first ? 'Drag, or type' : 'Drag the window’s edges or the threshold, or type'}: no run is changed.
        </span>
      )}
    </div>
  )
}

/** "about 31.3 % in window, run 28.0 %" @param where names the place, or is empty if there is little room. */
function fractionText(layer: string | null, where: string): string {
  const frame = countedFrame(layer)
  if (!frame) return ''
  const trial = lens.get()
  const own = percent(sharesOverall(frame).inside)
  if (!trial) return `${own}${where}`
  return `${isExact(frame, trial) ? '' : 'about '}${percent(shownOverall(frame, trial).inside)}${where}, run ${own}`
}
