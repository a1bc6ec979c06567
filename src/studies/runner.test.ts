/** Runs in turn against a stand-in of what trains them: what is asked of it, in which order, and how a study ends. */
import { expect, test } from 'vitest'
import type { Experiment } from '../experiments/schema'
import type { Look } from '../readings/looks'
import { small } from '../testing/data'
import type { Position } from './pace'
import { type End, type RunEnds, runInTurn, type Trained, type Trainer } from './runner'

const planned = [1, 2, 3].map((seed) => ({ seed, experiment: small({ run: { seed } }) }))
type Planned = (typeof planned)[number]

type Result = { seed: number; trained: Omit<Trained, 'milliseconds'> } | { seed: number; step: number; error: string }

const ENDS: RunEnds<Planned, Result> = {
  reached: ({ seed }, { milliseconds: _, ...trained }) => ({ seed, trained }),
  broke: ({ seed }, step, error) => ({ seed, step, error }),
}

interface Faults {
  readonly open?: (experiment: Experiment) => void
  /** Why it broke after this step. */
  readonly train?: (step: number) => string | null
  readonly test?: () => void
  readonly lost?: () => boolean
  /** The look is canceled. */
  readonly canceled?: true
}

/** Logs its calls. `lookMs` is so long that all steps between the first and the last are one call, on any machine. */
function fakeTrainer(asked: string[], faults: Faults): Trainer {
  let seed = 0
  let step = 0
  return {
    lookMs: 1e9,
    async open(experiment) {
      seed = experiment.run.seed
      step = 0
      asked.push(`open ${seed}`)
      faults.open?.(experiment)
      return { totalSteps: 20 }
    },
    async train(count, last) {
      asked.push(last ? `last ${count}` : `train ${count}`)
      step += count
      return { step, error: faults.train?.(step) ?? null }
    },
    layers: async () => [],
    async test() {
      asked.push('test')
      faults.test?.()
      return { values: { testLoss: step, testScore: seed / 10 } }
    },
    operations: async () => ({ step, samples: 1, steps: 1, products: [], neurons: [] }),
    async look({ kind }, onProgress) {
      asked.push(`look ${kind}`)
      onProgress('1 of 2 looks')
      return faults.canceled ? null : { kind, why: `seed ${seed}` }
    },
    cancel: () => void asked.push('cancel'),
    lost: () => faults.lost?.() ?? false,
  }
}

async function drive(faults: Faults = {}, steps = 6, signal?: AbortSignal, look?: Look) {
  const asked: string[] = []
  const results: Result[] = []
  const positions: Position[] = []
  const end: End = await runInTurn(fakeTrainer(asked, faults), {
    runs: planned,
    steps,
    ends: ENDS,
    watcher: {
      at: (position) => positions.push(position),
      done: (result, run) => {
        expect(run).toBe(results.length)
        results.push(result)
      },
    },
    ...(signal && { signal }),
    look,
  })
  return { end, asked, results, positions }
}

const reached = (seed: number, step = 6): Result => ({
  seed,
  trained: {
    step,
    opened: { totalSteps: 20 },
    layers: [],
    values: { testLoss: step, testScore: seed / 10 },
    operations: { step, samples: 1, steps: 1, products: [], neurons: [] },
  },
})

test('each run is opened, trained with its last step alone, and tested', async () => {
  const { end, asked, results, positions } = await drive()
  expect(end).toBe('done')
  expect(results).toEqual([reached(1), reached(2), reached(3)])
  expect(asked).toEqual([1, 2, 3].flatMap((seed) => [`open ${seed}`, 'train 1', 'train 4', 'last 1', 'test']))
  expect(positions.filter(({ run }) => run === 1).map(({ step }) => step)).toEqual([0, 1, 5, 6])
})

test('a look is taken at each trained network, after its test, and a canceled one ends the study without a result of the run', async () => {
  const look = { kind: 'reach', samples: 2 } as const
  const { end, asked, results, positions } = await drive({}, 6, undefined, look)
  expect(end).toBe('done')
  expect(asked.filter((call) => !call.startsWith('train'))).toEqual(
    [1, 2, 3].flatMap((seed) => [`open ${seed}`, 'last 1', 'test', 'look reach']),
  )
  expect(results.map((result) => 'trained' in result && result.trained.looked)).toEqual(
    [1, 2, 3].map((seed) => ({ kind: 'reach', why: `seed ${seed}` })),
  )
  expect(positions.filter(({ doing }) => doing)).toEqual([0, 1, 2].map((run) => ({ run, step: 6, doing: '1 of 2 looks' })))
  const canceled = await drive({ canceled: true }, 6, undefined, look)
  expect({ end: canceled.end, results: canceled.results }).toEqual({ end: 'canceled', results: [] })
})

test('a run of one step is its last step, and no run is longer than its experiment', async () => {
  expect((await drive({}, 1)).asked.slice(0, 3)).toEqual(['open 1', 'last 1', 'test'])
  expect((await drive({}, 500)).results).toEqual([reached(1, 20), reached(2, 20), reached(3, 20)])
})

test('a run that breaks is a result, wherever it breaks', async () => {
  const refused = await drive({ open: fail('It does not fit.', (e) => e.run.seed === 2) })
  expect(refused.results).toEqual([reached(1), { seed: 2, step: 0, error: 'It does not fit.' }, reached(3)])
  const broken = await drive({ train: (step) => (step >= 5 ? 'Not finite.' : null) })
  expect(broken.results).toEqual([1, 2, 3].map((seed) => ({ seed, step: 5, error: 'Not finite.' })))
  const untested = await drive({ test: fail('No test set.') })
  expect(untested.results).toEqual([1, 2, 3].map((seed) => ({ seed, step: 6, error: 'No test set.' })))
  expect({ refused: refused.end, broken: broken.end, untested: untested.end }).toEqual({
    refused: 'done',
    broken: 'done',
    untested: 'done',
  })
})

test.each<[string, (lose: () => string) => Faults]>([
  ['opens', (lose) => ({ open: also(lose, (e) => e.run.seed === 2) })],
  ['trains', (lose) => ({ train: (step) => (step === 5 ? lose() : null) })],
  ['tests', (lose) => ({ test: also(lose) })],
])('a device that is lost while a run %s ends the study without a result of it', async (_, faults) => {
  let gone = false
  const lose = () => {
    gone = true
    return 'lost'
  }
  const { end, results, asked } = await drive({ ...faults(lose), lost: () => gone })
  expect(end).toBe('lost')
  expect(results).toEqual(asked.includes('open 2') ? [reached(1)] : [])
  expect(asked).not.toContain('open 3')
})

test('canceling cancels the training under way, drops its run and keeps those before', async () => {
  const stopping = new AbortController()
  let steps = 0
  const { end, results, asked } = await drive(
    {
      train() {
        if (++steps === 5) stopping.abort()
        return null
      },
    },
    6,
    stopping.signal,
  )
  expect({ end, results }).toEqual({ end: 'canceled', results: [reached(1)] })
  expect(asked.at(-1)).toBe('cancel')
  expect(await drive({}, 6, stopping.signal)).toMatchObject({ end: 'canceled', asked: [] })
})

function fail(message: string, when: (experiment: Experiment) => boolean = () => true) {
  return (experiment?: Experiment) => {
    if (!experiment || when(experiment)) throw new Error(message)
  }
}

function also(lose: () => string, when: (experiment: Experiment) => boolean = () => true) {
  return (experiment?: Experiment) => {
    if (!experiment || when(experiment)) throw new Error(lose())
  }
}
