/** The legend of feature maps, with the choice between potentials and spikes. */

import { stepsOf } from '../../../data/encoders/schema'
import { fixed } from '../../../format'
import { classesOf } from '../../base/classes'
import { divergingGradient, reachOf } from '../../base/diverging'
import { Segments } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import { sampleLayer, useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import type { MapQuantity } from './feature-maps-chart'
import css from './maps.module.css'
import { useThreshold } from './maps-state'

/** @param compact omits what the title already states. */
export function MapsLegend({ layer, quantity, compact = false }: { layer: string; quantity: MapQuantity; compact?: boolean }) {
  const dark = useLab((state) => state.theme) !== 'light'
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const all = useLab((state) => state.timeStep === null) && steps > 1
  const threshold = useThreshold(layer)
  useFrames(['sample'], 1000)
  const shown = sampleLayer(layer)
  if (quantity === 'spikes')
    return (
      <span className={css.legend}>
        {all ? '0' : 'no spike'}
        <i className={classesOf(viewCss.colorBar, css.ink)} />
        {all ? `${steps} of ${steps} steps spike` : 'a spike'}
      </span>
    )
  const reach = shown ? reachOf(shown.membrane, threshold) : 1
  const digits = reach < 1 ? 2 : 1
  return (
    <span
      className={css.legend}
      data-help={`The color is the distance of ${all ? 'the mean u of all steps' : 'u'} from the threshold θ = ${fixed(threshold, 2)}.`}
    >
      {!compact && (all ? 'mean u' : 'u')} {fixed(threshold - reach, digits)}
      <i className={viewCss.colorBar} style={{ background: divergingGradient(dark) }} />
      {fixed(threshold + reach, digits)}
      {!compact && <span className={css.middle}>θ {fixed(threshold, 2)}</span>}
    </span>
  )
}

export function MapsChoice({ quantity, choose }: { quantity: MapQuantity; choose: (quantity: MapQuantity) => void }) {
  return (
    <Segments
      label="What the maps show"
      value={quantity}
      options={[
        { value: 'potentials', text: 'u', title: 'Potentials, blue below the threshold and orange above' },
        { value: 'spikes', text: 'spikes', title: 'Where a neuron fired' },
      ]}
      choose={choose}
    />
  )
}
