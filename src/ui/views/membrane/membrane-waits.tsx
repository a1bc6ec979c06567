/** The membrane view before there is a plot. */

import { type LabState, useLab } from '../../state/store'
import { buildingWords, noNetworkWords } from '../../state/words'
import { PlotWords } from '../shared/plot-words'
import { type MembranePlotProps, useSummary } from './membrane-state'

export function MembraneWaits({ layer }: MembranePlotProps) {
  const run = useLab((state) => state.run)
  const { counted, summary } = useSummary(layer)
  return <PlotWords words={wordsOfNone(layer, run, counted)} label={summary} />
}

/** Why nothing is shown. */
export function wordsOfNone(layer: string | null, run: LabState['run'], counted: LabState['counted']): string {
  const building = buildingWords(run)
  if (building !== null) return building
  if (layer === null) return noNetworkWords(run)
  return counted === 'sample' ? 'The sample is on its way.' : 'Press Play or Step: potentials are measured as the network trains.'
}
