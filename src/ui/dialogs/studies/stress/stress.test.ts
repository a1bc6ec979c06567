/** What the slider and a curve ask of the worker. */
import { expect, test } from 'vitest'
import type { StressPoint } from '../../../../readings/stress'
import type { Client } from '../../../../worker/client'
import { setClient } from '../../../state/session/worker-connection'
import { chooseDisturbance, curvesOf, drawCurves, setSeeds } from './stress'

test('a point that the slider and a curve ask for at the same time counts once', async () => {
  let undisturbed = 0
  const stress = async ({ strength, seed }: StressPoint) => {
    if (strength === 0 && seed === 1) undisturbed++
    return { values: { testAccuracy: 50 }, rate: 0.1 }
  }
  setClient({ api: { stress } } as unknown as Client)
  setSeeds(2)
  chooseDisturbance('weightNoise')
  await drawCurves()
  expect(undisturbed).toBeGreaterThan(1)
  const [curve] = curvesOf()
  expect(curve!.rows.map(({ values }) => values.length)).toEqual(curve!.rows.map(() => 2))
})
