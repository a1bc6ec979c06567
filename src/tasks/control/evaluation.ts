/** Evaluation of an agent: episodes from the same starts each time, with the likeliest or mean action. The best weights so far are kept. */

import { BORDER } from '../../engine/network'
import { persistent, sizeOf, type Tensor, view } from '../../engine/tensor'
import { episodeReturns, TOTALS, wrapMoments } from '../../environments/record/kernels'
import type { Built, OnBatch, Report, RunAccess } from '../built'
import type { ControlDetail } from './detail'
import { acting, type ControlParts, copy, firstRecords, rolloutOf } from './parts'

/** Steps of one dispatchable piece of the episodes. */
const PIECE = 50

export function evaluationParts(parts: ControlParts) {
  const { spec, words, network, shape } = parts
  const steps = Math.min(PIECE, shape.limit + 1)
  const rollout = rolloutOf(parts, 'evaluation', spec.data.test, steps)
  const totals = persistent('evaluation.totals', 'f32', [rollout.rows, TOTALS])
  // Behind the values their return, and 1 where there is one.
  const count = sizeOf(network.values.shape)
  const best = persistent('best', 'f32', [count + BORDER])
  const keep = copy(parts, view(network.values, [1, count]), view(best, [1, count]), 1)
  const ops = [
    acting(parts, 'evaluate', rollout, 'evaluation', true),
    episodeReturns({ records: rollout.records, totals }, { reward: words.reward, end: words.end }),
    wrapMoments({ values: rollout.records }, {}),
    wrapMoments({ values: rollout.states }, {}),
  ]
  const pieces = Math.ceil((shape.limit + 1) / steps)
  const evaluate: Built['evaluate'] = async (run, onBatch) => {
    const { compiled } = run
    compiled.write(rollout.records, firstRecords(rollout, parts))
    // Without a memory nothing is carried.
    for (const t of [rollout.states, rollout.now, totals].filter((t) => compiled.holds(t)))
      compiled.write(t, new Float32Array(sizeOf(t.shape)))
    await play(run, pieces, onBatch)
    const report = reportOf(new Float32Array(await compiled.read(totals)), shape.agents)
    return withBest(run, view(best, [2], count), report)
  }
  return { programs: { evaluate: ops, keepBest: [keep] }, evaluate, kept: [best] }
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

/** Of the first episode of each environment. */
function reportOf(totals: Float32Array, agents: number): Report {
  const rows = totals.length / TOTALS
  const of = (word: number) =>
    Array.from({ length: rows / agents }, (_, e) => {
      let sum = 0
      for (let a = 0; a < agents; a++) sum += totals[(e * agents + a) * TOTALS + word]! / agents
      return sum
    })
  const [returns, lengths] = [of(5), of(6)]
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const detail: ControlDetail = { returns, lengths }
  return { values: { testReturn: mean(returns), testLength: mean(lengths) }, detail }
}

/** Keeps the weights where they bring more than any before. */
async function withBest({ gpu, compiled }: RunAccess, best: Tensor<'f32'>, report: Report): Promise<Report> {
  const [before, known] = new Float32Array(await compiled.read(best))
  const now = Math.fround(report.values.testReturn!)
  if (!known || now > before!) {
    compiled.write(best, Float32Array.of(now, 1))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.keepBest!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
  }
  return { ...report, values: { ...report.values, testBest: known ? Math.max(before!, now) : now, testReturn: now } }
}
