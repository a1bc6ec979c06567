/**
 * Every dialog of the page, in the order in which the palette and the top bar offer them. A new dialog needs its folder and a line here.
 */
import type { Command } from '../state/command'
import { showDialog } from '../state/selection/select'
import type { LabState } from '../state/store/store'
import { attributionDialog } from './attribution/describe'
import { benchDialog } from './bench/describe'
import { codeDialog } from './code/describe'
import { correlationDialog } from './correlation/describe'
import { costDialog } from './cost/describe'
import { dataDialog, importDialog } from './data/describe'
import { deviceDialog } from './device/describe'
import type { DialogDescription } from './dialog'
import { energyDialog } from './energy/describe'
import { cameraDialog, eventsDialog } from './events/describe'
import { experimentDialog, presetsDialog } from './experiment/describe'
import { gradientDialog } from './gradient/describe'
import { healthDialog } from './health/describe'
import { keysDialog } from './keys/describe'
import { docsDialog, glossaryDialog, lessonsDialog } from './learn/describe'
import { mapsDialog } from './maps/describe'
import { neuronDialog } from './neuron/describe'
import { paletteDialog } from './palette/describe'
import { runsDialog } from './runs/describe'
import { shareDialog } from './share/describe'
import { compareDialog, sweepDialog } from './studies/describe'
import { stressDialog } from './studies/stress/describe'
import { tinyDialog } from './tiny/describe'

export const DIALOGS: readonly DialogDescription[] = [
  experimentDialog,
  presetsDialog,
  neuronDialog,
  eventsDialog,
  cameraDialog,
  compareDialog,
  sweepDialog,
  stressDialog,
  runsDialog,
  shareDialog,
  codeDialog,
  costDialog,
  energyDialog,
  gradientDialog,
  dataDialog,
  importDialog,
  correlationDialog,
  attributionDialog,
  mapsDialog,
  paletteDialog,
  keysDialog,
  lessonsDialog,
  glossaryDialog,
  docsDialog,
  deviceDialog,
  benchDialog,
  healthDialog,
  tinyDialog,
]

/** What the dialog's button and palette entry do. */
export const openerOf = ({ id, act }: DialogDescription) => act ?? (() => showDialog(id))

/** The palette entries of all dialogs. */
export const dialogCommands = (state: LabState): Command[] =>
  DIALOGS.flatMap((dialog) => {
    const { id, entry, part, offered, enabled, more } = dialog
    const opens = entry && (offered?.(state) ?? true)
    return [
      ...(opens ? [{ id, ...entry, ...(part && { part }), enabled: enabled?.(state) ?? true, act: openerOf(dialog) }] : []),
      ...(more?.(state) ?? []),
    ]
  })
