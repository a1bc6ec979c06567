/** The one screen: bar, experiment, views, side, and what lies over them. Places panels; knows nothing of what they show. */

import { lazy, Suspense } from 'react'
import { presetNamed } from '../experiments/presets'
import { attempt, openPreset } from './actions'
import { Announcer } from './controls/announcer'
import { Modal } from './controls/dialog'
import { Icon } from './controls/icons'
import { useMedia } from './controls/media'
import { Tooltip } from './controls/tooltip'
import { CompareDialog } from './panels/compare-dialog'
import { DataDialog } from './panels/data-dialog'
import { DeviceDialog } from './panels/device-dialog'
import { DropZone } from './panels/drop-zone'
import { EquationPanel } from './panels/equation-panel'
import { CostLine, ExperimentForm, ExperimentPanel, ExperimentSummary, HistoryButtons } from './panels/experiment-form'
import { GafPanel } from './panels/gaf-table'
import { GradientNormPanel } from './panels/gradient-norm'
import { Health } from './panels/health'
import { Inspector } from './panels/inspector'
import { KeysDialog } from './panels/keys-dialog'
import { CurvesPanel } from './panels/learning-curves'
import { MapsDialog } from './panels/maps-dialog'
import { MembranePanel } from './panels/membrane'
import { MissingPage } from './panels/missing-page'
import { NetworkStrip } from './panels/network-strip'
import { PresetsDialog } from './panels/presets-dialog'
import { ShareDialog } from './panels/share-dialog'
import { SpanMapPanel } from './panels/span-map'
import { RasterPanel } from './panels/spike-raster'
import { TopBar } from './panels/top-bar'
import { WeightsPanel } from './panels/weights-panel'
import { setLab, useLab } from './store'

const Palette = lazy(async () => ({ default: (await import('./panels/palette')).Palette }))

export function App() {
  const missing = useLab((state) => state.missing !== null)
  const wide = useMedia('(min-width: 1400px)')
  return (
    <div className={missing ? 'lab without' : 'lab'}>
      <TopBar />
      <LinkNotes />
      {missing ? (
        <MissingPage />
      ) : (
        <>
          <DropZone />
          {wide ? <ExperimentPanel /> : <ExperimentSummary />}
          <main className="middle">
            <NetworkStrip />
            <MembranePanel />
            <div className="trio">
              <GafPanel />
              <GradientNormPanel />
              <RasterPanel />
            </div>
            <div className="past">
              <CurvesPanel />
              <SpanMapPanel />
            </div>
          </main>
          <aside className="side" aria-label="What it means">
            <Health />
            <Inspector />
            <WeightsPanel />
          </aside>
        </>
      )}
      <Suspense fallback={null}>
        <Dialogs />
      </Suspense>
      <Announcer />
      <Tooltip />
    </div>
  )
}

function Dialogs() {
  const dialog = useLab((state) => state.dialog)
  switch (dialog) {
    case 'presets':
      return <PresetsDialog />
    case 'data':
      return <DataDialog />
    case 'keys':
      return <KeysDialog />
    case 'device':
      return <DeviceDialog />
    case 'maps':
      return <MapsDialog />
    case 'share':
      return <ShareDialog />
    case 'compare':
      return <CompareDialog />
    case 'palette':
      return <Palette />
    case 'experiment':
      return (
        <Modal title="Edit the experiment" className="drawer">
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

/** What a link did not say plainly, or why it could not be opened as it was meant. */
function LinkNotes() {
  const notes = useLab((state) => state.linkNotes)
  if (!notes) return null
  const nearest = notes.nearest === null ? undefined : presetNamed(notes.nearest)
  const refused = notes.faults.length > 0 || nearest !== undefined
  return (
    <aside className={refused ? 'link-notes refused' : 'link-notes'} aria-label="About this link">
      {refused && <Icon sign="warn" className="sign" />}
      <div role={refused ? 'alert' : undefined}>
        {notes.lines.map((line, at) => (
          <p key={line}>{refused && at === 0 ? <b>{line}</b> : line}</p>
        ))}
        {notes.faults.length > 0 && (
          <ul>
            {notes.faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        )}
      </div>
      {nearest && (
        <button type="button" className="push-button" onClick={() => attempt(openPreset(nearest.name))}>
          Open “{nearest.title}”
        </button>
      )}
      <button type="button" className="icon-button push" aria-label="Dismiss" title="Dismiss" onClick={() => setLab({ linkNotes: null })}>
        <Icon sign="close" />
      </button>
    </aside>
  )
}
