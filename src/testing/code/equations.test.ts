/** The exported code of neurons as equations, run with PyTorch in float64 (equations.py), against the reference: spikes and gradients. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { exportCode } from '../../interop/code/export'
import { modelOf } from '../../neurons/equations/check'
import { formulaIn } from '../../neurons/equations/formula'
import { programOf } from '../../neurons/equations/program'
import { backward, type Conditions, simulate } from '../../neurons/equations/reference'
import { SHELF } from '../../neurons/equations/shelf'
import { surrogateScale } from '../../neurons/surrogate/describe'
import { stepFunction } from '../../neurons/surrogate/reference'
import { EQUATIONS_CASES, type EquationsCase, equationsGolden, experimentOf } from './equations'

const GOLDEN = equationsGolden()
const NAMES = Object.keys(EQUATIONS_CASES)

test('PyTorch ran the whole shelf, and FlexSN what it takes', () => {
  expect(NAMES).toEqual([...SHELF.map(({ name }) => name), 'everything', 'formula-of-text', 'formula-of-lif'])
  expect(Object.keys(GOLDEN).sort()).toEqual([...NAMES].sort())
  const flexible = NAMES.filter((name) => 'spikingJelly' in GOLDEN[name]!.code)
  expect(flexible).toEqual(['adex', 'alpha', 'clif', 'if', 'lapicque', 'lif-norse'])
})

test.each(NAMES)('the code of %s is what PyTorch ran', (name) => {
  for (const [framework, hash] of Object.entries(GOLDEN[name]!.code)) {
    const code = exportCode(experimentOf(EQUATIONS_CASES[name]!), framework as 'norse' | 'spikingJelly', name)
    const now = 'text' in code && createHash('sha256').update(code.text).digest('hex')
    expect(now, 'The exported code has changed: run src/testing/code/write-equations.ts and equations.py again.').toBe(hash)
  }
})

test.each(NAMES)('spikes of %s are those of the reference, and so are the gradients of input and parameters', (name) => {
  const { spikes, gradients } = GOLDEN[name]!
  const reference = referenceOf(EQUATIONS_CASES[name]!)
  expect(spikes).toBe(reference.spikes.join(''))
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(reference.gradients).sort())
  for (const [parameter, want] of Object.entries(reference.gradients)) {
    const got = new Float64Array(Uint8Array.from(Buffer.from(gradients[parameter]!, 'base64')).buffer)
    expect(got).toHaveLength(want.length)
    const scale = Math.hypot(...want) || 1
    expect(Math.hypot(...want.map((value, i) => value - got[i]!)) / scale, parameter).toBeLessThan(1e-10)
  }
})

/** The surrogate of a model that brings its own. */
const NO_SURROGATE = { spike: (z: number) => Number(z >= 0), slope: () => Number.NaN }

/** Spikes [steps, batch, neurons], and the gradients that they lead to. */
function referenceOf({ text, surrogate, x, gradient, learned }: EquationsCase) {
  const [steps, batch, width] = x.shape as readonly [number, number, number]
  const formula = surrogate.kind === 'formula' ? formulaIn(surrogate.text) : null
  const model = { ...modelOf(text), ...(formula && { surrogate: formula }) }
  const program = programOf(model)
  const perStep = new Set(model.parameters.filter((parameter) => parameter.learned === 'step').map(({ name }) => name))
  const starts = new Map(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : Number.NaN]))
  const placeIn = (name: string, neuron: number, t: number) => (perStep.has(name) ? t : learned[name]!.length === 1 ? 0 : neuron)
  const spikes = new Array<number>(x.data.length)
  const gradients: Record<string, number[]> = { x: new Array<number>(x.data.length) }
  for (const name of Object.keys(learned)) gradients[name] = learned[name]!.map(() => 0)
  for (let b = 0; b < batch; b++)
    for (let n = 0; n < width; n++) {
      const at = (t: number) => (t * batch + b) * width + n
      const series = (data: readonly number[]) => Array.from({ length: steps }, (_, t) => data[at(t)]!)
      const conditions: Conditions = {
        parameter: (name, t) => (learned[name] ? learned[name][placeIn(name, n, t)]! : starts.get(name)!),
        surrogate: surrogate.kind === 'formula' ? NO_SURROGATE : stepFunction(surrogate.kind, surrogateScale(surrogate)),
      }
      const fired = simulate(program, series(x.data), conditions).of('s')
      const found = backward(program, series(x.data), conditions, { s: series(gradient) })
      for (let t = 0; t < steps; t++) {
        spikes[at(t)] = fired[t]!
        gradients.x![at(t)] = found.x[t]!
        for (const name of Object.keys(learned)) gradients[name]![placeIn(name, n, t)]! += found.parameters[name]?.[t] ?? 0
      }
    }
  return { spikes, gradients }
}
