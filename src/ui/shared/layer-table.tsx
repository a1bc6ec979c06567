/** The frame of the two tables layer x time step: selectable layers and steps, a last row for all steps, and which layers are visible. */

import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { scrolling } from '../base/media'
import { useOverflow } from '../base/overflow'
import { Scrolling } from '../base/parts'
import { evenly } from '../base/scale'
import viewCss from '../base/style/view.module.css'
import { buildingText, NO_SPIKES } from '../state/labels/experiment-label'
import { selectLayer } from '../state/selection/select'
import { shownLayer } from '../state/session/frame-hooks'
import { setLab, useLab } from '../state/store/store'
import css from './layer-table.module.css'

/** With more layers than this, columns are narrow. */
const MAX_WIDE_LAYERS = 4
const MAX_STEPS = 8

export const isNarrow = (layers: readonly unknown[]): boolean => layers.length > MAX_WIDE_LAYERS

/** The steps that a table shows: all if they are few, otherwise five with both ends and the selected one. */
export const shownSteps = (steps: number, step: number | null): number[] =>
  steps <= MAX_STEPS ? evenly(steps, MAX_STEPS) : evenly(steps, 5, step)

/** The parts of a name, between which it continues in a second line: "event." and "lif1". */
const partsOf = (name: string): string[] => name.split(/(?<=\.)/)

/** How long the parts of the names are: in a column with less room than a part takes, names are turned. */
function lengthOf(layers: readonly string[]): 'short' | 'medium' | 'long' {
  const max = Math.max(...layers.flatMap(partsOf).map(({ length }) => length))
  return max <= 5 ? 'short' : max <= 7 ? 'medium' : 'long'
}

interface Props {
  readonly label: string
  readonly layers: readonly string[]
  readonly selected: string | null
  readonly steps: readonly number[]
  readonly step: number | null
  readonly cell: (layer: number, step: number) => ReactNode
  readonly all: (layer: number) => ReactNode
  /** The explanation of the marks, below the table. */
  readonly note: ReactNode
}

export function LayerTable({ label, layers, selected, steps, step, cell, all, note }: Props) {
  const many = isNarrow(layers)
  const scroll = useRef<HTMLDivElement>(null)
  const { before, after } = useOverflow(scroll, 'thead th + th', layers.length)
  const seen = layers.length - before - after
  useEffect(() => {
    const box = scroll.current
    const head = box?.querySelector<HTMLElement>('th[data-on]')
    if (!box || !head || !many) return
    // The first column is sticky, so the selected one is scrolled to the right of it.
    const fixed = box.querySelector('th')?.clientWidth ?? 0
    const left = head.offsetLeft - fixed
    const right = head.offsetLeft + head.offsetWidth
    if (left < box.scrollLeft) box.scrollLeft = left
    else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth
  }, [selected, many, layers.length])
  const turn = (sign: number) => {
    const box = scroll.current
    const fixed = box?.querySelector('th')?.clientWidth ?? 0
    box?.scrollBy({ left: sign * (box.clientWidth - fixed), behavior: scrolling() })
  }

  return (
    <>
      <Scrolling className={css.wide} label={label} host={scroll}>
        <table
          className={css.layers}
          data-many={many || undefined}
          data-parts={lengthOf(layers)}
          style={{ '--layers': layers.length } as CSSProperties}
        >
          <thead>
            <tr>
              <th scope="col">step</th>
              {layers.map((name) => (
                <th key={name} scope="col" data-on={name === selected || undefined}>
                  <div className={css.name}>
                    <button type="button" aria-label={name} title={`Select ${name}`} onClick={() => selectLayer(name)}>
                      {partsOf(name).map((part) => (
                        <span key={part}>{part}</span>
                      ))}
                    </button>
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((t) => (
              <tr key={t} data-on={t === step || undefined}>
                <th scope="row">
                  <button
                    type="button"
                    title={t === step ? 'Show all steps' : `Show step ${t + 1}`}
                    aria-pressed={t === step}
                    onClick={() => setLab({ timeStep: t === step ? null : t })}
                  >
                    {t + 1}
                  </button>
                </th>
                {layers.map((name, index) => (
                  <td key={name}>{cell(index, t)}</td>
                ))}
              </tr>
            ))}
            <tr data-total className={css.total}>
              <th scope="row">all</th>
              {layers.map((name, index) => (
                <td key={name}>{all(index)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </Scrolling>
      <p className={viewCss.note}>
        {note}
        {seen < layers.length && (
          <span className={css.pager}>
            <button type="button" aria-label={`${label}: layers before`} disabled={before === 0} onClick={() => turn(-1)}>
              ‹
            </button>
            layers {before + 1}–{before + seen} of {layers.length}
            <button type="button" aria-label={`${label}: layers after`} disabled={after === 0} onClick={() => turn(1)}>
              ›
            </button>
          </span>
        )}
      </p>
    </>
  )
}

/** Data attributes that fade the edges of a table where more columns follow. */
export const fading = (before: number, after: number) => ({
  'data-more-before': before > 0 || undefined,
  'data-more-after': after > 0 || undefined,
})

/** Shown instead of a table before anything is measured. */
export function NotMeasured() {
  const run = useLab((state) => state.run)
  const problems = useLab((state) => state.problems)
  const spikeless = useLab(({ layers }) => layers.length > 0 && shownLayer(layers, null) === null)
  return <p className={viewCss.empty}>{buildingText({ run, problems }) ?? (spikeless ? NO_SPIKES : 'No batch measured yet.')}</p>
}
