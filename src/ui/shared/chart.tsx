/** A chart in a task's view: its title, the drawing or the same data as a table, and the menu that saves it. The caller draws. */
import { type CSSProperties, type DOMAttributes, type ReactNode, useRef, useState } from 'react'
import { fixed, twoDigits, withUnit } from '../../format'
import { DataTable } from '../base/data-table'
import { saveCsv } from '../base/download'
import { type Pen, penOf } from '../base/draw'
import { drawingOf, type Figure, figureItem } from '../base/figure'
import type { DrawnTerms } from '../base/glossary'
import { Term } from '../base/help'
import { usePainter } from '../base/paint'
import { SaveMenu, TextButton } from '../base/parts'
import type { Signal } from '../base/signal'
import { useSize } from '../base/size'
import css from '../base/style/chart.module.css'
import { useFonts } from '../state/session/frame-hooks'

export interface ChartTable {
  readonly caption: string
  /** Column headings; the first is above the row names. They are the columns of the file, and so without units. */
  readonly heads: readonly string[]
  /** The unit of all numbers, or of each column after the first, in the table on the page; null for numbers without a unit. */
  readonly units: string | null | readonly (string | null)[]
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[]
  /** The decimals of each value, or two significant digits, for values of unknown size. */
  readonly digits: number | 'significant'
}

export interface ChartProps {
  readonly title: string
  /** The key of its glossary entry; null for plain words. */
  readonly term: string | null
  readonly help: string
  /** The words drawn in the chart. */
  readonly drawn?: DrawnTerms
  /** The name of saved files, without extension. */
  readonly file: string
  readonly draw: (pen: Pen) => void
  /** The chart is redrawn when one of these or one of the signals changes. */
  readonly inputs: readonly unknown[]
  readonly signals?: readonly Pick<Signal<unknown>, 'on'>[]
  /** The description for screen readers. */
  readonly sentence: string
  readonly table: () => ChartTable
  /** Files to save, if they have more than the table. */
  readonly files?: readonly { readonly text: string; readonly name: string; readonly rows: () => (string | number)[][] }[]
  readonly figure: Pick<Figure, 'scope' | 'keys' | 'height' | 'step' | 'minWidth' | 'apart'>
  /** The height of the drawing, in px at a root font size of 16 px, or a function of its width in the same unit. */
  readonly height: number | ((width: number) => number)
  /** Event handlers of the canvas, which can then take the focus. */
  readonly acts?: DOMAttributes<HTMLCanvasElement>
  readonly children?: ReactNode
}

export function Chart(props: ChartProps) {
  const { title, term, help, drawn, file, table, files, figure, children } = props
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const [asTable, setAsTable] = useState(false)
  const figureNow = (): Figure => ({ ...figure, name: file, title, drawing: drawingOf(canvas.current) })
  return (
    <section className={css.chart} aria-label={title}>
      <div className={css.head}>
        <h3>
          <Term term={term} help={help} drawn={drawn}>
            {title}
          </Term>
        </h3>
        <span className={css.tools}>
          <TextButton text="Table" label={`${title} as a table`} pressed={asTable} act={() => setAsTable(!asTable)} />
          <SaveMenu
            compact
            subject={`Inspector, ${title}`}
            items={[
              ...(asTable ? [] : [figureItem(figureNow)]),
              ...(files ?? [{ text: title, name: file, rows: () => rowsOf(table()) }]).map(({ text, name, rows }) => ({
                text: `${text} (CSV)`,
                act: () => saveCsv(`${name}.csv`, rows()),
              })),
            ]}
          />
        </span>
      </div>
      {asTable ? <Numbers label={title} table={table()} /> : <Drawing {...props} canvas={canvas} />}
      {children}
    </section>
  )
}

function Drawing(props: ChartProps & { readonly canvas: { current: HTMLCanvasElement | null } }) {
  const { draw, inputs, signals = [], sentence, height, acts, canvas } = props
  const fonts = useFonts()
  const host = useRef<HTMLDivElement>(null)
  const { width, unit } = useSize(host)
  const high = typeof height === 'number' ? height : height(width / unit)
  const ref = usePainter([], (context, area, colors) => draw(penOf(context, area, colors)), [...inputs, fonts], signals, canvas)
  return (
    <div ref={host} className={css.plot} style={{ '--height': `${high / 16}rem` } as CSSProperties}>
      <canvas ref={ref} role="img" aria-label={sentence} tabIndex={acts ? 0 : undefined} {...acts} />
    </div>
  )
}

/** The caption, with the unit that all columns share; and the heads, each with its own. */
function captionOf({ caption, units }: Pick<ChartTable, 'caption' | 'units'>): string {
  return typeof units === 'string' ? withUnit(caption, units) : caption
}
export const headsOf = ({ heads, units }: Pick<ChartTable, 'heads' | 'units'>): string[] =>
  heads.map((head, at) => withUnit(head, (Array.isArray(units) && at > 0 && units[at - 1]) || null))

function Numbers({ label, table }: { readonly label: string; readonly table: ChartTable }) {
  const { rows, digits } = table
  return (
    <>
      <p className={css.caption}>{captionOf(table)}</p>
      <DataTable
        className={css.numbers}
        label={`${label} as a table`}
        rows={rows}
        keyOf={({ name }) => name}
        columns={headsOf(table).map((head, at) => ({
          head,
          cell: ({ name, values }) =>
            at === 0 ? name : digits === 'significant' ? twoDigits(values[at - 1]!) : fixed(values[at - 1], digits),
        }))}
      />
    </>
  )
}

const rowsOf = ({ heads, rows }: ChartTable): (string | number)[][] => [[...heads], ...rows.map(({ name, values }) => [name, ...values])]
