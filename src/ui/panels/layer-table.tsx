/** The frame of the two tables layer x time step: heads that select, steps that select, a last row for all. Fills no cell. */
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { shortName } from '../charts/format'
import { Scrolling } from '../charts/parts'
import { evenly } from '../charts/scale'
import { setLab } from '../store'

export const MOST_LAYERS = 4
export const MOST_STEPS = 8

/** Steps that a table shows: all of a few, else five with both ends and the selected one. */
export const shownSteps = (steps: number, step: number | null): number[] =>
  steps <= MOST_STEPS ? evenly(steps, MOST_STEPS) : evenly(steps, 5, step)

interface Props {
  readonly label: string
  readonly layers: readonly string[]
  readonly selected: string | null
  readonly steps: readonly number[]
  readonly step: number | null
  readonly cell: (layer: number, step: number) => ReactNode
  readonly all: (layer: number) => ReactNode
}

export function LayerTable({ label, layers, selected, steps, step, cell, all }: Props) {
  const many = layers.length > MOST_LAYERS
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = scroll.current
    const head = box?.querySelector<HTMLElement>('th[data-on]')
    if (!box || !head || !many) return
    // The first column sticks; the selected one must lie right of it.
    const fixed = box.querySelector('th')?.clientWidth ?? 0
    const left = head.offsetLeft - fixed
    const right = head.offsetLeft + head.offsetWidth
    if (left < box.scrollLeft) box.scrollLeft = left
    else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth
  }, [selected, many, layers.length])

  return (
    <Scrolling className="view-wide" label={label} host={scroll}>
      <table className="view-layers" data-many={many || undefined} style={{ '--layers': layers.length } as CSSProperties}>
        <thead>
          <tr>
            <th scope="col">step</th>
            {layers.map((name) => (
              <th key={name} scope="col" data-on={name === selected || undefined}>
                <button type="button" title={`Select ${name}`} onClick={() => setLab({ layer: name })}>
                  {many ? shortName(name, 7) : name}
                </button>
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
                  onClick={() => setLab({ step: t === step ? null : t })}
                >
                  {t + 1}
                </button>
              </th>
              {layers.map((name, index) => (
                <td key={name}>{cell(index, t)}</td>
              ))}
            </tr>
          ))}
          <tr className="view-total">
            <th scope="row">all</th>
            {layers.map((name, index) => (
              <td key={name}>{all(index)}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </Scrolling>
  )
}
