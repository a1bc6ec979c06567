/** The weights of the first layer as small images, refreshed with the weights: a convolution's filters, or the receptive fields of neurons. */

import { useEffect, useRef, useState } from 'react'
import { grouped, significant } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { divergingGradient } from '../../base/diverging'
import { useFull } from '../../base/full-size'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { drawnFilters, drawPicture, filterPicture, pictureScale, pictureWords } from '../../base/picture'
import { useSize } from '../../base/size'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFrames } from '../../state/hooks'
import { attempt } from '../../state/notices'
import { worker } from '../../state/opening'
import { useLab } from '../../state/store'
import { countLabel, imagesLabel } from './filters-words'
import css from './weights.module.css'

/** Lengths in px at a root of 16. A filter is at least so long, magnified by a whole number; a receptive field is never smaller than its pixels. */
const SIDE = { conv: 22, linear: 40 } as const
/** With a line around each. */
const GAP = 5
const SCALES = [2, 3, 4, 5, 6, 8, 10, 12, 16]

export function FilterImages({ layer }: { layer: string }) {
  const filters = useFilters(layer)
  return filters && <Images filters={filters} />
}

function Images({ filters }: { filters: Filters }) {
  const { kind, layer, height, width } = filters
  const dark = useLab((state) => state.theme) !== 'light'
  const host = useRef<HTMLDivElement>(null)
  const size = useSize(host)
  const drawn = drawnFilters(filters)
  const gap = GAP * size.unit
  const least = Math.max(1, Math.round((SIDE[kind] * size.unit) / Math.max(height, width)))
  const columnsOf = (scale: number) => Math.max(1, Math.floor((size.width + gap - 2) / (width * scale + gap)))
  // Over the whole page as large as lets all be seen.
  const fits = (scale: number) => Math.ceil(drawn.images / columnsOf(scale)) * (height * scale + gap) <= size.height
  const full = useFull('weights')
  const scale = (full && SCALES.findLast((scale) => scale > least && fits(scale))) || least
  const columns = columnsOf(scale)
  const reach = pictureScale(filters.data).high
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const shape = { height, width, channels: drawn.channels }
      for (let image = 0; image < drawn.images; image++) {
        const words = pictureWords(filterPicture(drawn, image), shape, { low: -reach, high: reach }, area.dark)
        const [x, y] = [(image % columns) * (width * scale + gap), Math.floor(image / columns) * (height * scale + gap)]
        context.fillStyle = colors.rule
        context.fillRect(x, y, width * scale + 2, height * scale + 2)
        drawPicture(context, words, filters, { x: x + 1, y: y + 1, width: width * scale, height: height * scale })
      }
    },
    [filters, columns, scale],
  )
  const title = kind === 'conv' ? 'Filters' : 'Receptive fields'
  return (
    <>
      <h3 className={controlsCss.sub}>
        {kind === 'conv' ? title : <Term help="The weights from every pixel to a neuron, as an image, neuron by neuron">{title}</Term>}
        <span className={controlsCss.unit}>{countLabel(filters)}</span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there are many, and keys must reach it */}
      <section ref={host} className={css.filters} aria-label={`${title} of ${layer}`} tabIndex={0}>
        <canvas
          ref={ref}
          role="img"
          aria-label={imagesLabel(filters, reach)}
          style={{ height: `${Math.ceil(drawn.images / columns) * (height * scale + gap) - gap + 2}px` }}
        />
      </section>
      <p className={viewCss.note}>
        {drawn.channels === 3 ? (
          <>red, green, blue; gray is 0, full is ±{significant(reach)}</>
        ) : (
          <>
            −{significant(reach)}
            <i className={viewCss.mapsBar} style={{ background: divergingGradient(dark) }} />
            {significant(reach)}, the same for all{filters.of > filters.outputs && `; the first ${grouped(filters.outputs)}`}
          </>
        )}
      </p>
    </>
  )
}

/** Asked anew when weights come, at most once a second; null unless the layer is the first one, and what it sees is an image. */
function useFilters(layer: string): Filters | null {
  const [filters, setFilters] = useState<Filters | null>(null)
  const first = useLab(({ layers }) => layers.find(({ product }) => product !== undefined)?.name)
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
