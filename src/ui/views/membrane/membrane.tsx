/** The membrane potential of the selected layer: distribution by step, shares, heat map. Trying a window changes no run. */

import { useEffect, useRef, useState } from 'react'
import { grouped } from '../../../format'
import { nanAt, overSteps, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { classesOf } from '../../base/classes'
import { saveCsv, savePng } from '../../base/download'
import { Head, Region, SaveMenu, Segments, TextButton } from '../../base/parts'
import { useOf } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { useCursor } from '../../state/history'
import { layerOf, useCounted, useShownLayer, useStandIn } from '../../state/hooks'
import { lens, setTrial } from '../../state/lens'
import { pinned, pinOrUnpin } from '../../state/pinned'
import { clearSelection, selection } from '../../state/selection'
import { setLab, useLab } from '../../state/store'
import { SelectBar } from '../shared/select-bar'
import { StepChoice } from '../shared/step-choice'
import { WantedData } from '../shared/wanted-data'
import { LensBar } from './lens-bar'
import css from './membrane.module.css'
import { MembraneLegend } from './membrane-legend'
import { LongMembranePlot } from './membrane-long'
import { MembranePlot } from './membrane-plot'
import { MembraneTable } from './membrane-table'
import { countRows, scopeOf, shortScope, verdict } from './membrane-words'
import { VersusMenu } from './versus-menu'

type Tool = 'lens' | 'select'

/** The bar that stands in the place of the legend: that of what was begun last; none once it has ended. */
function useTool(): readonly [Tool | null, (tool: Tool) => void] {
  const [tool, setTool] = useState<Tool | null>(null)
  const trying = useOf(lens, (trial) => trial !== null)
  const selecting = useOf(selection, (now) => now !== null)
  useEffect(() => setTool((now) => (trying ? 'lens' : now === 'lens' ? (selecting ? 'select' : null) : now)), [trying])
  useEffect(() => setTool((now) => (selecting ? 'select' : now === 'select' ? (trying ? 'lens' : null) : now)), [selecting])
  const toggle = (next: Tool) => {
    if (tool !== next) return setTool(next)
    if (next === 'lens') setTrial(null)
    else clearSelection()
    setTool(null)
  }
  return [tool, toggle]
}

export function MembranePanel() {
  const layer = useShownLayer()
  const step = useLab((state) => state.step)
  const counts = useLab((state) => state.counts)
  const [table, setTable] = useState(false)
  const [tool, toggle] = useTool()
  const counted = useLab((state) => state.counted)
  const shown = useCounted(250)
  const frame = layerOf(shown, layer)
  const scope = frame && shown ? scopeOf(frame, shown) : ''
  const say = frame && shown?.sample === null ? verdict(frame) : null
  const standIn = useStandIn()
  const past = useCursor() !== null
  const pin = useOf(pinned, (now) => now !== null)
  const steps = frame ? stepsOf(frame) : 0
  const nan = frame ? overSteps(frame, nanAt) : 0
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const surrogate = useLab((state) => state.open.surrogate)
  const wanting = useLab((state) => state.run.kind === 'failed' && state.run.needs === 'data')
  const Plot = isLong(steps) ? LongMembranePlot : MembranePlot

  return (
    <Region name="Membrane potential" view="membrane">
      <Head
        title="Membrane potential"
        symbol="u"
        definition="What a neuron has integrated at step t, before it fires and is reset: u[t] = β v[t−1] + x[t]."
        context={
          <>
            {standIn ? <b className={css.standIn}>{standIn}</b> : layer && <b>{layer}</b>}
            {frame?.windowClosed && (
              <span
                className={css.warn}
                title="The normalization’s mean scale fell to 0.001 or less: the window is as good as closed and no gradient passes."
              >
                <i aria-hidden="true">▲</i> window closed
              </span>
            )}
            {nan > 0 && (
              <span className={css.warn}>
                <i aria-hidden="true">▲</i> {grouped(nan)} NaN
              </span>
            )}
            {frame && shown && !say && (
              <span className={viewCss.scope} title={scope}>
                {shortScope(frame, shown)}
              </span>
            )}
            {say && (
              <span className={classesOf(viewCss.fix, css.say)} title={`${say.long} Measured on ${scope}.`}>
                {say.short}
              </span>
            )}
          </>
        }
      >
        <Segments
          label="Potentials of"
          value={counted}
          options={[
            { value: 'batch', text: 'batch', title: 'Counts the potentials of the newest training batch.' },
            {
              value: 'sample',
              text: 'sample',
              title: past
                ? 'Counts those of the test sample that the spike raster shows. Of the past only batches are kept: those are counted as long as you look back.'
                : 'Counts those of the test sample that the spike raster shows, in evaluation mode.',
            },
          ]}
          choose={(value) => setLab({ counted: value })}
        />
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
        <TextButton
          text="Lens"
          pressed={tool === 'lens'}
          title="Tries another threshold or width on these potentials; no run is changed"
          act={() => toggle('lens')}
        />
        <TextButton
          text="Select"
          pressed={tool === 'select'}
          title="Selects a range of potentials: the raster lights up what lies inside"
          act={() => toggle('select')}
        />
        <TextButton
          text="Pin"
          label={pin ? 'Unpin the moment' : 'Pin this moment'}
          pressed={pin}
          title={pin ? 'Takes away moment A (P)' : 'Keeps this moment as A, drawn over those that come (P)'}
          act={pinOrUnpin}
        />
        <VersusMenu />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        <SaveMenu
          items={[
            { text: 'Picture (PNG)', act: () => savePng(`membrane-${layer}.png`, canvas.current) },
            { text: 'Counts (CSV)', act: () => frame && saveCsv(`membrane-${layer}.csv`, countRows(frame)) },
          ]}
        />
      </Head>
      {tool === 'lens' ? (
        <LensBar layer={layer} step={step} />
      ) : tool === 'select' ? (
        <SelectBar layer={layer} />
      ) : (
        <MembraneLegend frame={frame} surrogate={surrogate.kind} long={isLong(steps)} />
      )}
      {wanting ? (
        <WantedData />
      ) : table && frame ? (
        <MembraneTable frame={frame} step={step} scope={scope} />
      ) : (
        <Plot layer={layer} step={step} log={counts === 'log'} canvas={canvas} />
      )}
    </Region>
  )
}
