/** The membrane potential of the selected layer: distribution by step, shares, heat map. Trying a window changes no run. */

import { lazy, Suspense, useRef, useState } from 'react'
import { stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { ARGUMENT, readingOf, titledReading, variableText } from '../../../readings/variables'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import type { DrawnTerms } from '../../base/glossary'
import { laterPart } from '../../base/later'
import { Head, Menu, Region, SaveMenu, TextButton } from '../../base/parts'
import { useSignal } from '../../base/signal'
import { PlotRoom } from '../../shared/plot'
import { SelectBar } from '../../shared/select-bar'
import { useShownNeuron } from '../../state/selection/analog'
import { overlayNow, pinned } from '../../state/selection/pinned'
import { titledVariable, useVariable, useVariables } from '../../state/selection/variable'
import { layerOf, useCounted, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { LensBar } from './lens-bar'
import css from './membrane.module.css'
import { MembraneContext } from './membrane-context'
import { MembraneLegend } from './membrane-legend'
import { countRows, scopeOf } from './membrane-text'
import { CountChoices, MembraneTools } from './membrane-tools'
import { MembraneWaits, WantedData } from './membrane-waits'
import { OverlayKey } from './overlay-key'
import { useTool } from './use-tool'

/** The glossary terms drawn in the plot, and in the plot of a long sequence. */
const IN_ROWS: DrawnTerms = { u: 'membrane', 't = 1': 'timeStep', all: 'timeStep', 'step × potential': 'distribution' }
const IN_LONG: DrawnTerms = { u: 'membrane', 'time step t': 'timeStep', 'all steps': 'timeStep', share: 'distribution' }

const MembranePlot = laterPart(async () => (await import('./membrane-plot')).MembranePlot, MembraneWaits)
const VariableChoice = laterPart(
  async () => (await import('./variable-choice')).VariableChoice,
  () => null,
)
const VersusMenu = laterPart(
  async () => (await import('./versus-menu')).VersusMenu,
  () => (
    <Menu label="vs run" face="vs run">
      Loading …
    </Menu>
  ),
)
const MembraneTable = laterPart(async () => (await import('./membrane-table')).MembraneTable, PlotRoom)
/** The plot of a long sequence, which few networks have: it is loaded on first use. */
const LongMembranePlot = lazy(async () => ({ default: (await import('./membrane-long')).LongMembranePlot }))

export function MembranePanel() {
  const layer = useShownLayer()
  const step = useLab((state) => state.timeStep)
  const counts = useLab((state) => state.counts)
  const [table, setTable] = useState(false)
  const [tool, toggle] = useTool()
  const shown = useCounted(250)
  const chosen = useVariable(layer)
  const counted = layerOf(shown, layer)
  const names = useVariables(layer)
  const frame = counted && titledReading(readingOf(counted, chosen), titledVariable(names, chosen))
  // A kept run has the counts of the potential alone.
  const variable = frame ? (frame.variable ?? null) : chosen
  const titled = titledVariable(names, variable)
  const steps = frame ? stepsOf(frame) : 0
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const { neuron, window, analog } = useShownNeuron()
  const wanting = useLab((state) => state.run.kind === 'failed' && state.run.needs === 'data')
  useSignal(pinned)
  const overlay = tool && overlayNow(frame)
  // While the tool replaces the legend, which explains A, the marks of A remain.
  const overlayKey = overlay && <OverlayKey overlay={overlay} />
  const Plot = isLong(steps) ? LongMembranePlot : MembranePlot

  return (
    <Region long={isLong(steps)} className={css.membrane}>
      <Head
        {...(titled !== null && { title: titled === ARGUMENT ? 'Spike' : 'State' })}
        symbol={titled === null ? 'u' : variableText(titled)}
        drawn={isLong(steps) ? IN_LONG : IN_ROWS}
        {...(neuron.potential && { term: neuron.term, definition: neuron.potential })}
        context={<MembraneContext layer={layer} frame={frame} shown={shown} />}
      >
        {names.length > 0 && <VariableChoice names={names} variable={chosen} missing={chosen !== variable} />}
        <CountChoices steps={steps} />
        <MembraneTools tool={tool} toggle={toggle} lens={!analog && variable === null} />
        <VersusMenu />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        <SaveMenu
          items={[
            ...(table
              ? []
              : [
                  figureItem(async () =>
                    (await import('./membrane-figure')).membraneFigure(canvas.current, frame, shown, step, { window, analog }, titled),
                  ),
                ]),
            {
              text: 'Counts (CSV)',
              act: () => frame && saveCsv(`membrane-${layer}${variable === null ? '' : `-${variable}`}.csv`, countRows(frame)),
            },
          ]}
        />
      </Head>
      {tool === 'lens' && !analog && variable === null ? (
        <LensBar layer={layer} step={step} first={overlayKey} />
      ) : tool === 'select' ? (
        <SelectBar layer={layer} first={overlayKey} />
      ) : (
        <MembraneLegend frame={frame} shown={shown} window={window} analog={analog} long={isLong(steps)} />
      )}
      {wanting ? (
        <WantedData />
      ) : table && frame ? (
        <MembraneTable frame={frame} step={step} scope={shown ? scopeOf(frame, shown) : ''} />
      ) : (
        <Suspense fallback={<PlotRoom />}>
          <Plot layer={layer} step={step} log={counts === 'log'} canvas={canvas} />
        </Suspense>
      )}
    </Region>
  )
}
