/** Evaluates an agent: episodes from fixed starts, with the most probable or mean action. The best weights so far are saved. */

import { persistent, sizeOf } from '../../engine/tensor'
import { episodeReturns, TOTALS, wrapTimeSteps } from '../../environments/record/kernels'
import type { Built, OnBatch, Report, RunAccess } from '../built'
import { acting } from './agent'
import { type Best, bestOf, NO_BEST } from './best'
import type { ControlDetail, Evaluated } from './detail'
import { type ControlParts, firstRecords, rolloutOf } from './parts'

/** The number of environment steps per program; episodes run in such pieces. */
const PIECE = 50

export function evaluationParts(parts: ControlParts) {
  const { spec, words, shape } = parts
  const steps = Math.min(PIECE, shape.limit + 1)
  const rollout = rolloutOf(parts, 'evaluation', spec.data.test, steps)
  const totals = persistent('evaluation.totals', 'f32', [rollout.rows, TOTALS])
  const ops = [
    acting(parts, 'evaluate', rollout, 'evaluation', true),
    episodeReturns({ records: rollout.records, totals }, { reward: words.reward, end: words.end }),
    wrapTimeSteps({ values: rollout.records }, {}),
    wrapTimeSteps({ values: rollout.states }, {}),
  ]
  const best = bestOf(parts, totals)
  const pieces = Math.ceil((shape.limit + 1) / steps)
  const evaluate: Built['evaluate'] = async (run, onBatch) => {
    const { compiled } = run
    compiled.write(rollout.records, firstRecords(rollout, parts))
    // Without a memory nothing is carried.
    for (const t of [rollout.states, rollout.now, totals].filter((t) => compiled.holds(t)))
      compiled.write(t, new Float32Array(sizeOf(t.shape)))
    await play(run, pieces, onBatch)
    return withBest(run, best, detailOf(new Float32Array(await compiled.read(totals)), shape.agents))
  }
  return { programs: { evaluate: ops, ...best.programs }, evaluate, best }
}

async function play({ gpu, compiled }: RunAccess, pieces: number, onBatch?: OnBatch): Promise<void> {
  for (let i = 0; i < pieces; i++) {
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.evaluate!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    if (onBatch) await onBatch(i + 1, pieces)
    else await gpu.device.queue.onSubmittedWorkDone()
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
