/** All views of the page, in display order within each region. A new view needs its folder, a line here, and its name in share/views.ts. */
import { type Hideable, PARTS, type Part } from '../../share/hide'
import type { Command } from '../state/command'
import type { LabState } from '../state/store/store'
import { curvesView } from './curves/describe'
import { delaysView } from './delays/describe'
import { energyView } from './energy/describe'
import { fractionView } from './fraction/describe'
import { gradientNormView } from './gradient-norm/describe'
import { healthView } from './health/describe'
import { inspectorView } from './inspector/describe'
import { membraneView } from './membrane/describe'
import { networkView } from './network/describe'
import { rasterView } from './raster/describe'
import { skipsView } from './skips/describe'
import { stepWeightsView } from './step-weights/describe'
import type { ViewDescription } from './view'
import { weightsView } from './weights/describe'

export const VIEWS: readonly ViewDescription[] = [
  networkView,
  membraneView,
  fractionView,
  gradientNormView,
  rasterView,
  curvesView,
  skipsView,
  delaysView,
  stepWeightsView,
  energyView,
  healthView,
  inspectorView,
  weightsView,
]

/** The commands that views add to the palette and the keyboard. */
export const viewCommands = (state: LabState): Command[] => VIEWS.flatMap(({ commands }) => commands?.(state) ?? [])

/** The name, in Share and in the list of keys, of something that a link can hide. */
export const hiddenText = (name: Hideable): string => VIEWS.find(({ id }) => id === name)?.hides ?? PARTS[name as Part]
