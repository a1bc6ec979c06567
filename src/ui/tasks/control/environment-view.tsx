/** The environments of the newest rollout in motion: one with its numbers, or many side by side. */

import { type DOMAttributes, useId, useMemo, useRef, useState } from 'react'
import { grouped } from '../../../format'
import type { Live } from '../../../tasks/control/detail'
import { IconButton, PushButton, Turns } from '../../base/buttons'
import type { Pen } from '../../base/draw'
import { Segments } from '../../base/parts'
import { Select } from '../../base/select'
import { useOf, useSettled } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { binOf, type Playhead, playOrPause } from '../../shared/playhead'
import { type Answered, useAsked } from '../../shared/use-asked'
import css from './control.module.css'
import {
  countsShown,
  type EnvironmentInfo,
  episodeOf,
  FIRST_RATE,
  hasBegun,
  liveRows,
  RATES,
  rateText,
  stateAt,
  stateUnits,
} from './environment'
import { askLive } from './questions'
import { rendererOf } from './renderers/registry'
import { cellsOf, cellUnder, drawMany, drawScene, sceneHeight, stateWords } from './scene-chart'
import { useLive } from './use-live'

/** The shortest interval between two requests for a rollout during training. */
const INTERVAL_MS = 300

export function EnvironmentView({ environment: info }: { readonly environment: EnvironmentInfo }) {
  const host = useRef<HTMLDivElement>(null)
  const counts = countsShown(info.batch)
  const most = counts.at(-1)!
  const [count, setCount] = useState(1)
  const [chosen, choose] = useState(0)
  const [rate, setRate] = useState(FIRST_RATE)
  const { now, refusal } = useAsked({ host, ask: () => askLive(most), question: `live ${most}`, intervalMs: INTERVAL_MS })
  const { shown, head, step } = useLive(now, RATES[rate]!)
  const begun = shown !== null && hasBegun(shown.answer)
  return (
    <div ref={host}>
      <div className={inspectorCss.row}>
        <Segments
          label="Visible environments"
          value={count}
          options={counts.map((many) => ({
            value: many,
            text: many === 1 ? 'one' : String(many),
            title: many === 1 ? 'One environment with its numbers' : `${many} environments side by side`,
          }))}
          choose={setCount}
        />
        {count === 1 && <EnvironmentChoice chosen={chosen} count={most} choose={choose} />}
      </div>
      <div className={inspectorCss.row}>
        <PlayButtons head={head} timeSteps={shown?.answer.timeSteps ?? 0} rate={RATES[rate]!} step={step} />
        <SpeedChoice rate={rate} choose={setRate} />
      </div>
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {!shown && !refusal && <p className={controlsCss.muted}>Waiting for the environments.</p>}
      {shown && !begun && <p className={controlsCss.muted}>No environment has begun yet: they do with the first training step.</p>}
      {shown && begun && count === 1 && <OneChart environment={info} shown={shown} head={head} index={chosen} />}
      {shown && begun && count > 1 && (
        <ManyChart
          environment={info}
          shown={shown}
          head={head}
          count={Math.min(count, most)}
          chosen={chosen}
          choose={(environment) => {
            choose(environment)
            setCount(1)
          }}
        />
      )}
      <Legend environment={info} />
    </div>
  )
}

export function Legend({ environment: info }: { readonly environment: EnvironmentInfo }) {
  const words = rendererOf(info)?.legend
  return (
    <p className={css.said}>
      {words}{' '}
      {info.hidden.size > 0 && (
        <>
          What the agent does not see is <b className={css.hidden}>violet</b>.
        </>
      )}
    </p>
  )
}

interface ChoiceProps {
  readonly chosen: number
  readonly count: number
  readonly choose: (environment: number) => void
}

export function EnvironmentChoice({ chosen, count, choose }: ChoiceProps) {
  const id = useId()
  return (
    <span className={inspectorCss.choice}>
      <label htmlFor={id}>environment</label>
      <Turns what="environment" chosen={chosen} count={count} disabled={false} choose={choose}>
        <Select
          id={id}
          value={chosen}
          options={Array.from({ length: count }, (_, value) => ({ value, text: `${value + 1}` }))}
          choose={choose}
        />
      </Turns>
    </span>
  )
}

interface PlayProps {
  readonly head: Playhead
  readonly timeSteps: number
  readonly rate: number
  readonly step: (by: 1 | -1) => void
}

function PlayButtons({ head, timeSteps, rate, step }: PlayProps) {
  const playing = useOf(head.playing, (own) => own !== null)
  const by = (count: 1 | -1) => (
    <IconButton aria-label={`${count > 0 ? 'Forward' : 'Back'} one step`} disabled={timeSteps === 0} onClick={() => step(count)}>
      {count > 0 ? '›' : '‹'}
    </IconButton>
  )
  return (
    <span className={css.play}>
      <PushButton disabled={timeSteps === 0} onClick={() => playOrPause(head, timeSteps, { loops: true, rate })}>
        {playing ? 'Pause' : 'Play'}
        <span className={controlsCss.hidden}> the</span> environments
      </PushButton>
      {by(-1)}
      {by(1)}
    </span>
  )
}

const SPEED_HELP =
  'How fast a rollout goes by. Training makes them much faster: when one is over, the newest follows. Turbo skips time steps.'

function SpeedChoice({ rate, choose }: { readonly rate: number; readonly choose: (rate: number) => void }) {
  const id = useId()
  return (
    <span className={css.speed}>
      <label htmlFor={id} data-help={SPEED_HELP}>
        speed
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={RATES.length - 1}
        value={rate}
        aria-valuetext={rateText(rate)}
        aria-description={SPEED_HELP}
        onChange={(event) => choose(event.currentTarget.valueAsNumber)}
      />
      <output htmlFor={id}>{rateText(rate)}</output>
    </span>
  )
}

interface ChartProps {
  readonly environment: EnvironmentInfo
  readonly shown: Answered<Live>
  readonly head: Playhead
}

const HELP =
  'The environment at each time step of a rollout that the agent learns from, with actions sampled from the policy. Below, the numbers of its state.'

const scopeOf = (shown: Answered<Live>, timeStep: number): string => `time step ${timeStep} of the rollout at batch ${grouped(shown.batch)}`

function OneChart({ environment: info, shown, head, index }: ChartProps & { readonly index: number }) {
  const { answer: live } = shown
  const at = Math.min(index, live.environments - 1)
  // The settled position, because the text is read rather than watched.
  const timeStep = Math.min(useSettled(head.at), live.timeSteps - 1)
  const { names } = info.shape
  return (
    <Chart
      title="Environment"
      term="environment"
      drawn={{ episode: 'episode' }}
      help={HELP}
      file="environment"
      draw={(pen: Pen) => {
        const state = stateAt(live, binOf(head, live.timeSteps), at)
        drawScene(pen, { environment: info, state, said: `episode ${episodeOf(state)}` })
      }}
      inputs={[live, at, info]}
      signals={[head.at]}
      sentence={`${stateWords(at, stateAt(live, timeStep, at))}, ${scopeOf(shown, timeStep)}.`}
      table={() => ({
        caption: `State of environment ${at + 1} at the time steps of a rollout`,
        heads: ['time step', ...names.state],
        units: stateUnits(info.shape),
        rows: liveRows(live, at),
        digits: 3,
      })}
      figure={{
        scope: `environment ${at + 1}, ${scopeOf(shown, timeStep)}`,
        height: (width) => sceneHeight(info, width),
        step: shown.batch,
      }}
      height={(width) => sceneHeight(info, width)}
    />
  )
}

interface ManyProps extends ChartProps {
  readonly count: number
  readonly chosen: number
  readonly choose: (environment: number) => void
}

function ManyChart({ environment: info, shown, head, count, chosen, choose }: ManyProps) {
  const { answer: live } = shown
  const all = useMemo(() => Array.from({ length: Math.min(count, live.environments) }, (_, at) => at), [count, live.environments])
  const statesAt = (timeStep: number) => all.map((environment) => stateAt(live, timeStep, environment))
  const timeStep = Math.min(useSettled(head.at), live.timeSteps - 1)
  const heightOf = (width: number) => {
    const cells = cellsOf(info, all.length, width)
    return cells.rows * cells.height
  }
  const acts: DOMAttributes<HTMLCanvasElement> = {
    onClick: ({ clientX, clientY, currentTarget }) => {
      const { left, top, width, height } = currentTarget.getBoundingClientRect()
      const cells = cellsOf(info, all.length, width)
      const at = cellUnder(cells, all.length, clientX - left, ((clientY - top) / height) * cells.rows * cells.height)
      if (at !== null) choose(at)
    },
    onKeyDown: (event) => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      choose(chosen)
    },
  }
  return (
    <Chart
      title="Environments"
      term="environment"
      help={`${HELP.split(' Below')[0]} A press on one shows it alone.`}
      file="environments"
      draw={(pen: Pen) => drawMany(pen, info, statesAt(binOf(head, live.timeSteps)), chosen)}
      inputs={[live, all, chosen, info]}
      signals={[head.at]}
      sentence={`${all.length} environments, ${scopeOf(shown, timeStep)}. Enter shows environment ${chosen + 1} alone.`}
      table={() => ({
        caption: `States at ${scopeOf(shown, timeStep)}`,
        heads: ['environment', ...info.shape.names.state],
        units: stateUnits(info.shape),
        rows: statesAt(timeStep).map((state, at) => ({ name: String(at + 1), values: Array.from(state) })),
        digits: 3,
      })}
      figure={{ scope: `${all.length} environments, ${scopeOf(shown, timeStep)}`, height: heightOf, step: shown.batch }}
      height={heightOf}
      acts={acts}
    />
  )
}
