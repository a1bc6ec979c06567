/**
 * What gates and what spikes save of the energy of an agent's decision: memories that differ in one thing, each at the result that it
 * reaches, in sentences. Pure.
 */
import type { Experiment } from '../experiments/schema'
import { type Role, roleOf } from '../layers/memory/describe'
import type { Metric } from '../readings/metrics'
import type { PlannedRun, RunResult } from './compare'
import { metricText, testMetricLabel } from './metrics'
import { FEWEST, intervalText, lengthText } from './standing'
import { pairedDifference } from './statistics'
import type { Variant } from './variant'

/** Pairs of memories, and what the difference between them measures. A GRU has a third product of its input, and recurrent ones. */
const PAIRS: readonly { readonly from: Role; readonly to: Role; readonly by: string }[] = [
  { from: 'recurrent', to: 'gated', by: 'What gates save' },
  { from: 'gated', to: 'gatedSpikes', by: 'What spikes save' },
  { from: 'recurrent', to: 'gatedSpikes', by: 'What both save' },
  { from: 'lstm', to: 'gatedSpikes', by: 'What both save of an LSTM' },
  { from: 'forgetful', to: 'gatedSpikes', by: 'One step with a memory against several that forget' },
]

interface Compared {
  readonly variants: readonly Variant[]
  /** The runs of one T. */
  readonly runs: readonly PlannedRun[]
  readonly results: readonly RunResult[]
}

interface Agent {
  readonly title: string
  readonly role: Role
  /** The experiment without its memory. */
  readonly rest: string
  readonly results: ReadonlyMap<number, { readonly value: number; readonly picojoules: number }>
}

/** A sentence for each pair of memories that a comparison has in the same agent; none where it has none. */
export function savingsOf({ variants, runs, results }: Compared, metric: Metric): string[] {
  const agents = variants.flatMap(({ title }, variant): Agent[] => {
    const experiment = runs.find((run) => run.variant === variant)?.experiment
    const role = experiment && roleIn(experiment)
    if (!role) return []
    const measured = results.flatMap((run) => {
      const value = run.ok && run.variant === variant ? run.values[metric.name] : undefined
      return run.ok && run.picojoules !== undefined && value !== undefined
        ? [[run.seed, { value, picojoules: run.picojoules }] as const]
        : []
    })
    return [{ title, role, rest: restOf(experiment), results: new Map(measured) }]
  })
  return PAIRS.flatMap(({ from, to, by }) => {
    const before = agents.find(({ role }) => role === from)
    const after = agents.find(({ role, rest }) => role === to && rest === before?.rest)
    return before && after ? sentenceOf(by, before, after, metric) : []
  })
}

const roleIn = ({ network }: Experiment): Role | undefined => (network.kind === 'agent' ? roleOf(network.memory) : undefined)

/** All settings that must be equal for the memory to be the only difference: everything except memory, neurons and seed. */
const restOf = ({ network, neuron: _, run, ...rest }: Experiment): string =>
  JSON.stringify({ ...rest, network: { ...network, memory: null }, run: { ...run, seed: null } })

function sentenceOf(by: string, before: Agent, after: Agent, metric: Metric): string[] {
  const seeds = [...before.results.keys()].filter((seed) => after.results.has(seed))
  if (seeds.length === 0) return []
  const of = (agent: Agent, key: 'value' | 'picojoules') => seeds.map((seed) => agent.results.get(seed)![key])
  const [more, less] = [before, after].map((agent) => meanOf(of(agent, 'picojoules'))) as [number, number]
  const energies = `“${after.title}” takes ${(less / more).toFixed(2)} times the energy of “${before.title}”, ${nanojoules(less)} against ${nanojoules(more)} nJ per decision`
  return [`${by}: ${energies}. ${resultText(of(before, 'value'), of(after, 'value'), metric)}`]
}

/** Whether two energies are those of one result. */
function resultText(before: readonly number[], after: readonly number[], metric: Metric): string {
  const { pairs, mean, interval } = pairedDifference(after, before)
  const name = testMetricLabel(metric)
  if (before.every((value, i) => value === after[i]))
    return `Both reach the same ${name} with ${pairs === 1 ? 'one seed' : `each of ${pairs} seeds`}.`
  const means = `${metricText(metric, meanOf(after))} against ${metricText(metric, meanOf(before))}`
  if (pairs < FEWEST || !interval) return `Whether both reach the same ${name} is not seen with so few seeds: ${means}.`
  const within = `95\u00a0% interval of the difference ${intervalText(metric, interval)}, ${pairs} seeds`
  return interval.low <= 0 && interval.high >= 0
    ? `No difference is seen in ${name}: ${means} (${within}).`
    : `These are not energies of the same result: ${name} is ${lengthText(metric, Math.abs(mean))} ${mean > 0 ? 'higher' : 'lower'}, ${means} (${within}).`
}

const nanojoules = (picojoules: number): string => String(Number((picojoules / 1000).toPrecision(3)))
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
