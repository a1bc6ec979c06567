/** The membrane view before there is a plot. */

import { buildingText, noLayerText } from '../../state/labels/experiment-label'
import { type LabState, useLab } from '../../state/store/store'
import { PlotWords } from '../shared/plot-words'
import { type MembranePlotProps, useSummary } from './membrane-state'

export function MembraneWaits({ layer }: MembranePlotProps) {
  const run = useLab((state) => state.run)
  const layers = useLab((state) => state.layers)
  const { counted, summary } = useSummary(layer)
  return <PlotWords words={wordsOfNone(layer, { run, layers }, counted)} label={summary} />
}

/** Why nothing is shown. */
export function wordsOfNone(layer: string | null, { run, layers }: Pick<LabState, 'run' | 'layers'>, counted: LabState['counted']): string {
  const building = buildingText(run)
  if (building !== null) return building
  if (layer === null) return noLayerText(run, layers)
  return counted === 'sample' ? 'The sample is on its way.' : 'Press Play or Step: potentials are measured as the network trains.'
}
