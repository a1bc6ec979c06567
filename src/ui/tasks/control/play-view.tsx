/** Lets the user play the environment that the agent learns, from the same start states, with all of the state or only the observation. */

import { type DOMAttributes, useState } from 'react'
import { fixed, UNKNOWN, withUnit } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import { PushButton } from '../../base/buttons'
import { newestFrame } from '../../base/frames'
import { MetricsList } from '../../base/metrics-list'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { useFrames } from '../../state/session/frame-hooks'
import { AgentChoice } from './agent-choice'
import css from './control.module.css'
import { type EnvironmentInfo, elapsedOf, stateUnits } from './environment'
import { EnvironmentChoice, Legend } from './environment-view'
import { returnOf } from './episode'
import { STARTS } from './episode-view'
import { buttonsOf, keyAction } from './keys'
import { drawScene, sceneHeight } from './scene-chart'
import { drawSeen, seenHeight } from './seen-chart'
import { type Playing, usePlay } from './use-play'
import { type ChosenWeights, WeightsChoice } from './weights-choice'

export function PlayView({ environment: info, weights, choose: chooseWeights }: ChosenWeights & { readonly environment: EnvironmentInfo }) {
  const { agents } = info.shape
  const [environment, choose] = useState(0)
  const [seat, sit] = useState(0)
  const [time, setTime] = useState<'waits' | 'runs'>('waits')
  const [sees, setSees] = useState<'all' | 'agent'>('all')
  const playing = usePlay(info, environment, seat, time === 'runs', weights)
  return (
    <>
      <div className={inspectorCss.row}>
        <EnvironmentChoice chosen={environment} count={STARTS} choose={choose} />
        <PushButton onClick={playing.begin}>Start over</PushButton>
        <WeightsChoice weights={weights} choose={chooseWeights} />
      </div>
      {agents > 1 && (
        <div className={inspectorCss.row}>
          <AgentChoice label="You act for" agents={agents} chosen={seat} choose={sit} />
        </div>
      )}
      <div className={inspectorCss.row}>
        <Segments
          label="Time"
          value={time}
          options={[
            { value: 'waits', text: 'a key a step', title: 'Time waits: every key is one step' },
            { value: 'runs', text: 'time runs', title: 'From the first key on about eleven steps a second: a key that is held goes on' },
          ]}
          choose={setTime}
        />
        <Segments
          label="What is seen"
          value={sees}
          options={[
            { value: 'all', text: 'everything', title: 'The whole state, also what the agent does not see' },
            { value: 'agent', text: 'as the agent', title: 'The numbers that the agent observes, and no more' },
          ]}
          choose={setSees}
        />
      </div>
      {playing.refusal && <p className={controlsCss.problem}>{playing.refusal}</p>}
      {playing.now && <PlayChart environment={info} playing={playing} sees={sees} runs={time === 'runs'} />}
      <Buttons environment={info} playing={playing} />
      <Score environment={info} playing={playing} />
      {sees === 'all' && <Legend environment={info} />}
      <p className={css.said}>
        The same environment in double precision, from the start of the episode with that number; the {agents > 1 ? 'team' : 'agent'}’s
        return from there is shown for comparison.
        {agents > 1 && ' The network acts for the others, with the memory that they have of this episode.'}
      </p>
    </>
  )
}

interface Props {
  readonly environment: EnvironmentInfo
  readonly playing: Playing
}

const KEYS = 'Arrow keys act, digits choose an action, Enter starts over.'

function PlayChart({ environment: info, playing, sees, runs }: Props & { readonly sees: 'all' | 'agent'; readonly runs: boolean }) {
  const { now, action, total } = playing
  const all = sees === 'all'
  const state = now!.state
  const high = (width: number) => (all ? sceneHeight(info, width) : seenHeight(info, width))
  const over = now!.over ? ' It is over.' : ''
  const acts: DOMAttributes<HTMLCanvasElement> = {
    onKeyDown: (event) => {
      const { key, ctrlKey, metaKey, altKey, repeat } = event
      if (ctrlKey || metaKey || altKey) return
      const chosen = keyAction(key, info)
      if (!chosen && key !== 'Enter') return
      event.preventDefault()
      event.stopPropagation()
      if (!chosen) return playing.begin()
      if (runs) playing.hold(chosen)
      if (!(runs && repeat)) playing.act(chosen)
    },
    onKeyUp: ({ key }) => {
      if (keyAction(key, info)) playing.hold(null)
    },
    onBlur: () => playing.hold(null),
  }
  return (
    <Chart
      title="Play"
      term={null}
      drawn={{ 'what the agent observes': 'observation', return: 'return' }}
      help={`Click the image, then play with the keyboard. ${KEYS}`}
      file="play"
      draw={(pen) => {
        if (all)
          drawScene(pen, {
            environment: info,
            state,
            // A team’s actions are not drawn.
            ...(action && info.shape.agents === 1 && { action }),
            said: now!.over ? 'over' : `return ${fixed(total, 1)}`,
          })
        else drawSeen(pen, info, now!.observation)
      }}
      inputs={[now, action, all, total]}
      sentence={`Step ${elapsedOf(state)}, return ${fixed(total, 2)}.${over} ${KEYS}`}
      table={() => ({
        caption: all ? 'The state now' : 'The observation now',
        heads: ['number', 'value'],
        units: null,
        rows: (all ? info.shape.names.state : info.shape.names.observations).map((name, at) => ({
          // Rows have different units, so each names its own.
          name: withUnit(name, all ? stateUnits(info.shape)[at]! : null),
          values: [(all ? state : now!.observation)[at]!],
        })),
        digits: 3,
      })}
      figure={{ scope: `played by the user, step ${elapsedOf(state)}`, height: high }}
      height={high}
      acts={acts}
    />
  )
}

/** The number of choices that have a button; the others are chosen by digits. */
const MAX_BUTTONS = 12

function Buttons({ environment: info, playing }: Props) {
  const ready = playing.now !== null && !playing.now.over
  return (
    <fieldset className={css.keys} aria-label="Actions">
      {buttonsOf(info)
        .slice(0, MAX_BUTTONS)
        .map(({ name, action }) => (
          <PushButton key={name} disabled={!ready} onClick={() => playing.act(action)}>
            {name}
          </PushButton>
        ))}
    </fieldset>
  )
}

function Score({ environment: info, playing }: Props) {
  useFrames(['report'], 500)
  const { now, total, steps, best, agent } = playing
  const report = newestFrame('report')
  const evaluated = report && valueIn(report, 'testBest')
  const number = (value: number | null | undefined) => (value === null || value === undefined ? UNKNOWN : fixed(value, 1))
  return (
    <>
      <MetricsList
        className={css.metrics}
        metrics={[
          { name: 'your return', term: 'return', value: number(now && total) },
          { name: 'your best', help: 'Of your episodes that are over, whatever the start.', value: number(best) },
          {
            name: info.shape.agents > 1 ? 'the team' : 'the agent',
            help: 'What the agents return from this start, greedily, with the weights of when you began, or those of the best evaluation.',
            value: number(agent && returnOf(agent, info)),
          },
          { name: 'its best mean', help: 'The largest mean return of an evaluation so far.', value: number(evaluated) },
        ]}
      />
      <p role="status" className={css.said}>
        {now?.over ? `Over after ${steps} steps, return ${fixed(total, 1)}. Enter in the image starts over.` : ''}
      </p>
    </>
  )
}
