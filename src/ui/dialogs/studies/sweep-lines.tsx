/** A sweep's runs as lines between parallel axes. Ranges are set with the pointer, or with the two handles of each axis. */

import { type KeyboardEvent, type PointerEvent, type RefObject, useId, useRef, useState } from 'react'
import { valueText } from '../../../studies/axis'
import { outcomeText } from '../../../studies/outcome'
import type { SweepRow } from '../../../studies/outcomes'
import type { SweepPlan } from '../../../studies/sweep'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { Scrolling } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { useFonts } from '../../state/session/frame-hooks'
import compareCss from './compare.module.css'
import {
  axisAt,
  type Brush,
  drawParallel,
  endLabel,
  isWithin,
  movedRange,
  namedAxis,
  numericAxis,
  type ParallelAxis,
  type ParallelPlace,
  parallelPlace,
  placeAt,
  type Range,
  runAt,
  withRange,
  xOf,
  yOf,
} from './parallel'
import sweepCss from './sweep.module.css'

/** The axes of the finished runs: one for each swept field and for each outcome that some run has. */
export function axesOfRows({ fields, outcomes: infos }: SweepPlan, rows: readonly SweepRow[]): ParallelAxis[] {
  const done = rows.flatMap((row) => (row.result?.ok ? [{ values: row.values, outcomes: row.result.outcomes }] : []))
  const swept = fields.map(({ path, title, row }, i) => {
    const values = done.map((run) => run.values[i]!)
    if (values.every((value) => typeof value === 'number'))
      return numericAxis(path, row.unit ? `${title}, ${row.unit}` : title, values, (value) => valueText(row, value), true)
    const order = [...new Set(rows.map((run) => valueText(row, run.values[i]!)))]
    return namedAxis(
      path,
      title,
      values.map((value) => valueText(row, value)),
      order,
    )
  })
  const outcomes = infos.flatMap((info) => {
    const values = done.map((run) => run.outcomes[info.key] ?? null)
    return values.every((value) => value === null)
      ? []
      : [
          numericAxis(
            info.key,
            info.unit ? `${info.short}, ${info.unit}` : info.short,
            values,
            (value) => outcomeText(info, value, false),
            false,
          ),
        ]
  })
  return [...swept, ...outcomes]
}

interface Props {
  /** The keys of the axes that are outcomes, the deciding one first. */
  readonly outcomes: readonly string[]
  readonly axes: readonly ParallelAxis[]
  /** The number of runs that the axes cover. */
  readonly runs: number
  readonly wordsOf: (run: number) => string
  readonly brush: Brush
  readonly setBrush: (brush: Brush) => void
  readonly hover: number | null
  readonly setHover: (run: number | null) => void
  readonly canvas: RefObject<HTMLCanvasElement | null>
}

const WHOLE: Range = { low: 0, high: 1 }
/** The distance in pixels within which a pointer grabs an axis. */
const GRASP = 16
const CLICK = 4

export function SweepLines(props: Props) {
  const { axes, runs, brush, setBrush } = props
  const id = useId()
  const outcomes = axes.filter(({ key }) => props.outcomes.includes(key))
  const [chosen, setChosen] = useState(props.outcomes[0])
  const color = outcomes.find(({ key }) => key === chosen)?.key ?? outcomes[0]?.key ?? ''
  const within = Array.from({ length: runs }, (_, run) => run).filter((run) => isWithin(axes, brush, run)).length
  const marked = Object.keys(brush).length
  return (
    <>
      <div className={sweepCss.tools}>
        <label htmlFor={id}>Lines colored by</label>
        <Select id={id} value={color} options={outcomes.map(({ key, title }) => ({ value: key, text: title }))} choose={setChosen} />
        <PushButton disabled={marked === 0} onClick={() => setBrush({})}>
          Clear the ranges
        </PushButton>
        <span className={controlsCss.muted}>
          Drag along an axis to mark a range of it, or move its two handles; a click on the axis clears it.
        </span>
      </div>
      <Scrolling className={compareCss.scroll} label="Parallel coordinates">
        <Lines
          {...props}
          color={color}
          label={`${runs} runs as lines between ${axes.length} axes: ${axes.map(({ title }) => title).join(', ')}. ${marked === 0 ? 'No range is marked.' : `${within} of ${runs} are in the marked ranges.`} The table below has every number.`}
        />
      </Scrolling>
    </>
  )
}

function Lines({ axes, runs, wordsOf, brush, setBrush, hover, setHover, canvas, color, label }: Props & { color: string; label: string }) {
  const fonts = useFonts()
  const [place, setPlace] = useState<ParallelPlace | null>(null)
  const drag = useRef<{ axis: number; from: number; y: number } | null>(null)
  const ref = usePainter(
    [],
    (context, area, colors) => {
      canvas.current = ref.current
      const now = parallelPlace(area.width, area.height, area.unit, axes.length)
      drawParallel(penOf(context, area, colors), { axes, brush, runs, color, hover }, now)
      if (JSON.stringify(now) !== JSON.stringify(place)) setPlace(now)
    },
    [axes, brush, runs, color, hover, fonts],
  )
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const down = (event: PointerEvent<HTMLElement>) => {
    if (!place || event.target !== ref.current) return
    const { x, y } = at(event)
    const { axis, distance } = axisAt(place, x)
    if (distance > GRASP) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { axis, from: placeAt(place, y), y }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!place) return
    const { x, y } = at(event)
    const dragged = drag.current
    if (dragged) {
      const to = placeAt(place, y)
      if (Math.abs(y - dragged.y) > CLICK)
        setBrush(withRange(brush, axes[dragged.axis]!.key, { low: Math.min(dragged.from, to), high: Math.max(dragged.from, to) }))
      return
    }
    const shown = Array.from({ length: runs }, (_, run) => run).filter((run) => isWithin(axes, brush, run))
    setHover(runAt(place, axes, shown, x, y))
  }
  const up = (event: PointerEvent<HTMLElement>) => {
    const dragged = drag.current
    drag.current = null
    if (dragged && Math.abs(at(event).y - dragged.y) <= CLICK) setBrush(withRange(brush, axes[dragged.axis]!.key, null))
  }
  return (
    <div
      className={sweepCss.lines}
      style={{ minWidth: `${3 + 6 * axes.length}rem` }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerLeave={() => setHover(null)}
    >
      <canvas ref={ref} role="img" aria-label={label} />
      {place &&
        axes.map((axis, i) => (
          <Handles
            key={axis.key}
            axis={axis}
            at={i}
            place={place}
            range={brush[axis.key] ?? WHOLE}
            change={(range) => setBrush(withRange(brush, axis.key, range))}
          />
        ))}
      {hover !== null && <p className={sweepCss.hover}>{wordsOf(hover)}</p>}
    </div>
  )
}

interface HandlesProps {
  readonly axis: ParallelAxis
  readonly at: number
  readonly place: ParallelPlace
  readonly range: Range
  readonly change: (range: Range) => void
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 5,
  PageDown: -5,
  End: 1000,
  Home: -1000,
}

/** The handles at the ends of a range. An arrow key moves to the next value of a run. */
function Handles({ axis, at, place, range, change }: HandlesProps) {
  const key = (event: KeyboardEvent, end: 'low' | 'high') => {
    const by = STEPS[event.key]
    if (by === undefined) return
    event.preventDefault()
    change(movedRange(axis, range, end, by))
  }
  const pull = (event: PointerEvent<HTMLElement>, end: 'low' | 'high') => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = event.currentTarget.parentElement!.getBoundingClientRect()
    const to = placeAt(place, event.clientY - box.top)
    change(end === 'low' ? { low: Math.min(to, range.high), high: range.high } : { low: range.low, high: Math.max(to, range.low) })
  }
  return (['low', 'high'] as const).map((end) => (
    <div
      key={end}
      className={classesOf(sweepCss.handle, end === 'low' ? sweepCss.low : sweepCss.high)}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`${axis.title}, ${end === 'low' ? 'from' : 'to'}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * range[end])}
      aria-valuetext={endLabel(axis, range, end)}
      style={{ left: `${xOf(place, at)}px`, top: `${yOf(place, range[end])}px` }}
      onKeyDown={(event) => key(event, end)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => pull(event, end)}
    />
  ))
}
