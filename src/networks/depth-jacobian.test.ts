/** Sums over singular values from the Gram matrix against the matrix itself, and where they are known. */
import { expect, test } from 'vitest'
import { noise } from '../testing/close'
import { depthOf, gramOf } from './depth-jacobian'

test('gain and participation ratio are those of the whole matrix', () => {
  const [neurons, outputs, steps, random] = [7, 5, 3, noise(4)]
  const weights = Array.from({ length: neurons * outputs }, () => random() - 0.5)
  const slope = Array.from({ length: steps * neurons }, (_, i) => (i % 3 === 0 ? 0 : random()))
  const { passing, gain, rank } = depthOf(gramOf(weights, neurons), slope)
  for (let t = 0; t < steps; t++) {
    const m = (k: number, n: number) => weights[n * outputs + k]! * slope[t * neurons + n]!
    // M M^T has the squares of the singular values as eigenvalues: its trace, and the sum of the squares of its entries.
    const product = (k: number, l: number) => Array.from({ length: neurons }, (_, n) => m(k, n) * m(l, n)).reduce((a, b) => a + b)
    const all = Array.from({ length: outputs }, (_, k) => Array.from({ length: outputs }, (_, l) => product(k, l)))
    const trace = all.reduce((sum, row, k) => sum + row[k]!, 0)
    const fourth = all.flat().reduce((sum, value) => sum + value ** 2, 0)
    expect(gain[t]).toBeCloseTo(Math.sqrt(trace / neurons), 6)
    expect(rank[t]).toBeCloseTo(trace ** 2 / fourth, 5)
    expect(passing[t]).toBeCloseTo(
      Array.from({ length: neurons }, (_, n) => Number(slope[t * neurons + n] !== 0)).reduce((a, b) => a + b) / neurons,
      6,
    )
  }
})

test('a rotation has full rank, one direction rank 1, and a closed layer none', () => {
  const identity = [1, 0, 0, 1]
  expect(depthOf(gramOf(identity, 2), [1, 1])).toEqual({ passing: Float32Array.of(1), gain: Float32Array.of(1), rank: Float32Array.of(2) })
  expect(depthOf(gramOf([3, 4, 6, 8], 2), [1, 1]).rank[0]).toBeCloseTo(1, 6)
  expect(depthOf(gramOf(identity, 2), [0, 0])).toEqual({ passing: Float32Array.of(0), gain: Float32Array.of(0), rank: Float32Array.of(0) })
})
