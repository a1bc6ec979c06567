/**
 * Evaluates an agent: episodes from fixed starts, with the most probable or mean action. The best weights so far are saved. With
 * validation, these starts choose, and the last and the best weights are reported from others.
 */
import { persistent, sizeOf } from '../../engine/tensor'
import { episodeReturns, TOTALS, wrapTimeSteps } from '../../environments/record/kernels'
import type { SPLITS } from '../../environments/record/step'
import type { Built, OnBatch, Report, RunAccess } from '../built'
import { acting } from './agent'
import { type Best, bestOf, NO_BEST } from './best'
import type { ControlDetail, Evaluated } from './detail'
import { type ControlParts, firstRecords, rolloutOf } from './parts'

/** The number of environment steps per program; episodes run in such pieces. */
const PIECE = 50

export function evaluationParts(parts: ControlParts) {
  const chosen = playing(parts, 'evaluate', 'evaluation')
  const best = bestOf(parts, chosen.totals)
  const reported = parts.spec.validation && {
    last: playing(parts, 'report', 'report'),
    best: playing({ ...parts, network: best.weights }, 'reportBest', 'report'),
  }
  const evaluate: Built['evaluate'] = async (run, part, onBatch) => {
    if (!reported || part === 'validation') return withBest(run, best, await chosen.play(run, onBatch))
    const detail = await reported.last.play(run, onBatch)
    const values = { testReturn: mean(detail.returns), testLength: mean(detail.lengths) }
    const [, known] = new Float32Array(await run.compiled.read(best.score))
    return { values: known ? { testBest: mean((await reported.best.play(run, onBatch)).returns), ...values } : values, detail }
  }
  return { programs: { ...chosen.programs, ...reported?.last.programs, ...reported?.best.programs, ...best.programs }, evaluate, best }
}

/** A program that plays one episode from each start of a split. */
function playing(parts: ControlParts, name: string, split: keyof typeof SPLITS) {
  const { spec, words, shape } = parts
  const steps = Math.min(PIECE, shape.limit + 1)
  const rollout = rolloutOf(parts, name, spec.data.test, steps)
  const totals = persistent(`${name}.totals`, 'f32', [rollout.rows, TOTALS])
  const ops = [
    acting(parts, name, rollout, split, true),
    episodeReturns({ records: rollout.records, totals }, { reward: words.reward, end: words.end }),
    wrapTimeSteps({ values: rollout.records }, {}),
    wrapTimeSteps({ values: rollout.states }, {}),
  ]
  const pieces = Math.ceil((shape.limit + 1) / steps)
  return {
    totals,
    programs: { [name]: ops },
    async play({ gpu, compiled }: RunAccess, onBatch?: OnBatch): Promise<ControlDetail> {
      compiled.write(rollout.records, firstRecords(rollout, parts))
      // Without a memory nothing is carried.
      for (const t of [rollout.states, rollout.now, totals].filter((t) => compiled.holds(t)))
        compiled.write(t, new Float32Array(sizeOf(t.shape)))
      for (let i = 0; i < pieces; i++) {
        const encoder = gpu.device.createCommandEncoder()
        compiled.programs[name]!.encode(encoder)
        gpu.device.queue.submit([encoder.finish()])
        if (onBatch) await onBatch(i + 1, pieces)
        else await gpu.device.queue.onSubmittedWorkDone()
      }
      return detailOf(new Float32Array(await compiled.read(totals)), shape.agents)
    },
  }
}

/** The returns and lengths of the first episode of each environment, averaged over its agents. */
function detailOf(totals: Float32Array, agents: number): ControlDetail {
  const rows = totals.length / TOTALS
  const of = (word: number) =>
    Array.from({ length: rows / agents }, (_, e) => {
      let sum = 0
      for (let a = 0; a < agents; a++) sum += totals[(e * agents + a) * TOTALS + word]! / agents
      return sum
    })
  return { returns: of(5), lengths: of(6) }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** Saves the weights if their return is the highest so far. */
async function withBest({ gpu, compiled }: RunAccess, best: Best, detail: ControlDetail): Promise<Report> {
  const [before, known] = new Float32Array(await compiled.read(best.score))
  const now = Math.fround(mean(detail.returns))
  if (!known || now > before!) {
    compiled.write(best.score, Float32Array.of(now, 1))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.keepBest!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
  }
  const testBest = known ? Math.max(before!, now) : now
  return { values: { testBest, testReturn: now, testLength: mean(detail.lengths) }, detail }
}

/** The result of the best evaluation so far. @throws where there was none */
export async function bestEvaluation({ compiled }: RunAccess, best: Best, agents: number): Promise<Evaluated> {
  const [score, known] = new Float32Array(await compiled.read(best.score))
  if (!known) throw new Error(NO_BEST)
  const detail = detailOf(new Float32Array(await compiled.read(best.totals)), agents)
  return { ...detail, testReturn: score!, testLength: mean(detail.lengths) }
}
