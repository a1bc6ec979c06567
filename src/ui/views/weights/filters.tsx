/** The filters of the first convolution as small images, refreshed with the weights: in color where the picture has three channels. */

import { useEffect, useRef, useState } from 'react'
import { significant } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { divergingGradient } from '../../base/diverging'
import { usePainter } from '../../base/paint'
import { drawPicture, filterPicture, pictureScale, pictureWords } from '../../base/picture'
import { useSize } from '../../base/size'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFrames } from '../../state/hooks'
import { attempt } from '../../state/notices'
import { worker } from '../../state/opening'
import { useLab } from '../../state/store'
import css from './weights.module.css'

/** Lengths in px at a root of 16. A filter is at least so long, magnified by a whole number. */
const SIDE = 22
/** With a line around each. */
const GAP = 5

export function FilterImages({ layer }: { layer: string }) {
  const filters = useFilters(layer)
  return filters && <Images filters={filters} />
}

function Images({ filters }: { filters: Filters }) {
  const { layer, outputs, channels, height, width } = filters
  const dark = useLab((state) => state.theme) !== 'light'
  const host = useRef<HTMLDivElement>(null)
  const size = useSize(host)
  const scale = Math.ceil(SIDE / Math.max(height, width)) * size.unit
  const gap = GAP * size.unit
  const columns = Math.max(1, Math.floor((size.width + gap - 2) / (width * scale + gap)))
  const reach = pictureScale(filters.data).high
  const ref = usePainter(
    [],
    (context, area, colors) => {
      for (let output = 0; output < outputs; output++) {
        const words = pictureWords(filterPicture(filters, output), filters, { low: -reach, high: reach }, area.dark)
        const [x, y] = [(output % columns) * (width * scale + gap), Math.floor(output / columns) * (height * scale + gap)]
        context.fillStyle = colors.rule
        context.fillRect(x, y, width * scale + 2, height * scale + 2)
        drawPicture(context, words, filters, { x: x + 1, y: y + 1, width: width * scale, height: height * scale })
      }
    },
    [filters, columns, scale],
  )
  return (
    <>
      <h3 className={controlsCss.sub}>
        Filters
        <span className={controlsCss.unit}>
          {outputs} of {height} × {width}
          {channels === 3 && ', color'}
        </span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there are many, and keys must reach it */}
      <section ref={host} className={css.filters} aria-label={`Filters of ${layer}`} tabIndex={0}>
        <canvas
          ref={ref}
          role="img"
          aria-label={`${outputs} filters of ${height} by ${width}, with weights within ±${significant(reach)}.`}
          style={{ height: `${Math.ceil(outputs / columns) * (height * scale + gap) - gap + 2}px` }}
        />
      </section>
      <p className={viewCss.note}>
        {channels === 3 ? (
          <>red, green, blue; gray is 0, full is ±{significant(reach)}</>
        ) : (
          <>
            −{significant(reach)}
            <i className={viewCss.mapsBar} style={{ background: divergingGradient(dark) }} />
            {significant(reach)}
          </>
        )}
      </p>
    </>
  )
}

/** Asked anew when weights come, at most once a second; null unless the layer is the first convolution. */
function useFilters(layer: string): Filters | null {
  const [filters, setFilters] = useState<Filters | null>(null)
  const first = useLab(({ layers }) => layers.find(({ product }) => product === 'conv')?.name)
  const tick = useFrames(['weights'], 1000)
  useEffect(() => {
    if (layer !== first) return setFilters(null)
    let current = true
    attempt(
      worker()
        .filters()
        .then((next) => {
          if (current) setFilters(next)
        }),
    )
    return () => {
      current = false
    }
  }, [layer, first, tick])
  return filters
}
