/** A run that is stopped and continued, by a checkpoint that went through a file, has the bits of one that was not; so has one trained in turn. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSamples } from '../../experiments/build'
import type { SavedState } from '../../runs/checkpoint'
import { planStudy, pointsOf, reachedOf, type Study } from '../../studies/study'
import { madeData, small, smallCart } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { roomFor } from '../../testing/tasks'
import { runSweep } from '../sweeping'
import { writeWhole } from './folder'
import { packState, readStateFile } from './saved-state'
import { type TaskEnd, type TaskRun, trainTask } from './train-task'

const gpu = await testGpu()
const data = madeData(200, 60)
const STEPS = 12
const changing = { changes: [{ step: 6, rate: 0.002 }] }
const task = (change: object = {}, rows = 1000): TaskRun => ({
  experiment: { ...small({ optimizer: { kind: 'adam' } as never }), ...change },
  data,
  steps: STEPS,
  rows,
  shaders: 'shaders',
  adapter: 'here',
})

const agent = smallCart()
const agentTask: TaskRun = { ...task(), experiment: agent, data: await loadSamples(agent, {} as never) }

const quiet = { lookMs: 1, checkpointMs: Infinity, stopping: () => false, at: async () => undefined, keep: async () => undefined }

async function whole(of: TaskRun): Promise<TaskEnd> {
  const ended = await trainTask(gpu, of, null, quiet)
  if (ended.kind !== 'reached') throw new Error(JSON.stringify(ended))
  return ended
}

/** Stopped after each of its looks, and continued from a file each time. */
async function inPieces(of: TaskRun): Promise<{ end: TaskEnd; stops: number[] }> {
  const file = join(await roomFor(), 'checkpoint')
  const stops: number[] = []
  let from: SavedState | null = null
  for (;;) {
    let looked = false
    const ended = await trainTask(gpu, of, from, {
      ...quiet,
      stopping: () => looked,
      at: async () => {
        looked = true
      },
      keep: (state) => writeWhole(file, packState(state)),
    })
    if (ended.kind === 'reached') return { end: ended, stops }
    if (ended.kind === 'broke') throw new Error(ended.error)
    stops.push(ended.step)
    from = await readStateFile(file)
    expect(from?.step).toBe(ended.step)
  }
}

const figures = ({ bits, curves, trained: { layers, values, step } }: TaskEnd) => ({ bits, curves, layers, values, step })

test.each([
  ['as it is', task()],
  ['with settings that change while it trains', task(changing)],
  ['an agent, whose best weights are kept', agentTask],
])('a run in pieces, %s, is the whole one to the last bit', async (_, of) => {
  const alone = await whole(of)
  const { end, stops } = await inPieces(of)
  expect(stops.length).toBeGreaterThan(3)
  expect(figures(end)).toEqual(figures(alone))
  expect(end.adapter).toBe('here')
  expect(end.curves.step).toEqual(Uint32Array.from({ length: STEPS }, (__, i) => i + 1))
})

test.each([
  ['a classifier', small(), data],
  ['an agent, whose best weights are those of all evaluations', agent, agentTask.data],
])('it is what a sweep trains in turn: %s', async (_, base, samples) => {
  const study: Study = { kind: 'sweep', base, axes: [{ path: 'run.seed', values: [4, 5] }], mode: 'grid', steps: STEPS }
  const inTurn = await runSweep(gpu, study, pointsOf(study), async () => samples, { at: () => undefined, done: () => undefined })
  const bests: boolean[] = []
  for (const [i, run] of planStudy(study).runs.entries()) {
    const { trained, curves } = await whole({ ...task(), data: samples, experiment: run.experiment })
    const result = await reachedOf(study, run, trained, curves)
    const without = (one: unknown) => ({
      ...(one as { outcomes: object }),
      outcomes: { ...(one as { outcomes: object }).outcomes, milliseconds: 0 },
    })
    expect(without(result)).toEqual(without(inTurn[i]))
    const { testBest, testReturn } = trained.values
    bests.push(testBest !== testReturn)
  }
  expect(bests.includes(true)).toBe(base.task === 'control')
})

test('long curves are thinned alike, in one piece or in many; another adapter is named', async () => {
  const alone = await whole(task({}, 5))
  const { end } = await inPieces(task({}, 5))
  expect([...alone.curves.step]).toEqual([1, 3, 6, 9, 12])
  expect(end.curves).toEqual(alone.curves)
  const kept: SavedState[] = []
  await trainTask(gpu, task(), null, { ...quiet, stopping: () => true, keep: async (state) => void kept.push(state) })
  const ended = await trainTask(gpu, { ...task(), adapter: 'there' }, kept[0]!, quiet)
  expect(ended.kind === 'reached' && ended.adapter).toBe('here, then there')
})

test('an experiment that cannot be trained broke, in words', async () => {
  const batch = { ...task().experiment, data: { kind: 'mnist', batch: 400 } } as TaskRun['experiment']
  expect(await trainTask(gpu, { ...task(), experiment: batch }, null, quiet)).toMatchObject({
    kind: 'broke',
    step: 0,
    error: expect.stringContaining('only 200 training samples'),
  })
  const steep = small({ optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 }, run: { epochs: 20, seed: 3 } } as never)
  const ended = await trainTask(gpu, { ...task(), experiment: steep, steps: 80 }, null, quiet)
  expect(ended.kind === 'broke' && ended.error).toMatch(/no longer a finite number at step \d+/)
})
