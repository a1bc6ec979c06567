/** The channels of a layer as images in place of the raster, with a legend of the colors. */

import { useState } from 'react'
import { classesOf } from '../../base/classes'
import type { MapShape } from '../../base/columns'
import { useFull } from '../../base/full-size'
import { TextButton } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import { showDialog } from '../../state/selection/select'
import { FeatureMaps } from './feature-maps'
import type { MapQuantity } from './feature-maps-chart'
import mapsCss from './maps.module.css'
import { MapsChoice, MapsLegend } from './maps-legend'

/** The smallest and the largest side of a map, in px at a root font size of 16 px. */
const SIDES = [32, 56] as const
const FULL_SIDES = [56, 480] as const

interface MapsProps {
  readonly layer: string
  readonly shape: MapShape
  readonly quantity: MapQuantity
  readonly choose: (quantity: MapQuantity) => void
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function MapsView({ layer, shape, quantity, choose, canvas }: MapsProps) {
  const [pointed, setPointed] = useState<string | null>(null)
  const sides = useFull() ? FULL_SIDES : SIDES
  return (
    <>
      <FeatureMaps layer={layer} shape={shape} quantity={quantity} sides={sides} labels={false} canvas={canvas} point={setPointed} />
      <div className={classesOf(viewCss.note, mapsCss.note)}>
        <MapsChoice quantity={quantity} choose={choose} />
        {pointed ? (
          <span data-point className={mapsCss.point}>
            {pointed}
          </span>
        ) : (
          <MapsLegend layer={layer} quantity={quantity} compact />
        )}
        <TextButton
          text="All channels"
          title="Larger, with numbers per channel and what the network receives"
          act={() => showDialog('maps')}
        />
      </div>
    </>
  )
}
