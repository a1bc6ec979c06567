/** The dialog that is open, if one is. The palette is there at once: what is typed after its key is typed in its field. */

import { lazy, Suspense } from 'react'
import { askedFigure } from '../base/figure'
import { useSignal } from '../base/signal'
import modalCss from '../base/style/modal.module.css'
import { CostLine, ExperimentForm, HistoryButtons } from '../dialogs/experiment/experiment-form'
import type { Dialog } from '../state/store/page'
import { useLab } from '../state/store/store'
import { EquationPanel } from '../views/network/equation-panel'
import { Modal } from '../views/shared/dialog'
import { KeysDialog } from './keys-dialog'
import { Palette } from './palette'

const DataDialog = lazy(async () => ({ default: (await import('../dialogs/data/data-dialog')).DataDialog }))
const MapsDialog = lazy(async () => ({ default: (await import('../views/raster/maps-dialog')).MapsDialog }))
const AttributionDialog = lazy(async () => ({
  default: (await import('../dialogs/attribution/attribution-dialog')).AttributionDialog,
}))
const DeviceDialog = lazy(async () => ({ default: (await import('./device-dialog')).DeviceDialog }))
const PresetsDialog = lazy(async () => ({ default: (await import('../dialogs/experiment/presets-dialog')).PresetsDialog }))
const ShareDialog = lazy(async () => ({ default: (await import('../dialogs/share/share-dialog')).ShareDialog }))
const CodeDialog = lazy(async () => ({ default: (await import('../dialogs/code/code-dialog')).CodeDialog }))
const HealthDialog = lazy(async () => ({ default: (await import('../views/health/health-dialog')).HealthDialog }))
const ComparingDialog = lazy(async () => ({ default: (await import('../dialogs/studies/comparing-dialog')).ComparingDialog }))
const CostDialog = lazy(async () => ({ default: (await import('./cost-dialog')).CostDialog }))
const EnergyDialog = lazy(async () => ({ default: (await import('../dialogs/energy/energy-dialog')).EnergyDialog }))
const RunsDialog = lazy(async () => ({ default: (await import('../dialogs/runs/runs-dialog')).RunsDialog }))
const EventWizard = lazy(async () => ({ default: (await import('../dialogs/events/event-wizard')).EventWizard }))
const SlrWizard = lazy(async () => ({ default: (await import('../dialogs/events/slr-wizard')).SlrWizard }))
const ResponseWizard = lazy(async () => ({ default: (await import('../dialogs/responses/response-wizard')).ResponseWizard }))
const BoxWizard = lazy(async () => ({ default: (await import('../dialogs/boxes/box-wizard')).BoxWizard }))
const TableWizard = lazy(async () => ({ default: (await import('../dialogs/table/table-wizard')).TableWizard }))
const EventPlayer = lazy(async () => ({ default: (await import('../dialogs/events/event-player')).EventPlayer }))
const CorrelationDialog = lazy(async () => ({ default: (await import('../dialogs/correlation/correlation-dialog')).CorrelationDialog }))
const CameraDialog = lazy(async () => ({ default: (await import('../dialogs/events/camera-dialog')).CameraDialog }))
const NeuronDialog = lazy(async () => ({ default: (await import('../dialogs/neuron/neuron-dialog')).NeuronDialog }))
const TinyDialog = lazy(async () => ({ default: (await import('../dialogs/tiny/tiny-dialog')).TinyDialog }))
const LessonsDialog = lazy(async () => ({ default: (await import('../dialogs/learn/lessons-dialog')).LessonsDialog }))
const GlossaryDialog = lazy(async () => ({ default: (await import('../dialogs/learn/glossary-dialog')).GlossaryDialog }))
const DocsDialog = lazy(async () => ({ default: (await import('../dialogs/learn/docs-dialog')).DocsDialog }))
const FigureDialog = lazy(async () => ({ default: (await import('../dialogs/figure/figure-dialog')).FigureDialog }))

/** Each waits for its own code: a boundary around all would hide the one before while it waits, and that one would close it. */
export function Dialogs() {
  const dialog = useLab((state) => state.dialog)
  return (
    <Suspense key={dialog === 'sweep' ? 'compare' : dialog} fallback={null}>
      {dialogOf(dialog)}
    </Suspense>
  )
}

/** Lies over the others: a chart in a dialog is a figure, too. */
export function AskedFigure() {
  const figure = useSignal(askedFigure)
  return <Suspense fallback={null}>{figure && <FigureDialog figure={figure} />}</Suspense>
}

function dialogOf(dialog: Dialog | null) {
  switch (dialog) {
    case 'presets':
      return <PresetsDialog />
    case 'data':
      return <DataDialog />
    case 'eventImport':
      return <EventWizard />
    case 'slrImport':
      return <SlrWizard />
    case 'responseImport':
      return <ResponseWizard />
    case 'boxImport':
      return <BoxWizard />
    case 'tableImport':
      return <TableWizard />
    case 'keys':
      return <KeysDialog />
    case 'device':
      return <DeviceDialog />
    case 'maps':
      return <MapsDialog />
    case 'attribution':
      return <AttributionDialog />
    case 'share':
      return <ShareDialog />
    case 'code':
      return <CodeDialog />
    case 'runs':
      return <RunsDialog />
    case 'compare':
    case 'sweep':
      return <ComparingDialog tab={dialog} />
    case 'health':
      return <HealthDialog />
    case 'cost':
      return <CostDialog />
    case 'energy':
      return <EnergyDialog />
    case 'events':
      return <EventPlayer />
    case 'camera':
      return <CameraDialog />
    case 'correlation':
      return <CorrelationDialog />
    case 'neuron':
      return <NeuronDialog />
    case 'tiny':
      return <TinyDialog />
    case 'lessons':
      return <LessonsDialog />
    case 'glossary':
      return <GlossaryDialog />
    case 'docs':
      return <DocsDialog />
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
