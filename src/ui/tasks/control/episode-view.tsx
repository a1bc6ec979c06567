/** A whole episode with the present weights: the environment at one step, next to actions, hidden variables and the state of the memory. */

import { type CSSProperties, type RefObject, useMemo, useRef, useState } from 'react'
import type { Episode, Weights } from '../../../tasks/control/detail'
import { classesOf } from '../../base/classes'
import { diverging } from '../../base/diverging'
import { Term } from '../../base/help'
import { LiveText } from '../../base/live-text'
import { magnitude, rgb } from '../../base/magnitude'
import { Segments } from '../../base/parts'
import { useSettled } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import viewCss from '../../base/style/view.module.css'
import { Chart } from '../../shared/chart'
import { binOf, createPlayhead, type Playhead } from '../../shared/playhead'
import { Transport } from '../../shared/transport'
import { type Answered, useAsked } from '../../shared/use-asked'
import { useTimeActs } from '../../shared/use-time-acts'
import { AgentChoice } from './agent-choice'
import { bandsHeight, bandsPlace, drawBands } from './bands'
import css from './control.module.css'
import { actionNames, type EnvironmentInfo, stateUnits } from './environment'
import { EnvironmentChoice, Legend } from './environment-view'
import {
  actionAt,
  episodeTable,
  memoryName,
  READ,
  stateOf,
  type Truth,
  timeStepsOf,
  timeStepText,
  truthSentence,
  truthsOf,
  unitTable,
} from './episode'
import { behaviorBands, behaviorKeys, choiceVariable, memoryBands } from './episode-chart'
import { askEpisode, askRemembered } from './questions'
import { drawRemembered, rememberedHeight, rememberedSentence, rememberedTable } from './remembered-chart'
import { drawScene, sceneHeight } from './scene-chart'
import { UnitFacts } from './unit-facts'
import { type ChosenWeights, WeightsChoice } from './weights-choice'

/** The shortest interval between two episodes that are simulated during training. */
const INTERVAL_MS = 2000
/** The number of different start states. */
export const STARTS = 4

interface Asked {
  readonly environment: EnvironmentInfo
  /** The firing threshold of the memory's neurons. */
  readonly threshold: number
}

export function EpisodeView({ environment: info, threshold, weights, choose: chooseWeights }: Asked & ChosenWeights) {
  const host = useRef<HTMLDivElement>(null)
  const [greedy, setGreedy] = useState(true)
  const [environment, choose] = useState(0)
  const [agent, chooseAgent] = useState(0)
  const [held, hold] = useState<Answered<Episode> | null>(null)
  const [head] = useState(createPlayhead)
  const { now, refusal } = useAsked({
    host,
    ask: () => askEpisode({ greedy, environment, agent, weights }),
    question: `${greedy} ${environment} ${agent} ${weights}`,
    intervalMs: INTERVAL_MS,
  })
  const shown = held ?? now
  /** Another choice asks for another episode: the held one goes. */
  const anew =
    <T,>(choose: (next: T) => void) =>
    (next: T) => {
      choose(next)
      hold(null)
    }
  return (
    <div ref={host}>
      <div className={inspectorCss.row}>
        <Segments
          label="How actions are chosen"
          value={greedy ? 'greedy' : 'exploring'}
          options={[
            { value: 'greedy', text: 'greedy', title: 'The most probable action, or the mean, as in an evaluation' },
            { value: 'exploring', text: 'exploring', title: 'Actions sampled from the policy, as in training' },
          ]}
          choose={anew((value) => setGreedy(value === 'greedy'))}
        />
        <EnvironmentChoice chosen={environment} count={STARTS} choose={anew(choose)} />
        <WeightsChoice weights={weights} choose={anew(chooseWeights)} />
        {info.shape.agents > 1 && <AgentChoice label="Agent" agents={info.shape.agents} chosen={agent} choose={anew(chooseAgent)} />}
        <HoldBox held={held !== null} hold={(on) => hold(on ? now : null)} />
      </div>
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {!shown && !refusal && <p className={controlsCss.muted}>Waiting for an episode.</p>}
      {shown && <Recorded now={shown} environment={info} threshold={threshold} head={head} weights={weights} />}
      {info.shape.agents > 1 && <RememberedView agent={agent} weights={weights} />}
    </div>
  )
}

const HOLD_HELP = 'Keeps this episode while training continues. Otherwise a new one is played with the present weights.'

function HoldBox({ held, hold }: { readonly held: boolean; readonly hold: (on: boolean) => void }) {
  return (
    <label className={viewCss.check} data-help={HOLD_HELP}>
      <input type="checkbox" checked={held} aria-description={HOLD_HELP} onChange={(event) => hold(event.currentTarget.checked)} />
      hold
    </label>
  )
}

interface Recording extends Asked {
  readonly now: Answered<Episode>
  readonly weights: Weights
  readonly head: Playhead
}

function Recorded({ now, environment: info, threshold, head, weights }: Recording) {
  const { answer: episode } = now
  const truths = useMemo(() => truthsOf(episode, info), [episode, info])
  const timeSteps = timeStepsOf(episode)
  return (
    <>
      <div className={inspectorCss.row}>
        <Transport head={head} bins={timeSteps} what="episode" step="a step" />
        <LiveText className={css.now} content={() => timeStepText(episode, info, binOf(head, timeSteps))} on={[head.at]} />
      </div>
      <div className={css.recorder}>
        <div>
          <StepChart now={now} environment={info} head={head} weights={weights} />
          <BehaviorChart now={now} environment={info} head={head} truths={truths} weights={weights} />
        </div>
        <MemoryChart now={now} threshold={threshold} head={head} weights={weights} />
      </div>
    </>
  )
}

interface ChartProps {
  readonly now: Answered<Episode>
  readonly weights: Weights
  readonly environment: EnvironmentInfo
  readonly head: Playhead
}

const scopeOf = ({ answer, batch }: Answered<Episode>, weights: Weights): string =>
  `an episode of ${answer.steps} steps with ${weights === 'best' ? 'the weights of the best evaluation' : `the weights of batch ${batch}`}`

function StepChart({ now, environment: info, head, weights }: ChartProps) {
  const { answer: episode, batch } = now
  const timeSteps = timeStepsOf(episode)
  const at = Math.min(useSettled(head.at), episode.steps)
  return (
    <div>
      <Chart
        title="Step"
        term={null}
        help="The environment at the selected step, the action taken there, and the numbers of its state."
        file="step"
        draw={(pen) => {
          const timeStep = binOf(head, timeSteps)
          const action = actionAt(episode, info, timeStep)
          drawScene(pen, { environment: info, state: stateOf(episode, timeStep), ...(action && { action }) })
        }}
        inputs={[episode, info]}
        signals={[head.at]}
        sentence={timeStepText(episode, info, at)}
        table={() => ({
          caption: 'State by step',
          heads: ['step', ...info.shape.names.state],
          units: stateUnits(info.shape),
          rows: Array.from({ length: timeSteps }, (_, timeStep) => ({
            name: String(timeStep),
            values: Array.from(stateOf(episode, timeStep)),
          })),
          digits: 3,
        })}
        figure={{ scope: scopeOf(now, weights), height: (width) => sceneHeight(info, width), step: batch }}
        height={(width) => sceneHeight(info, width)}
      />
      <Legend environment={info} />
    </div>
  )
}

type Place = ReturnType<typeof bandsPlace>
const KEYS = 'Left and right arrow keys move through the episode, Space plays it.'

function useScrubbing(head: Playhead, timeSteps: number): [RefObject<Place | null>, ReturnType<typeof useTimeActs>] {
  const place = useRef<Place | null>(null)
  return [place, useTimeActs({ place, bins: timeSteps, head })]
}

function BehaviorChart({ now, environment: info, head, truths, weights }: ChartProps & { readonly truths: readonly Truth[] }) {
  const { answer: episode, batch } = now
  const timeSteps = timeStepsOf(episode)
  const [place, acts] = useScrubbing(head, timeSteps)
  const at = Math.min(useSettled(head.at), episode.steps)
  const bands = useMemo(() => behaviorBands({ episode, environment: info, truths }), [episode, info, truths])
  const truth = truthSentence(truths, memoryName(episode))
  return (
    <div>
      <Chart
        title="Episode"
        term="episode"
        drawn={{ actions: 'policy', reward: 'return', return: 'return', value: 'value', 'R²': 'memoryReadout' }}
        help="The policy at every step and the action taken, the reward, the estimated values of actions or of the state, and what the agent cannot see. Dashed: the prediction of that by a linear map of its memory."
        file="episode"
        draw={(pen) => {
          if (!pen.area.figure) place.current = bandsPlace(pen)
          drawBands(pen, bands, timeSteps, pen.area.figure ? null : binOf(head, timeSteps))
        }}
        inputs={[bands]}
        signals={[head.at]}
        sentence={`${timeStepText(episode, info, at)} ${truth} ${KEYS}`}
        table={() => ({ caption: 'The episode by step', ...episodeTable(episode, info, truths), digits: 3 })}
        figure={{
          scope: scopeOf(now, weights),
          keys: (colors) => behaviorKeys(info, truths, colors),
          height: () => bandsHeight(bands),
          step: batch,
        }}
        height={bandsHeight(bands)}
        acts={acts}
      >
        <Choices environment={info} truths={truths} />
        {truths.length > 0 && (
          <p className={css.said}>
            <Term term="memoryReadout">R²</Term> of a ridge regression of the {memoryName(episode)} at the same time step, and of the
            observation then. Fitted on four fifths of the time steps of this episode and evaluated on the fifth between them, in turn:
            neighbors are alike, so a readout would do worse on another episode.
          </p>
        )}
      </Chart>
    </div>
  )
}

/** The number of names in the legend. */
const MAX_NAMES = 8

function Choices({ environment: info, truths }: { readonly environment: EnvironmentInfo; readonly truths: readonly Truth[] }) {
  return (
    <p className={classesOf(inspectorCss.legend, css.legend)}>
      {actionNames(info.shape)
        .slice(0, MAX_NAMES)
        .map((name, at) => (
          <span key={name} data-line="choice" style={{ '--of': choiceVariable(at) } as CSSProperties}>
            {name}
          </span>
        ))}
      {truths.length > 0 && <span data-line="hidden">hidden</span>}
      {truths.some(({ memory }) => memory) && <span data-line="read">read out of the memory</span>}
    </p>
  )
}

interface MemoryProps {
  readonly now: Answered<Episode>
  readonly weights: Weights
  readonly threshold: number
  readonly head: Playhead
}

function MemoryChart({ now, threshold, head, weights }: MemoryProps) {
  const { answer: episode, batch } = now
  const timeSteps = timeStepsOf(episode)
  const [place, acts] = useScrubbing(head, timeSteps)
  const bands = useMemo(() => memoryBands({ episode, threshold }), [episode, threshold])
  const at = Math.min(useSettled(head.at), episode.steps)
  if (bands.length === 0) return <p className={controlsCss.muted}>This agent has no memory to look into.</p>
  return (
    <div>
      <Chart
        title="Memory"
        term="grsn"
        drawn={{ 'membrane u': 'membrane', 'current c': 'grsn', spikes: 'spike', fires: 'spike' }}
        help="What the neurons of the memory hold at every step: a row a unit, those that fire most on top. The current c is what gates keep and let in; the potential follows it and fires at the threshold."
        file="memory"
        draw={(pen) => {
          if (!pen.area.figure) place.current = bandsPlace(pen)
          drawBands(pen, bands, timeSteps, pen.area.figure ? null : binOf(head, timeSteps))
        }}
        inputs={[bands]}
        signals={[head.at]}
        sentence={`${bands.map(({ name }) => name).join(', ')} of ${episode.units} units over ${timeSteps} time steps, at step ${at}. ${KEYS}`}
        table={() => ({ caption: 'Means over the episode by unit, those that fire most first', ...unitTable(episode), digits: 3 })}
        figure={{
          scope: scopeOf(now, weights),
          keys: (_, dark) => [
            { mark: { colors: (part) => rgb(diverging(2 * part - 1, dark)), low: '−θ', high: 'θ' }, label: 'membrane' },
            { mark: { colors: (part) => rgb(magnitude(part, dark)), low: '0', high: 'most' }, label: 'current and gates' },
          ],
          height: () => bandsHeight(bands),
          step: batch,
        }}
        height={bandsHeight(bands)}
        acts={acts}
      >
        <UnitFacts episode={episode} />
      </Chart>
    </div>
  )
}

/** The shortest interval between two readouts of many episodes during training. */
const READOUT_MS = 5000

/** How much the memory of an agent of a team tells of what the agent does not observe: others out of sight, their signs, their goals. */
function RememberedView({ agent, weights }: { readonly agent: number; readonly weights: Weights }) {
  const host = useRef<HTMLDivElement>(null)
  const { now, refusal } = useAsked({
    host,
    ask: () => askRemembered({ agent, weights }),
    question: `remembered ${agent} ${weights}`,
    intervalMs: READOUT_MS,
  })
  const remembered = now?.answer
  return (
    <div ref={host}>
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {!remembered && !refusal && <p className={controlsCss.muted}>Waiting for the readout of many episodes.</p>}
      {remembered && (
        <Chart
          title="What it remembers"
          term="memoryReadout"
          help="How well a linear map of this agent’s memory predicts what the agent does not observe at that time step, in episodes on which the map was not fitted. 1 is perfect; 0 is no better than the mean."
          file="remembered"
          draw={(pen) => drawRemembered(pen, remembered)}
          inputs={[remembered]}
          sentence={rememberedSentence(remembered)}
          table={() => rememberedTable(remembered)}
          figure={{
            scope: `agent ${remembered.agent + 1}, ${remembered.episodes} greedy episodes`,
            keys: (colors) => [
              ...(remembered.from ? [{ mark: { area: colors.fix }, label: READ[remembered.from] }] : []),
              { mark: { line: { color: colors.ink, width: 2 } }, label: 'observation alone' },
            ],
            height: () => rememberedHeight(remembered),
            step: now.batch,
          }}
          height={rememberedHeight(remembered)}
        >
          <p className={css.said}>
            R² of a ridge regression of {remembered.from && `the ${READ[remembered.from]} (violet) and of `}the observation (mark), at the
            time steps of {remembered.episodes} greedy episodes at which agent {remembered.agent + 1} does not observe it. Fitted on four
            fifths of the episodes and evaluated on the others, in turn. Places are relative to its own.
            {!remembered.from && ' This agent has no memory.'}
          </p>
        </Chart>
      )}
    </div>
  )
}
