/** The strip under the bar when training has ended: what the network reached on the test set, and what to do next. */

import { useState } from 'react'
import { percent } from '../../format'
import { metricsOf, metricText, reportedOf } from '../../studies/metrics'
import { IconButton, PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import { Icon } from '../base/icons'
import { metricColumn } from '../base/metric-series'
import { showRegion } from '../base/spotlight'
import controlsCss from '../base/style/controls.module.css'
import { capital, metricTitle } from '../state/labels/metric-labels'
import { useShownNeuron } from '../state/selection/analog'
import { setTrial } from '../state/selection/lens'
import { showFull, showInspector } from '../state/selection/select'
import { settingsNow } from '../state/session/changed-settings'
import { edit } from '../state/session/edit'
import { countedFrame, hasMembranes, shownLayer, useFrames } from '../state/session/frame-hooks'
import { history, takeFrames } from '../state/session/history'
import { attempt } from '../state/session/notices'
import { play } from '../state/session/training'
import { type LabState, store, useHidden, useLab } from '../state/store/store'
import { viewsOf } from '../tasks/registry'
import css from './link-notes.module.css'

/** How much wider the window is with which its effect is first shown. */
const WIDER = 1.5

export function FinishedNote() {
  const run = useLab(({ progress }) => `${progress?.id} ${progress?.step}`)
  const [dismissed, dismiss] = useState('')
  const open = useLab((state) => state.open)
  const fixed = useHidden('experiment')
  const inspector = !useHidden('inspector')
  const windowed = useHasWindow()
  // The last evaluation may arrive after the state.
  useFrames(['report'], 500)
  takeFrames()
  if (run === dismissed) return null
  const { text, tab } = viewsOf(open).afterTraining
  return (
    <aside className={classesOf(css.linkNotes, css.finished)} aria-label="Training is finished">
      <p>
        <b>Training is finished.</b> {resultText(open)}
      </p>
      <span className={controlsCss.muted}>What next?</span>
      {!fixed && <PushButton onClick={() => attempt(trainLonger())}>Train as long again</PushButton>}
      {!fixed && windowed && <PushButton onClick={tryWindow}>Change the window</PushButton>}
      {inspector && <PushButton onClick={() => showInspector(tab)}>{text}</PushButton>}
      <IconButton className={controlsCss.push} aria-label="Dismiss" onClick={() => dismiss(run)}>
        <Icon sign="close" />
      </IconButton>
    </aside>
  )
}

/** The result on the test set: as a share of correct predictions where they are either correct or wrong. */
function resultText(open: LabState['open']): string {
  const metric = reportedOf(metricsOf(open))
  const value = metricColumn(history.tests, metric.name).at(-1)
  if (value === undefined || Number.isNaN(value)) return ''
  const chance = viewsOf(open).chanceAccuracyOf?.(open)
  return chance === undefined
    ? `${capital(metricTitle(metric))} ${metricText(metric, value)}.`
    : `It predicts ${metricText(metric, value)} of the test samples correctly; chance is ${percent(chance, 0)}.`
}

/** Whether the surrogate of the shown layer has a window whose width can be set. */
function useHasWindow(): boolean {
  const { surrogate } = useLab((state) => state.open)
  const shown = useLab((state) => state.layers.length > 0 && hasMembranes(state))
  const { neuron } = useShownNeuron()
  return shown && neuron.slope(surrogate).scaled !== undefined
}

/** Doubles the length of the run, which continues. */
async function trainLonger(): Promise<void> {
  edit('run.epochs', 2 * settingsNow(store.getState()).run.epochs)
  await play()
}

/** Shows in the lens how many potentials a wider window would hold, with the button that applies it. */
function tryWindow(): void {
  const { layers, layer } = store.getState()
  const frame = countedFrame(shownLayer(layers, layer))
  if (!frame) return
  showFull(null)
  setTrial({ threshold: frame.threshold, widen: WIDER })
  showRegion('Membrane potential')
}
