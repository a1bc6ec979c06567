/** What of the run is on screen, for the worker: which layers, weights and sample it sends, and how often. */

import { isOwnBoxes } from '../../../data/boxes/schema'
import { isExperience } from '../../../data/experience/schema'
import { type LabState, store } from '../store/store'
import { shownLayer } from './frame-hooks'
import { motion } from './motion'
import { attempt } from './notices'
import { worker } from './worker-connection'

/** What a change of it shows another part of the sample. */
const WATCHED = ['sample', 'customSample', 'layer', 'layers', 'counted', 'weights', 'dialog'] as const

/** Tells the worker now, and whenever what is on screen changes. */
export function followWatched(): void {
  motion.subscribe(watch)
  document.addEventListener('visibilitychange', watch)
  store.subscribe((now, before) => {
    if (WATCHED.some((key) => now[key] !== before[key])) watch()
  })
  watch()
}

/** Tells the worker what is on screen. */
export function watch(): void {
  const state = store.getState()
  const { missing, sample, customSample: own, layers } = state
  if (missing || layers.length === 0) return
  attempt(
    worker().watch({
      membrane: !motion.getState().paused,
      sample,
      customSample: own,
      layers: layersInSight(state),
      weights: weightsInSight(state),
      visible: !document.hidden,
      framesPerSecond: motion.getState().rate,
    }),
  )
}

/** The layer that the views show; all of them where the sample’s potentials are counted; what the network receives where that is drawn. */
function layersInSight({ open, layers, layer, counted, dialog }: LabState): string[] {
  const shown = shownLayer(layers, layer)
  const others = counted === 'sample' ? layers.filter(({ name, watchable }) => name !== shown && watchable.includes('potentials')) : []
  // What a simulated camera sends is no picture that is there already: the strip draws it, too.
  const drawn = dialog === 'maps' || dialog === 'events' || open.encoder.kind === 'camera' || isMade(open)
  const input = layers.find(({ name, kind }) => kind === 'input' && (name === layer || drawn))
  return [...(shown ? [shown] : []), ...others.map(({ name }) => name), ...(input ? [input.name] : [])]
}

/** What is made on the GPU is in no stream of the data: events in front of a sampler, and what agents see. */
const isMade = (open: LabState['open']): boolean => ('sampler' in open && !isOwnBoxes(open.data)) || isExperience(open.data)

/** Of a selected layer without weights, those of the one that the views show. */
function weightsInSight({ layers, layer, weights }: LabState): string | null {
  const name = layers.find(({ name, parameters }) => name === layer && parameters > 0)?.name ?? shownLayer(layers, layer)
  const ofRecurrent = weights === 'R' && layers.some((other) => other.name === name && other.recurrent)
  return ofRecurrent ? `${name}.recurrent` : name
}
