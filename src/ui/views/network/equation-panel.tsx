/** The equations of each neuron with their current numbers; window width and skip lengths are those of the newest batch. */

import type { ReactNode } from 'react'
import type { Experiment } from '../../../experiments/schema'
import { fixed, setting, significant } from '../../../format'
import { ATTENTION_EQUATIONS, allocationEquations, KINDS } from '../../../layers/attention/schema'
import { samplerEquations, samplerText } from '../../../layers/sampler/describe'
import type { SamplerSpec } from '../../../layers/sampler/schema'
import { isAttentive, variantOf } from '../../../networks/fusion/schema'
import { asLayer, neuronOfLayer } from '../../../networks/neurons'
import { normalizationOf } from '../../../networks/schema'
import { descriptionOf, thresholdOf } from '../../../neurons/descriptions'
import { RECURRENCE_EQUATIONS, recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import { ADAPTIVE_EQUATIONS } from '../../../neurons/surrogate/schema'
import { errorsOf } from '../../../problem'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { Equation } from '../../../schema'
import { LinkButton } from '../../base/buttons'
import { Term } from '../../base/help'
import { MathText } from '../../base/math'
import { showNumber } from '../../base/number-field'
import controlsCss from '../../base/style/controls.module.css'
import { showDialog, showInspector } from '../../state/selection/select'
import { hasMembranes, layerOf, useMembrane, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './equation-panel.module.css'
import { type AgentDraft, equationsOfAgent, equationsOfMemory, isAgent } from './memory-equations'
import { latentEquations, outputEquations } from './output-equations'

type Values = Readonly<Record<string, string>>

export function EquationPanel() {
  // While the draft has a problem, the equations show the open experiment, because rejected values cannot be computed.
  const edited = useLab((state) => (errorsOf(state.problems).length > 0 ? state.open : state.draft))
  const sampler = useLab(({ layers, layer }) => layers.find(({ name }) => name === layer)?.kind === 'sampler')
  const layer = useShownLayer()
  const info = useLab(({ layers }) => layers.find(({ name }) => name === layer))
  const draft = asLayer(edited, info)
  const frame = layerOf(useMembrane(500), layer)
  const spikeless = !useLab(hasMembranes)
  const values = valuesOf(draft, frame)
  const viewed = useLab((state) => state.viewedRun !== null)
  const agent = isAgent(draft)
  const latent = draft.network.kind === 'latent'
  if (sampler && 'sampler' in draft) return <SamplerPanel spec={draft.sampler} />
  if (spikeless && !latent && !(agent && draft.network.memory.kind !== 'none')) return null
  return (
    <Panel
      title={
        <>
          {agent && <Term term="grsn">What the memory does</Term>}
          {latent && <Term term="latent">The model, reconstructed</Term>}
          {!agent && !latent && <Term term={descriptionOf(neuronOfLayer(info, draft)).term}>What each neuron does</Term>}
        </>
      }
      layer={layer}
    >
      <table>
        <Whole draft={draft} info={info} frame={frame} values={values} spikes={!spikeless} />
      </table>
      <Attention draft={draft} />
      {!spikeless && (
        <LinkButton aria-haspopup="dialog" onClick={() => showDialog('neuron')}>
          Play with a single neuron …
        </LinkButton>
      )}
      {!spikeless && !agent && !viewed && (
        <LinkButton aria-haspopup="dialog" onClick={() => showDialog('gradient')}>
          Check the gradient …
        </LinkButton>
      )}
    </Panel>
  )
}

const Panel = ({ title, layer, children }: { readonly title: ReactNode; readonly layer?: string | null; readonly children: ReactNode }) => (
  <section className={css.equations} aria-label="Equations">
    <div className={css.head}>
      <h3>{title}</h3>
      <span className={controlsCss.muted}>{layer}</span>
    </div>
    {children}
  </section>
)

/** What the selected sampler does. */
const SamplerPanel = ({ spec }: { readonly spec: SamplerSpec }) => (
  <Panel title={<Term term="sampler">What the sampler does</Term>}>
    <p>{samplerText(spec)}</p>
    <table>
      <Body equations={samplerEquations(spec)} values={shownNumbers(spec)} />
    </table>
    <LinkButton onClick={() => showInspector('sampler')}>See its potentials and windows</LinkButton>
  </Panel>
)

interface Parts {
  /** The experiment with the neuron of the shown layer. */
  readonly draft: Experiment
  readonly frame: MembraneReading | undefined
  readonly values: Values
}

function Whole({ info, spikes, ...parts }: Parts & { readonly info: LayerInfo | undefined; readonly spikes: boolean }) {
  const says = useLab(({ layers }) => layers.at(-1)?.says)
  if (isAgent(parts.draft)) return <Remembering {...parts} agent={parts.draft} spikes={spikes} />
  const neuron = neuronOfLayer(info, parts.draft)
  return (
    <>
      <Body equations={latentEquations(parts.draft)} values={parts.values} />
      {/* A part that is analog by design has one step, and its derivative is among its equations. */}
      {neuron !== parts.draft.neuron && <Body equations={descriptionOf(neuron).equations} values={parts.values} />}
      {neuron === parts.draft.neuron && spikes && <Spiking {...parts} info={info} />}
      <Body equations={outputEquations(parts.draft, says)} values={parts.values} />
    </>
  )
}

/** The equations of an agent, which hold at every step of its environment. */
function Remembering({ draft, agent, frame, values, spikes }: Parts & { readonly agent: AgentDraft; readonly spikes: boolean }) {
  const layers = useLab((state) => state.layers)
  return (
    <>
      <Body equations={equationsOfMemory(agent, frame)} values={values} />
      {spikes && <Body equations={surrogateEquations(draft, frame, values)} values={values} />}
      <Body equations={equationsOfAgent(agent, layers)} values={values} />
    </>
  )
}

/** The equations of the neuron with its surrogate. */
function Spiking({ draft, frame, values, info }: Parts & { readonly info: LayerInfo | undefined }) {
  // Of a list, only linear layers receive their own spikes.
  const received = draft.network.kind === 'layers' && !info?.recurrent ? [] : recurrenceEquations(draft, frame)
  return (
    <>
      <Body equations={[...received, ...descriptionOf(draft.neuron).equations]} values={values} />
      <Body equations={surrogateEquations(draft, frame, values)} values={values} />
    </>
  )
}

const Body = (props: { equations: readonly Equation[]; values: Values }) => (
  <tbody>
    <Lines {...props} />
  </tbody>
)

/** The equations of a fusion with attention: its scores, and what they weigh; e denotes events, f frames. */
function Attention({ draft: { network } }: { draft: Experiment }) {
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  if (!fusion || !isAttentive(fusion)) return null
  const kinds = KINDS.filter((kind) => fusion.scores === 'both' || fusion.scores === kind)
  const equations = [
    ...allocationEquations({ variant: variantOf(fusion), scores: fusion.scores }),
    ...kinds.flatMap((kind) => ATTENTION_EQUATIONS[kind]),
  ]
  return (
    <details open>
      <summary>Attention, reconstructed from the abstract</summary>
      <table>
        <tbody>
          <Lines equations={equations} values={{ kernel: String(fusion.kernel) }} />
        </tbody>
      </table>
    </details>
  )
}

function Lines({ equations, values }: { equations: readonly Equation[]; values: Values }) {
  return equations.map(([left, relation, right]) => (
    <tr key={left + right}>
      <td>
        <MathText text={left} />
      </td>
      <td>{relation}</td>
      <td>
        <MathText text={right} values={values} />
      </td>
    </tr>
  ))
}

/** The numbers of neuron, surrogate, normalization and recurrence by name; a learned decay has its current value. */
function valuesOf(draft: Experiment, frame: MembraneReading | undefined): Values {
  const { rule, slope, threshold } = descriptionOf(draft.neuron)
  const decay = rule.learnsDecay ? (frame?.decay ?? rule.decay) : rule.decay
  const memory = isAgent(draft) ? draft.network.memory : {}
  const numbers = {
    ...normalizationOf(draft.network),
    ...slope(draft.surrogate).parameters,
    ...recurrenceOf(draft.network),
    ...memory,
    ...(threshold !== null && { threshold }),
    ...draft.neuron,
    decay,
  }
  return shownNumbers(numbers)
}

const shownNumbers = (fields: object): Values =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (typeof value !== 'number') return []
      return [[name, name === 'decay' || name === 'threshold' ? setting(Math.max(0, value)) : showNumber(value)]]
    }),
  )

/** The equations of the recurrent current; for learned skips, with the current temperature and the most probable length. */
function recurrenceEquations({ network }: Experiment, frame: MembraneReading | undefined): Equation[] {
  const kind = recurrenceOf(network)?.kind
  if (!kind) return []
  const equations = RECURRENCE_EQUATIONS[kind]
  const spans = kind === 'adaptive' ? frame?.spans : undefined
  if (!spans) return [...equations]
  return [
    ...equations.map(
      ([left, relation, right]): Equation => [left, relation, right.replace('temperature', `⟨${significant(spans.temperature)}⟩`)],
    ),
    ['k*', '=', `argmax p = ⟨${spans.span}⟩, p[k*] = ⟨${fixed(spans.probabilities[spans.span - 1], 2)}⟩; evaluation: s[t−k*]`],
  ]
}

/** What replaces the derivative of a spike: the surrogate, or the density of noise. An analog neuron's own equations contain its derivative. */
function surrogateEquations(draft: Experiment, frame: MembraneReading | undefined, values: Values): Equation[] {
  const { from, equations } = descriptionOf(draft.neuron).slope(draft.surrogate)
  const slope = equations.map(
    ([left, relation, right]): Equation => [left, relation, right.replace(/θ/g, '{threshold}').replace(', else 0', '')],
  )
  return from === 'surrogate' ? [...slope, ...windowEquations(draft, frame, values)] : slope
}

/** The adaptive width of MPD-AGL: from the mean scale of the normalization in front, and the leak. */
function windowEquations({ surrogate, neuron }: Experiment, frame: MembraneReading | undefined, values: Values): Equation[] {
  if (surrogate.kind !== 'rect') return []
  if (surrogate.window === 'fixed') return [['κ', '=', `{width}, at every layer and step`]]
  const gamma = frame?.gammaMean
  if (gamma === null || gamma === undefined || !frame) return [...ADAPTIVE_EQUATIONS]
  const first = 2 * gamma * thresholdOf(neuron)
  return [
    ['κ[1]', '=', `2γ̄θ = 2 · ${gamma.toFixed(2)} · {threshold} = ⟨${first.toFixed(2)}⟩`],
    ['κ[t>1]', '=', `κ[1] · √(1 + ${values.decay}²) = ⟨${(first * Math.sqrt(1 + frame.decay ** 2)).toFixed(2)}⟩`],
  ]
}
