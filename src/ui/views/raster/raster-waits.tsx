/** What the spike raster shows before there is a plot. */

import { newestFrame } from '../../base/frames'
import { PlotText } from '../../shared/plot'
import { NO_SPIKES } from '../../state/labels/experiment-label'
import { useFrames } from '../../state/session/frame-hooks'

export const NOTHING_SHOWN = 'Spike raster: nothing shown yet.'

export function RasterWaits({ layer }: { readonly layer: string | null }) {
  useFrames(['sample'], 1000)
  return <PlotText words={wordsOfNone(layer)} label={NOTHING_SHOWN} />
}

/** The reason why nothing is shown. */
export const wordsOfNone = (layer: string | null): string => {
  if (!newestFrame('sample')) return 'No sample has been shown to the network yet.'
  return layer === null ? NO_SPIKES : `${layer} comes with the next sample.`
}
