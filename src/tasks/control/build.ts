/**
 * Control as programs: an algorithm that acts and learns, an evaluation that plays episodes from its own starts, and the views. Pure: no
 * GPU.
 */
import { STEPS_A_PASS } from '../../data/experience/schema'
import { countsOfParts } from '../../data/parts/schema'
import { rootOf, type Tensor } from '../../engine/tensor'
import { probeWeights } from '../../networks/probes'
import type { BuildOptions, Built } from '../built'
import type { Algorithm } from './algorithm'
import { evaluationParts } from './evaluation'
import { offPolicy } from './off-policy/algorithm'
import { type ControlParts, controlParts, firstRecords, type Rollout, rolloutOf } from './parts'
import { ppo } from './ppo'
import { type ControlSpec, rolloutSteps } from './schema'
import { team } from './team'
import { viewParts } from './views'

export function build(spec: ControlSpec, options: BuildOptions = {}): Built {
  const parts = controlParts(spec, options)
  const { totalSteps, stepsPerPass } = parts
  const rollout = rolloutOf(parts, 'rollout', spec.data.batch, rolloutSteps(spec))
  const { programs, persistent, initial, judged, networks: trained, ...algorithm } = algorithmOf(parts, rollout)
  const evaluation = evaluationParts(parts)
  const { best } = evaluation
  const views = viewParts(parts, { training: rollout, best, judged })
  const networks = trained.map((one) => (one.network === parts.network ? { ...one, best } : one))
  const { weightProbes, weights } = probeWeights(networks[0]!.graph)
  const ranges = algorithm.probes.flatMap(({ range }) =>
    range.initial ? [[range, () => range.initial as Float32Array<ArrayBuffer>] as const] : [],
  )
  return {
    ...algorithm,
    networks,
    programs: { ...programs, weights, ...evaluation.programs, ...views.programs },
    clock: parts.clock,
    persistent: [...persistent, rollout.records, rollout.states, rollout.start, ...best.persistent],
    uploads: [],
    initial: new Map<Tensor, () => Float32Array<ArrayBuffer>>([
      ...initial,
      [rollout.records, () => firstRecords(rollout, parts)],
      ...ranges,
    ]),
    readBack: new Set([...algorithm.probes.map(({ windows }) => windows), ...views.readBack].map(rootOf)),
    weightProbes,
    pinned: views.pinned,
    inputShape: [parts.observed],
    evaluate: evaluation.evaluate,
    inspect: views.inspect,
    tuningSpace: parts.tuningSpace,
    batch: spec.data.batch,
    counts: options.counts ?? countsOfParts(spec.validation, { train: STEPS_A_PASS, test: spec.data.test }),
    totalSteps,
    evaluationInterval: spec.run.evaluateEvery > 0 ? spec.run.evaluateEvery : Math.max(1, totalSteps / EVALUATIONS),
    stepsPerEpoch: stepsPerPass,
  }
}
const EVALUATIONS = 20

function algorithmOf(parts: ControlParts, rollout: Rollout): Algorithm {
  const { algorithm } = parts.spec
  if (algorithm.kind === 'ppo') return ppo(parts, rollout, algorithm)
  return algorithm.kind === 'team' ? team(parts, rollout, algorithm) : offPolicy(parts, algorithm, rollout)
}
