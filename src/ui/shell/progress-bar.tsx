/** The run's progress, speed and duration in the bar; on a phone, which has no room for all of it, pressing the bar shows the rest. */

import { useEffect, useId, useRef, useState } from 'react'
import { presetNamed } from '../../experiments/presets'
import type { Experiment } from '../../experiments/schema'
import { grouped, percent, UNKNOWN } from '../../format'
import type { Progress } from '../../worker/protocol'
import { classesOf } from '../base/classes'
import { FactsTable } from '../base/facts-table'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { buildingText, clock, stageText } from '../state/labels/experiment-label'
import { endlessText, isEndlessRun, progressText, rateText, timeUnitOf } from '../state/labels/time-label'
import { type LabState, useLab } from '../state/store/store'
import css from './progress-bar.module.css'
import topBarCss from './top-bar.module.css'

export function ProgressBar() {
  const progress = useLab((state) => state.progress)
  const run = useLab((state) => state.run)
  const title = useLab((state) => presetNamed(state.preset)?.title ?? state.preset)
  const open = useLab((state) => state.open)
  const problems = useLab((state) => state.problems)
  const { now, max, text } = positionOf(progress, { run, problems }, open)
  const percent = max > 0 ? Math.floor((100 * now) / max) : 0
  const done = progress && isEndlessRun(open) ? `epoch ${grouped(Math.floor(progress.epoch) + 1)}` : `${percent} %`
  const counted = run.kind === 'compiling' ? null : progress
  useEffect(() => {
    document.title = `${done} · ${title} · Membrane`
  }, [done, title])
  return (
    <div className={css.progress} data-progress="" data-stays="">
      <div className={css.press}>
        <div
          role="progressbar"
          aria-label="Training progress"
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={now}
          aria-valuetext={text}
        >
          {counted ? <Numbers progress={counted} finished={run.kind === 'finished'} /> : <p className={css.words}>{text}</p>}
          <div className={css.track}>
            <i style={{ width: `${max > 0 ? Math.min(100, (100 * now) / max) : 0}%` }} />
          </div>
        </div>
        {counted && <AllNumbers progress={counted} finished={run.kind === 'finished'} />}
      </div>
    </div>
  )
}

interface NumbersProps {
  readonly progress: Progress
  readonly finished: boolean
}

function useSavedText(progress: Progress): string | undefined {
  const checkpoint = useLab((state) => state.checkpoint)
  return checkpoint?.id === progress.id ? savedText(checkpoint) : undefined
}

/** The texts that the bar and the list share. */
function useWords(progress: Progress) {
  const help = useSavedText(progress)
  const open = useLab((state) => state.open)
  const unit = timeUnitOf(open)
  const endless = isEndlessRun(open)
  const left = { name: endless ? 'stream' : 'ETA', help: endless ? endlessText(open) : NEWEST, endless }
  return { help, unit, left, ...progressText(progress, unit, endless), ...rateText(progress, open, unit) }
}

const NEWEST = 'Speed and time left are those of the newest batches, without evaluations.'

/** “, testing 40 %” */
const testingText = ({ evaluating, evaluated }: Progress): string =>
  evaluating ? `, testing${evaluated === undefined ? '' : ` ${percent(evaluated, 0)}`}` : ''

const leftText = ({ progress: { remainingMs }, finished }: NumbersProps, endless: boolean): string =>
  finished ? 'done' : endless ? 'endless' : remainingMs === undefined ? UNKNOWN : clock(remainingMs)

/** “1 of 5”; of a stream without an end “1”. */
const ofAll = (all: string | null): string => (all === null ? '' : ` of ${all}`)

/** While a saved run is viewed, the numbers are those of the open experiment, and say so. */
function Numbers({ progress, finished }: NumbersProps) {
  const looking = useLab((state) => state.viewedRun !== null)
  const { help, unit, left, done, all, batch, batches, name, rate } = useWords(progress)
  return (
    <dl>
      {!looking && (
        <div className={css.epoch}>
          <dt>{unit.inEpoch > 1 ? unit.short : unit.name}</dt>
          <dd>
            <b>{done}</b>
            {ofAll(all)}
          </dd>
        </div>
      )}
      <div>
        <dt>{looking ? 'open experiment: batch' : 'batch'}</dt>
        <dd>
          <b>{grouped(batch)}</b>
          {/* With a unit other than epochs, the number before it shows the progress through the run, so the batch needs no total. */}
          {unit.inEpoch > 1 ? '' : <span className={css.batches}> of {grouped(batches)}</span>}
        </dd>
      </div>
      {!looking && (
        <>
          <div className={classesOf(controlsCss.push, css.rate)} data-help={NEWEST}>
            <dt>
              {name}
              <span className={css.elapsed}>{testingText(progress)}</span>
            </dt>
            <dd>
              <b>{rate}</b>
            </dd>
          </div>
          <div className={css.elapsed} data-help={help}>
            <dt>elapsed</dt>
            <dd>{clock(progress.elapsedMs)}</dd>
          </div>
        </>
      )}
      <div className={css.remaining} data-help={left.help}>
        <dt>{left.name}</dt>
        <dd>
          <b>{leftText({ progress, finished }, left.endless)}</b>
        </dd>
      </div>
    </dl>
  )
}

/** A button over a narrow bar that shows all numbers, which the bar has no room for. */
function AllNumbers(props: NumbersProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button ref={button} type="button" className={css.more} popoverTarget={id} aria-label="All of the progress">
        <Icon sign="chevron" />
      </button>
      <div
        id={id}
        popover="auto"
        className={classesOf(topBarCss.changes, css.all)}
        role="dialog"
        aria-label="Progress"
        onBeforeToggle={({ currentTarget, newState }) => {
          setOpen(newState === 'open')
          if (button.current) placeNear(currentTarget, button.current)
        }}
      >
        {open && <Listed {...props} />}
      </div>
    </>
  )
}

function Listed({ progress, finished }: NumbersProps) {
  const { help, unit, left, done, all, batch, batches, name, rate } = useWords(progress)
  return (
    <>
      <FactsTable
        facts={[
          { name: unit.name, term: null, value: `${done}${ofAll(all)}` },
          { name: 'batch', term: null, value: `${grouped(batch)} of ${grouped(batches)}` },
          { name, term: null, value: `${rate}${testingText(progress)}` },
          { name: 'elapsed', term: null, value: clock(progress.elapsedMs) },
          left.endless
            ? { name: 'stream', term: null, value: leftText({ progress, finished }, true) }
            : { name: 'ETA (time left)', term: null, value: leftText({ progress, finished }, false) },
        ]}
      />
      <p>{left.endless ? 'The speed is that of the newest batches, without evaluations.' : NEWEST}</p>
      {left.endless && <p>{left.help}</p>}
      {help && <p>{help}</p>}
    </>
  )
}

/** Places the list below the bar, or above it if the bar is in the lower half of the window. */
function placeNear(list: HTMLElement, button: HTMLElement): void {
  const { top, bottom } = button.getBoundingClientRect()
  const isLow = top > window.innerHeight / 2
  list.style.top = isLow ? 'auto' : `${bottom}px`
  list.style.bottom = isLow ? `${window.innerHeight - top}px` : 'auto'
}

function positionOf(
  progress: Progress | null,
  opening: Pick<LabState, 'run' | 'problems'>,
  open: Experiment,
): { now: number; max: number; text: string } {
  const { run } = opening
  if (run.kind === 'compiling') return { now: run.done, max: run.total, text: stageText(run) }
  if (!progress) return { now: 0, max: 0, text: run.kind === 'failed' ? run.error : (buildingText(opening) ?? 'Starting') }
  const endless = isEndlessRun(open)
  const { text, batch, batches } = progressText(progress, timeUnitOf(open), endless)
  const said = run.kind === 'finished' ? `finished, ${text}` : text
  // For an endless stream, the bar shows the epoch.
  return endless ? { now: batch, max: batches, text: said } : { now: progress.step, max: progress.totalSteps, text: said }
}

/** The last saved step, up to which a reload loses nothing. */
const savedText = ({ step, at, error }: { step: number; at: number; error: string | null }): string =>
  error ??
  `Saved in this browser at step ${grouped(step)}, ${new Date(at).toLocaleTimeString()}: after a reload the run can be resumed from there.`
