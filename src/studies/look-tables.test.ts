/** What looks found: means over the seeds, every number in a file, and what is read back of a stored comparison. */
import { expect, test } from 'vitest'
import type { Looked } from '../readings/looks'
import { small } from '../testing/data'
import { comparisonOf, type DoneRun, planOf } from './compare'
import { lookTable, lookText } from './look-tables'
import { intervalOf } from './statistics'
import { readStudy, readStudyResult } from './study'
import { rowsOf } from './verdict'

const variants = [
  { title: 'narrow', edits: [] },
  { title: 'wide', edits: [['surrogate.width', 2]] },
] as const
const look = { kind: 'truth', samples: 4, draws: 64, sigma: 0.25 } as const
const comparison = comparisonOf(small(), { totalSteps: 20, stepsPerEpoch: 10 }, { variants, times: [2], seeds: [1, 2, 3], steps: 5, look })

const looked = (cosine: number | null): Looked => ({
  kind: 'truth',
  samples: 4,
  layers: [
    {
      layer: 'lif1',
      values: { trueCosine: cosine === null ? null : { value: cosine, error: 0.01 }, trueNormRatio: { value: 2, error: 0.1 } },
    },
  ],
})
const run = (variant: number, seed: number, found?: Looked): DoneRun => ({
  variant,
  time: 2,
  seed,
  ok: true,
  step: 5,
  layers: [],
  values: { testLoss: 1 },
  ...(found && { looked: found }),
})
const results = [
  ...[0.9, 0.8, 0.85].map((cosine, i) => run(0, i + 1, looked(cosine))),
  run(1, 1, looked(null)),
  run(1, 2, looked(0.5)),
  run(1, 3, { kind: 'truth', why: 'There is none.' }),
]

test('a row has the mean over the seeds of a variant that have a value, with an interval from three on', () => {
  const table = lookTable(comparison, results)!
  expect(table.caption).toBe('4 test samples, 64 draws each by normal noise of σ = 0.25')
  const [narrow, wide] = table.rows.map(({ cells }) => cells[0]!)
  expect(narrow).toMatchObject({
    interval: intervalOf([0.9, 0.8, 0.85]),
    values: [{ seed: 1, value: 0.9, error: 0.01 }, { seed: 2 }, { seed: 3 }],
  })
  expect(narrow!.mean).toBeCloseTo(0.85, 12)
  expect(wide).toEqual({ mean: 0.5, interval: null, values: [{ seed: 2, value: 0.5, error: 0.01 }] })
  expect(lookText({ digits: 2 }, { mean: -0.5, interval: { low: -0.75, high: 0.25 }, values: [] })).toBe('−0.50 (−0.75 to 0.25)')
  expect(lookText({ digits: 2 }, wide!, 3)).toBe('0.50, 1 of 3 seeds')
  expect(lookText({ digits: 2 }, narrow!, 3)).not.toContain('of 3 seeds')
  expect(lookText({ digits: 2 }, null)).toBe('–')
  expect(table.whys).toEqual(['wide: There is none.'])
  expect(lookTable({ ...comparison, look: undefined }, results)).toBeNull()
  expect(lookTable(comparison, [run(0, 1)])).toBeNull()
})

test('every number is in the file, with its standard error', () => {
  const rows = rowsOf(comparison, results).filter(([, , , , quantity]) => /^true/.test(String(quantity)))
  expect(rows).toHaveLength(4 * 2 + 5 * 2)
  expect(rows).toContainEqual(['narrow', 2, 3, 5, 'trueCosine', 'lif1', '', 0.85])
  expect(rows).toContainEqual(['narrow', 2, 3, 5, 'trueCosineError', 'lif1', '', 0.01])
})

test('a stored comparison keeps its look and what it found; older ones have neither; damaged ones are refused', () => {
  const stored = JSON.parse(JSON.stringify({ kind: 'compare', ...comparison, results }))
  const study = readStudy(stored, () => comparison.base)
  expect(study).toEqual({ kind: 'compare', ...comparison })
  if (study?.kind !== 'compare') throw new Error('It is no comparison.')
  const read = stored.results.map((result: unknown) => readStudyResult(study, result))
  expect(read).toEqual(results)
  const { look: _, ...older } = stored
  expect(readStudy(older, () => comparison.base)).not.toHaveProperty('look')
  expect(readStudyResult(study, run(0, 1))).toEqual(run(0, 1))
  const damaged = (change: object) => readStudy({ ...stored, look: { ...look, ...change } }, () => comparison.base)
  for (const change of [{ kind: 'other' }, { samples: 1e9 }, { draws: 1e12 }, { sigma: -1 }]) expect(damaged(change)).toBeNull()
  expect(
    readStudyResult(study, {
      ...run(0, 1),
      looked: { kind: 'truth', samples: 4, layers: [{ layer: 'lif1', values: { trueCosine: 'x' } }] },
    }),
  ).toBeNull()
})

test('a look that cannot be taken is a problem before anything is trained', () => {
  const wrong = planOf({ ...comparison, look: { ...look, draws: 3 } })
  expect(wrong.runs).toEqual([])
  expect(wrong.problems).toContainEqual({
    path: 'look',
    severity: 'error',
    message: expect.stringContaining('draws are whole numbers from 32 on'),
  })
})
