/** What the membrane view shows before there is a plot. */

import { dataShape } from '../../../data/datasets/schema'
import { PushButton } from '../../base/buttons'
import { PlotText } from '../../shared/plot'
import { openDataDialog } from '../../state/imports/data-sets'
import { buildingText, noLayerText } from '../../state/labels/experiment-label'
import { type LabState, useLab } from '../../state/store/store'
import css from './membrane.module.css'
import { type MembranePlotProps, useSummary } from './membrane-state'

export function MembraneWaits({ layer }: MembranePlotProps) {
  const run = useLab((state) => state.run)
  const layers = useLab((state) => state.layers)
  const problems = useLab((state) => state.problems)
  const { counted, summary } = useSummary(layer)
  return <PlotText words={wordsOfNone(layer, { run, layers, problems }, counted)} label={summary} />
}

/** The reason why nothing is shown. */
export function wordsOfNone(
  layer: string | null,
  { layers, ...opening }: Pick<LabState, 'run' | 'layers' | 'problems'>,
  counted: LabState['counted'],
): string {
  const building = buildingText(opening)
  if (building !== null) return building
  if (layer === null) return noLayerText(opening, layers)
  return counted === 'sample' ? 'The sample is on its way.' : 'Press Play or Step: potentials are measured as the network trains.'
}

/** Shown while the data set is not in this browser: its name, and how to get its files. */
export function WantedData() {
  const title = useLab((state) => dataShape(state.open.data).title)
  return (
    <div className={css.wanted}>
      <p>{title} is needed: it is not in this browser.</p>
      <PushButton onClick={openDataDialog}>Where to get it …</PushButton>
    </div>
  )
}
