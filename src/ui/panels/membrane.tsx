/** The membrane potential of the selected layer: distribution by step, shares, heat map. Trying a window changes no run. */
import { useEffect, useRef, useState } from 'react'
import { edit } from '../actions'
import { saveCsv, savePng } from '../charts/download'
import { grouped, percent } from '../charts/format'
import { layerOf, useCounted, useShownLayer, useStandIn } from '../charts/hooks'
import type { Trial } from '../charts/membrane-layout'
import { Head, Region, SaveMenu, Segments, TextButton } from '../charts/parts'
import { shownOverall } from '../charts/share-columns'
import { nanAt, overSteps, stepsOf, widestStep } from '../charts/shares'
import { isLong } from '../charts/sight'
import { setLab, useHidden, useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { MembraneLegend } from './membrane-legend'
import { LongMembranePlot } from './membrane-long'
import { MembranePlot } from './membrane-plot'
import { MembraneTable } from './membrane-table'
import { countRows, scopeOf, trialWords, verdict } from './membrane-words'
import { StepChoice } from './step-choice'
import { WantedData } from './wanted-data'
import { widened } from './widened'

export function MembranePanel() {
  const layer = useShownLayer()
  const step = useLab((state) => state.step)
  const counts = useLab((state) => state.counts)
  const [table, setTable] = useState(false)
  const counted = useLab((state) => state.counted)
  const shown = useCounted(250)
  const frame = layerOf(shown, layer)
  const scope = frame && shown ? scopeOf(frame, shown) : ''
  const say = frame && shown?.sample === null ? verdict(frame) : null
  const standIn = useStandIn()
  const steps = frame ? stepsOf(frame) : 0
  const nan = frame ? overSteps(frame, nanAt) : 0
  const [trial, setTrial] = useState<Trial | null>(null)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const surrogate = useLab((state) => state.open.surrogate)
  const open = useLab((state) => state.open)
  const wanting = useLab((state) => state.run.kind === 'failed' && state.run.needs === 'data')
  const fixed = useHidden('experiment')
  useEffect(() => setTrial(null), [open])
  const apply = () => {
    if (!frame || !trial) return
    const widest = widestStep(frame)
    if (trial.widen !== 1) edit('surrogate', widened(surrogate, trial.widen, frame.windowHigh[widest]! - frame.windowLow[widest]!))
    if (trial.threshold !== frame.threshold) edit('neuron.threshold', trial.threshold)
    setTrial(null)
  }
  const tried = frame && trial ? shownOverall(frame, trial) : null
  const Plot = isLong(steps) ? LongMembranePlot : MembranePlot
  const changes = (frame && trial && trialWords(frame, step ?? widestStep(frame), trial)) || 'nothing'

  return (
    <Region name="Membrane potential" className="view-membrane">
      <Head
        title="Membrane potential"
        symbol="u"
        definition="What a neuron has integrated at step t, before it fires and is reset: u[t] = τ v[t−1] + x[t]."
        context={
          tried ? (
            <span className="view-trial">
              <b>{percent(tried.inside)}</b> in window
              {!fixed && (
                <button
                  type="button"
                  title="Sets it in the experiment, which starts anew. Undo of the experiment takes it back."
                  onClick={apply}
                >
                  Apply
                </button>
              )}
              <button type="button" title={`Ends the trial of ${changes}. The experiment was not changed.`} onClick={() => setTrial(null)}>
                Undo: {changes}
              </button>
            </span>
          ) : (
            <>
              {standIn ? <b className="view-stand-in">{standIn}</b> : layer && <b>{layer}</b>}
              {frame?.windowClosed && (
                <span
                  className="view-warn"
                  title="The normalization’s mean scale fell to 0.001 or less: the window is as good as closed and no gradient passes."
                >
                  <i aria-hidden="true">▲</i> window closed
                </span>
              )}
              {nan > 0 && (
                <span className="view-warn">
                  <i aria-hidden="true">▲</i> {grouped(nan)} NaN
                </span>
              )}
              {frame && !say && (
                <span className="view-scope" title={scope}>
                  {scope}
                </span>
              )}
              {say && (
                <span className="view-fix view-say" title={`${say.long} Measured on ${scope}.`}>
                  {say.short}
                </span>
              )}
            </>
          )
        }
      >
        {/* A trial needs the room for what it says. */}
        {!tried && (
          <Segments
            label="Potentials of"
            value={counted}
            options={[
              { value: 'batch', text: 'batch', title: 'Counts the potentials of the newest training batch.' },
              {
                value: 'sample',
                text: 'sample',
                title: 'Counts those of the test sample that the spike raster shows, in evaluation mode.',
              },
            ]}
            choose={(value) => setLab({ counted: value })}
          />
        )}
        <StepChoice steps={steps} step={step} choose={(value) => setLab({ step: value })} />
        <Segments
          label="Scale of counts"
          value={counts}
          options={[
            { value: 'linear', text: 'linear' },
            { value: 'log', text: 'log' },
          ]}
          choose={(value) => setLab({ counts: value })}
        />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        <SaveMenu
          items={[
            { text: 'Picture (PNG)', act: () => savePng(`membrane-${layer}.png`, canvas.current) },
            { text: 'Counts (CSV)', act: () => frame && saveCsv(`membrane-${layer}.csv`, countRows(frame)) },
          ]}
        />
      </Head>
      <MembraneLegend frame={frame} surrogate={surrogate.kind} long={isLong(steps)} />
      {wanting ? (
        <WantedData />
      ) : table && frame ? (
        <MembraneTable frame={frame} step={step} scope={scope} />
      ) : (
        <Plot layer={layer} step={step} log={counts === 'log'} trial={trial} setTrial={setTrial} canvas={canvas} />
      )}
    </Region>
  )
}
