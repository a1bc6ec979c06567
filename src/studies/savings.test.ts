/** What gates and spikes save: of which memories it is said, by which numbers, and that results that differ are not passed over. */
import { describe, expect, test } from 'vitest'
import { presetNamed } from '../experiments/presets'
import { comparisonOf, type RunResult } from './compare'
import type { Variant } from './variant'
import { readyStudy } from './variants'
import { tablesOf } from './verdict'

const base = presetNamed('grsn-cart')!.experiment
const FIVE = [
  'GRSN, gates from input',
  'LIF, four inner steps, reset at each decision',
  'minGRU: GRSN without spikes',
  'GRU',
  'LSTM',
] as const
const { variants } = readyStudy(base, 'memory', FIVE)

/** One row per variant: nanojoules, then the best return for each seed. */
function saidOf(rows: readonly (readonly [nanojoules: number, ...returns: number[]])[], of: readonly Variant[] = variants) {
  const seeds = rows[0]!.slice(1).map((_, i) => i + 1)
  const comparison = comparisonOf(base, { totalSteps: 49, stepsPerEpoch: 49 }, { variants: of, seeds, steps: 49 })
  const results = rows.flatMap(([nanojoules, ...returns], variant) =>
    returns.map(
      (testBest, i): RunResult => ({
        ...{ variant, time: comparison.times[0]!, seed: seeds[i]!, ok: true, step: 49, layers: [] },
        ...{ values: { testBest }, picojoules: 1000 * nanojoules, analogPicojoules: 1000 * nanojoules },
      }),
    ),
  )
  return tablesOf(comparison, results)[0]!.savings
}
const SAME = [200, 200, 200] as const

test('a set has the variants of the titles that are asked for, in its own order', () => {
  expect(variants.map(({ title }) => title)).toEqual(FIVE)
  expect(readyStudy(base, 'memory').variants.length).toBe(10)
  expect(() => readyStudy(base, 'memory', ['GRU', 'gru'])).toThrow(
    /No variant of “memory” is called “gru”. There are: GRSN, gates from input; /,
  )
})

describe('of the five memories', () => {
  test('each pair that differs in one thing has its sentence', () => {
    expect(
      saidOf([
        [10, ...SAME],
        [8, ...SAME],
        [12.5, ...SAME],
        [25, ...SAME],
        [40, ...SAME],
      ]),
    ).toEqual(
      [
        ['What gates save', 'minGRU: GRSN without spikes', '0.50', 'GRU', '12.5 against 25'],
        ['What spikes save', 'GRSN, gates from input', '0.80', 'minGRU: GRSN without spikes', '10 against 12.5'],
        ['What both save', 'GRSN, gates from input', '0.40', 'GRU', '10 against 25'],
        ['What both save of an LSTM', 'GRSN, gates from input', '0.25', 'LSTM', '10 against 40'],
        [
          'One step with a memory against several that forget',
          'GRSN, gates from input',
          '1.25',
          'LIF, four inner steps, reset at each decision',
          '10 against 8',
        ],
      ].map(
        ([by, after, ratio, before, energies]) =>
          `${by}: “${after}” takes ${ratio} times the energy of “${before}”, ${energies} nJ per decision. Both reach the same test best return with each of 3 seeds.`,
      ),
    )
  })

  test('another result is told from one that the seeds do not tell apart', () => {
    const [gates, spikes] = saidOf([
      [10, 150, 151, 149],
      [8, ...SAME],
      [12, 199, 201, 198],
      [25, ...SAME],
      [40, ...SAME],
    ])
    expect(gates).toMatch(
      /No difference is seen in test best return: 199\.3333\u00a0per episode against 200\.0000\u00a0per episode \(95\u00a0% interval of the difference −1\.67 to 1, 3 seeds\)\.$/,
    )
    expect(spikes).toMatch(
      /These are not energies of the same result: test best return is 49\.3 lower, 150\.0000\u00a0per episode against 199\.3333\u00a0per episode \(/,
    )
    const [, few] = saidOf([
      [10, 150, 151],
      [8, 200, 200],
      [12, 199, 201],
      [25, 200, 200],
      [40, 200, 200],
    ])
    expect(few).toMatch(
      /Whether both reach the same test best return is not seen with so few seeds: 150\.5000\u00a0per episode against 200\.0000\u00a0per episode\.$/,
    )
  })
})

test('nothing is said of agents that differ in more than their memory, nor of a run that broke', () => {
  const pair = variants.filter(({ title }) => title === 'GRU' || title.startsWith('minGRU'))
  const wider = pair.map((one, i): Variant => (i === 0 ? { ...one, edits: [...one.edits, ['network.units', 32]] } : one))
  expect(
    saidOf(
      [
        [12, ...SAME],
        [25, ...SAME],
      ],
      pair,
    ).length,
  ).toBe(1)
  expect(
    saidOf(
      [
        [12, ...SAME],
        [25, ...SAME],
      ],
      wider,
    ),
  ).toEqual([])
  const comparison = comparisonOf(base, { totalSteps: 49, stepsPerEpoch: 49 }, { variants: pair, seeds: [1], steps: 49 })
  const broke: RunResult[] = [0, 1].map((variant) => ({ variant, time: comparison.times[0]!, seed: 1, ok: false, step: 3, error: 'NaN' }))
  expect(tablesOf(comparison, broke)[0]!.savings).toEqual([])
})
