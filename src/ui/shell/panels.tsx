/** Where the panels stand: the views in the middle, what it means at the side. Each has a boundary of its own. */

import { Suspense } from 'react'
import type { Hideable } from '../../share/hide'
import { Boundary } from '../base/boundary'
import layoutCss from '../base/style/layout.module.css'
import { useLab } from '../state/store/store'
import { viewsOf } from '../tasks/registry'
import { CurvesPanel } from '../views/curves/learning-curves'
import { FractionPanel } from '../views/fraction/fraction'
import { GradientNormPanel } from '../views/gradient-norm/gradient-norm'
import { Health } from '../views/health/health'
import { MembranePanel } from '../views/membrane/membrane'
import { NetworkStrip } from '../views/network/network-strip'
import { RasterPanel } from '../views/raster/spike-raster'
import { SpanMapPanel } from '../views/skips/skips-panel'
import { WeightsPanel } from '../views/weights/weights-panel'
import { Splitter } from './splitter'

/** What stands together, and closes up when none of it is shown. */
const TRIO: readonly Hideable[] = ['fraction', 'norms', 'raster']
const PAST: readonly Hideable[] = ['curves', 'spans']
export const SIDE: readonly Hideable[] = ['health', 'inspector', 'weights']
const MIDDLE: readonly string[] = ['membrane', ...TRIO, ...PAST]

/** By which the layout knows that the view that fills the page is one of these. */
function useHolds(parts: readonly string[]) {
  const full = useLab((state) => state.fullView)
  return { 'data-holds': (full !== null && parts.includes(full)) || undefined }
}

interface PanelsProps {
  /** Whether a part is shown. */
  readonly shows: (part: Hideable) => boolean
}

export function Middle({ shows }: PanelsProps) {
  return (
    <main className={layoutCss.middle} {...useHolds(MIDDLE)}>
      <Boundary name="Network">
        <NetworkStrip />
      </Boundary>
      <Boundary name="Membrane potential">
        <MembranePanel />
      </Boundary>
      {TRIO.some(shows) && <Trio shows={shows} />}
      {shows('curves') && <Splitter of="curvesHeight" />}
      {PAST.some(shows) && <Past shows={shows} />}
    </main>
  )
}

function Trio({ shows }: PanelsProps) {
  return (
    <div data-row="trio" className={layoutCss.trio} {...useHolds(TRIO)}>
      {shows('fraction') && (
        <Boundary name="Gradient-available fraction">
          <FractionPanel />
        </Boundary>
      )}
      {shows('norms') && (
        <Boundary name="Gradient norm">
          <GradientNormPanel />
        </Boundary>
      )}
      {shows('raster') && (
        <Boundary name="Spike raster">
          <RasterPanel />
        </Boundary>
      )}
    </div>
  )
}

function Past({ shows }: PanelsProps) {
  return (
    <div data-row="past" className={layoutCss.past} {...useHolds(PAST)}>
      {shows('curves') && (
        <Boundary name="Learning curves">
          <CurvesPanel />
        </Boundary>
      )}
      {shows('spans') && (
        <Boundary name="Skip lengths">
          <SpanMapPanel />
        </Boundary>
      )}
    </div>
  )
}

export function Side({ shows }: PanelsProps) {
  return (
    <aside className={layoutCss.side} aria-label="What it means" {...useHolds(SIDE)}>
      <Splitter of="sideWidth" />
      {shows('health') && (
        <Boundary name="Health">
          <Health />
        </Boundary>
      )}
      {shows('inspector') && (
        <Boundary name="Inspector">
          <TaskInspector />
        </Boundary>
      )}
      {shows('weights') && (
        <Boundary name="Weights">
          <WeightsPanel />
        </Boundary>
      )}
    </aside>
  )
}

/** Waits for its own code. */
export function TaskInspector() {
  const { Inspector } = viewsOf(useLab((state) => state.open))
  return (
    <Suspense fallback={null}>
      <Inspector />
    </Suspense>
  )
}
