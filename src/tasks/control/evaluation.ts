/**
 * Evaluates an agent: episodes from fixed starts, with the most probable or mean action. The best weights so far, by win
 * rate where episodes can be won, then by return, are saved. With
 * validation, these starts choose, and the last and the best weights are reported from others.
 */
import { persistent, sizeOf } from '../../engine/tensor'
import { FIRST_EPISODE, TOTALS, wrapTimeSteps } from '../../environments/record/kernels'
import type { EnvironmentShape } from '../../environments/record/schema'
import type { SPLITS } from '../../environments/record/step'
import type { Built, OnBatch, Report, RunAccess } from '../built'
import { acting } from './agent'
import { type Best, bestOf, NO_BEST } from './best'
import type { ControlDetail, Evaluated } from './detail'
import { type ControlParts, firstRecords, rolloutOf } from './parts'
import { returnsOf } from './report'

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
    const values = valuesOf(detail)
    const { known } = await scoreOf(run, best)
    return { values: known ? { ...bestValues(scoredBy(await reported.best.play(run, onBatch))), ...values } : values, detail }
  }
  return { programs: { ...chosen.programs, ...reported?.last.programs, ...reported?.best.programs, ...best.programs }, evaluate, best }
}

/** A program that plays one episode from each start of a split. */
function playing(parts: ControlParts, name: string, split: keyof typeof SPLITS) {
  const { spec, shape } = parts
  const steps = Math.min(PIECE, shape.limit + 1)
  const rollout = rolloutOf(parts, name, spec.data.test, steps)
  const totals = persistent(`${name}.totals`, 'f32', [rollout.rows, TOTALS])
  const ops = [
    acting(parts, name, rollout, split, true),
    returnsOf(parts, rollout.records, totals),
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
      return detailOf(new Float32Array(await compiled.read(totals)), shape)
    },
  }
}

/** The returns and lengths of the first episode of each environment, averaged over its agents, and where it can be won whether it was. */
function detailOf(totals: Float32Array, { agents, wonAbove }: EnvironmentShape): ControlDetail {
  const rows = totals.length / TOTALS
  const of = (word: number) =>
    Array.from({ length: rows / agents }, (_, e) => {
      let sum = 0
      for (let a = 0; a < agents; a++) sum += totals[(e * agents + a) * TOTALS + word]! / agents
      return sum
    })
  const detail = { returns: of(FIRST_EPISODE.RETURN), lengths: of(FIRST_EPISODE.LENGTH) }
  return wonAbove === undefined ? detail : { ...detail, wins: of(FIRST_EPISODE.WON) }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** The value by which evaluations are compared. */
interface Score {
  readonly mean: number
  /** Undefined where no episode can be won. */
  readonly winRate: number | undefined
}

const scoredBy = ({ returns, wins }: ControlDetail): Score => ({ mean: mean(returns), winRate: wins && mean(wins) })

const bestValues = ({ mean, winRate }: Score) => ({ ...(winRate !== undefined && { testBestWinRate: winRate }), testBest: mean })

function valuesOf(detail: ControlDetail) {
  const { mean: testReturn, winRate } = scoredBy(detail)
  return { ...(winRate !== undefined && { testWinRate: winRate }), testReturn, testLength: mean(detail.lengths) }
}

async function scoreOf({ compiled }: Pick<RunAccess, 'compiled'>, { score }: Best): Promise<Score & { readonly known: boolean }> {
  const [mean, known, winRate] = new Float32Array(await compiled.read(score))
  return { mean: mean!, winRate, known: known === 1 }
}

const isBetter = (a: Score, b: Score): boolean => (a.winRate === b.winRate ? a.mean > b.mean : a.winRate! > b.winRate!)

/** Saves the weights if their evaluation is the best so far. */
async function withBest({ gpu, compiled }: RunAccess, best: Best, detail: ControlDetail): Promise<Report> {
  const values = valuesOf(detail)
  const before = await scoreOf({ compiled }, best)
  const now: Score = { mean: Math.fround(values.testReturn), winRate: Math.fround(values.testWinRate ?? 0) }
  const improves = !before.known || isBetter(now, before)
  if (improves) {
    compiled.write(best.score, Float32Array.of(now.mean, 1, now.winRate!))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.keepBest!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
  }
  const { mean: testBest, winRate } = improves ? now : before
  return { values: { ...bestValues({ mean: testBest, winRate: detail.wins && winRate }), ...values, testReturn: now.mean }, detail }
}

/** The result of the best evaluation so far. @throws where there was none */
export async function bestEvaluation({ compiled }: RunAccess, best: Best, shape: EnvironmentShape): Promise<Evaluated> {
  const { mean: testReturn, known } = await scoreOf({ compiled }, best)
  if (!known) throw new Error(NO_BEST)
  const detail = detailOf(new Float32Array(await compiled.read(best.totals)), shape)
  return { ...detail, ...valuesOf(detail), testReturn }
}
