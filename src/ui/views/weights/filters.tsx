/** The weights of the first layer as small images: a convolution's filters, or the receptive fields of neurons. Updated during training. */

import { useRef, useState } from 'react'
import { grouped, significant } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { drawnFilters, imageScale } from '../../base/bitmap'
import { classesOf } from '../../base/classes'
import { divergingGradient } from '../../base/diverging'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { useFull } from '../../base/full-size'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { SaveMenu, TextButton } from '../../base/parts'
import { useSize } from '../../base/size'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFrames } from '../../state/session/frame-hooks'
import { useAnswer } from '../../state/session/use-answer'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import { drawFilters, filterGrid } from './filters-chart'
import { statRows, weightRows } from './filters-rows'
import { FiltersTable } from './filters-table'
import { countLabel, imagesLabel } from './filters-text'
import css from './weights.module.css'
import { filtersFigure } from './weights-figure'

export function FilterImages({ layer }: { layer: string }) {
  const filters = useFilters(layer)
  return filters && <Images filters={filters} />
}

function Images({ filters }: { filters: Filters }) {
  const { kind, layer } = filters
  const dark = useLab((state) => state.theme) !== 'light'
  const [table, setTable] = useState(false)
  const host = useRef<HTMLDivElement>(null)
  const size = useSize(host)
  // In a full-size view, the filters are as large as possible with all of them visible.
  const room = useFull() ? size.height : 0
  const grid = filterGrid(size.width, size.unit, filters, room)
  const reach = imageScale(filters.data).high
  const ref = usePainter([], (context, area, colors) => drawFilters(context, area, colors, filters, area.figure ? 0 : room), [
    filters,
    grid.columns,
    grid.scale,
    table,
  ])
  const title = kind === 'conv' ? 'Filters' : 'Receptive fields'
  return (
    <>
      <h3 className={controlsCss.sub}>
        {kind === 'conv' ? (
          <Term term="convolution">{title}</Term>
        ) : (
          <Term term="weights" help="The weights from every pixel to a neuron, as an image, neuron by neuron.">
            {title}
          </Term>
        )}
        <span className={classesOf(controlsCss.unit, css.count)}>{countLabel(filters)}</span>
        <span className={css.tools}>
          <TextButton text="Table" label={`${title} as a table`} pressed={table} act={() => setTable(!table)} />
          <SaveMenu
            compact
            subject={title}
            items={[
              figureItem(() => filtersFigure(filters)),
              { text: `${title} (CSV)`, act: () => saveCsv(`filters-${layer}.csv`, statRows(filters)) },
              { text: 'Each of their weights (CSV)', act: () => saveCsv(`filter-weights-${layer}.csv`, weightRows(filters)) },
            ]}
          />
        </span>
      </h3>
      {table && <FiltersTable filters={filters} title={title} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there are many, and keys must reach it */}
      <section ref={host} className={css.filters} aria-label={`${title} of ${layer}`} tabIndex={0} hidden={table}>
        <canvas ref={ref} role="img" aria-label={imagesLabel(filters, reach)} style={{ height: `${grid.height}px` }} />
      </section>
      {!table && (
        <p className={viewCss.note}>
          {drawnFilters(filters).channels === 3 ? (
            <>red, green, blue; gray is 0, full is ±{significant(reach)}</>
          ) : (
            <>
              −{significant(reach)}
              <i className={viewCss.colorBar} style={{ background: divergingGradient(dark) }} />
              {significant(reach)}, the same for all{filters.of > filters.outputs && `; the first ${grouped(filters.outputs)}`}
            </>
          )}
        </p>
      )}
    </>
  )
}

/** Requested when weights change, at most once per second; null unless the layer is the first of a stream and its input is an image. */
function useFilters(layer: string): Filters | null {
  const tick = useFrames(['weights'], 1000)
  const filters = useAnswer(() => worker().filters(layer), [layer, tick])
  // Until the requested filters arrive, those of another layer are not shown.
  return filters?.layer === layer ? filters : null
}
