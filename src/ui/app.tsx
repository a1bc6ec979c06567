/** The one screen: bar, experiment, views, side, and what lies over them. Places panels; knows nothing of what they show. */

import { lazy, Suspense } from 'react'
import type { Hideable } from '../share/hide'
import { Boundary } from './base/boundary'
import { classesOf } from './base/classes'
import { useMedia } from './base/media'
import layoutCss from './base/style/layout.module.css'
import modalCss from './base/style/modal.module.css'
import { Tooltip } from './base/tooltip'
import { DataDialog } from './dialogs/data/data-dialog'
import { CostLine, ExperimentForm, ExperimentPanel, ExperimentSummary, HistoryButtons } from './dialogs/experiment/experiment-form'
import { PresetsDialog } from './dialogs/experiment/presets-dialog'
import { Announcer } from './shell/announcer'
import { DeviceDialog } from './shell/device-dialog'
import { DropZone } from './shell/drop-zone'
import { KeysDialog } from './shell/keys-dialog'
import { LinkNotes } from './shell/link-notes'
import { MissingPage } from './shell/missing-page'
import { TopBar } from './shell/top-bar'
import { Modal } from './state/dialog'
import { type Dialog, useLab } from './state/store'
import { viewsOf } from './tasks/registry'
import { CurvesPanel } from './views/curves/learning-curves'
import { GafPanel } from './views/gaf/gaf-table'
import { GradientNormPanel } from './views/gradient-norm/gradient-norm'
import { Health } from './views/health/health'
import { MembranePanel } from './views/membrane/membrane'
import { EquationPanel } from './views/network/equation-panel'
import { NetworkStrip } from './views/network/network-strip'
import { MapsDialog } from './views/raster/maps-dialog'
import { RasterPanel } from './views/raster/spike-raster'
import { SpanMapPanel } from './views/spans/span-map'
import { WeightsPanel } from './views/weights/weights-panel'

const AskedFile = lazy(async () => ({ default: (await import('./shell/asked-file')).AskedFile }))
const ResumeNotes = lazy(async () => ({ default: (await import('./shell/resume-notes')).ResumeNotes }))
const ShareDialog = lazy(async () => ({ default: (await import('./dialogs/share/share-dialog')).ShareDialog }))
const HealthDialog = lazy(async () => ({ default: (await import('./views/health/health-dialog')).HealthDialog }))
const ComparingDialog = lazy(async () => ({ default: (await import('./dialogs/studies/comparing-dialog')).ComparingDialog }))
const CostDialog = lazy(async () => ({ default: (await import('./shell/cost-dialog')).CostDialog }))
const RunsDialog = lazy(async () => ({ default: (await import('./dialogs/runs/runs-dialog')).RunsDialog }))
const LookedRun = lazy(async () => ({ default: (await import('./dialogs/runs/looked-run')).LookedRun }))
const EventWizard = lazy(async () => ({ default: (await import('./dialogs/events/event-wizard')).EventWizard }))
const EventPlayer = lazy(async () => ({ default: (await import('./dialogs/events/event-player')).EventPlayer }))
const CorrelationDialog = lazy(async () => ({ default: (await import('./dialogs/correlation/correlation-dialog')).CorrelationDialog }))
const CameraDialog = lazy(async () => ({ default: (await import('./dialogs/events/camera-dialog')).CameraDialog }))
const Palette = lazy(async () => ({ default: (await import('./shell/palette')).Palette }))

export function App() {
  const missing = useLab((state) => state.missing !== null)
  const looking = useLab((state) => state.looking !== null)
  const asked = useLab((state) => state.asked !== null)
  const offers = useLab((state) => state.offers !== null)
  const hidden = useLab((state) => state.hidden)
  const shows = (part: Hideable) => !hidden.includes(part)
  return (
    <div
      className={classesOf(
        layoutCss.lab,
        missing && !looking && layoutCss.without,
        (looking || (!missing && !SIDE.some(shows))) && layoutCss.noSide,
        !looking && !missing && !shows('experiment') && layoutCss.noExperiment,
      )}
    >
      <TopBar />
      <div data-notes className={layoutCss.notes}>
        <Suspense fallback={null}>{asked && !missing && <AskedFile />}</Suspense>
        <LinkNotes />
        <Suspense fallback={null}>{offers && !missing && <ResumeNotes />}</Suspense>
      </div>
      {looking ? (
        <Suspense fallback={null}>
          <LookedRun />
        </Suspense>
      ) : missing ? (
        <MissingPage />
      ) : (
        <>
          <DropZone />
          {shows('experiment') && (
            <Boundary name="Experiment">
              <Settings />
            </Boundary>
          )}
          <main className={layoutCss.middle}>
            <Boundary name="Network">
              <NetworkStrip />
            </Boundary>
            <Boundary name="Membrane potential">
              <MembranePanel />
            </Boundary>
            {TRIO.some(shows) && (
              <div data-row="trio" className={layoutCss.trio}>
                {shows('fraction') && (
                  <Boundary name="Gradient-available fraction">
                    <GafPanel />
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
            )}
            {PAST.some(shows) && (
              <div data-row="past" className={layoutCss.past}>
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
            )}
          </main>
          {SIDE.some(shows) && (
            <aside className={layoutCss.side} aria-label="What it means">
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
          )}
        </>
      )}
      <Dialogs />
      <Announcer />
      <Tooltip />
    </div>
  )
}

/** What stands together, and closes up when none of it is shown. */
const TRIO: readonly Hideable[] = ['fraction', 'norms', 'raster']
const PAST: readonly Hideable[] = ['curves', 'spans']
const SIDE: readonly Hideable[] = ['health', 'inspector', 'weights']

/** Waits for its own code. */
function TaskInspector() {
  const { Inspector } = viewsOf(useLab((state) => state.open))
  return (
    <Suspense fallback={null}>
      <Inspector />
    </Suspense>
  )
}

function Settings() {
  const wide = useMedia('(min-width: 1400px)')
  return wide ? <ExperimentPanel /> : <ExperimentSummary />
}

/** Each waits for its own code: a boundary around all would hide the one before while it waits, and that one would close it. */
function Dialogs() {
  const dialog = useLab((state) => state.dialog)
  return (
    <Suspense key={dialog === 'sweep' ? 'compare' : dialog} fallback={null}>
      {dialogOf(dialog)}
    </Suspense>
  )
}

function dialogOf(dialog: Dialog | null) {
  switch (dialog) {
    case 'presets':
      return <PresetsDialog />
    case 'data':
      return <DataDialog />
    case 'eventImport':
      return <EventWizard />
    case 'keys':
      return <KeysDialog />
    case 'device':
      return <DeviceDialog />
    case 'maps':
      return <MapsDialog />
    case 'share':
      return <ShareDialog />
    case 'runs':
      return <RunsDialog />
    case 'compare':
    case 'sweep':
      return <ComparingDialog tab={dialog} />
    case 'health':
      return <HealthDialog />
    case 'cost':
      return <CostDialog />
    case 'events':
      return <EventPlayer />
    case 'camera':
      return <CameraDialog />
    case 'correlation':
      return <CorrelationDialog />
    case 'palette':
      return <Palette />
    case 'experiment':
      return (
        <Modal title="Edit the experiment" className={modalCss.drawer}>
          <HistoryButtons />
          <ExperimentForm />
          <EquationPanel />
          <CostLine />
        </Modal>
      )
    case null:
      return null
    default:
      return dialog satisfies never
  }
}
