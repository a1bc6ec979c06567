/** The drawing of a network: a box for each layer, actual sizes, and labels that do not overlap. */
import { describe, expect, test } from 'vitest'
import { PRESETS, presetNamed } from '../../../experiments/presets'
import { withEdits } from '../../../studies/variant'
import { placed, sketchOf } from './network-sketch'

const LAYERS = [
  { kind: 'conv', outputs: 4, kernel: 3, stride: 4 },
  { kind: 'linear', outputs: 16 },
]

const sketch = (name: string) => sketchOf(presetNamed(name)!.experiment)
const labels = (name: string) => placed(sketch(name), 216, 34).labels.map(({ text }) => text)

describe('what is drawn', () => {
  test('each fully connected layer, with one label for those that are alike', () => {
    expect(sketch('window').map(({ kind }) => kind)).toEqual(['input', ...Array(8).fill('dense'), 'output'])
    expect(labels('window')).toEqual(['28×28', '128 × 8', '10'])
  })

  test('as many outputs as a model has cells and an agent has actions', () => {
    expect(['tecos-lvm', 'grsn-cart', 'pendulum-speeds'].map((name) => sketch(name).at(-1)!.label)).toEqual(['24', '2', '1'])
    expect(PRESETS.filter(({ name }) => sketch(name).at(-1)!.size === 0)).toEqual([])
  })

  test('the channels of convolutions at the width in use, and images that shrink', () => {
    const boxes = sketch('vggsnn-narrow')
    expect(boxes.filter(({ kind }) => kind === 'conv').map(({ size }) => size)).toEqual([8, 16, 32, 32, 64, 64, 64, 64])
    const rows = boxes.filter(({ kind }) => kind === 'conv').map(({ rows }) => rows!)
    expect(rows).toEqual([...rows].sort((a, b) => b - a))
    expect(rows[0]).toBe(28)
    expect(sketch('resnet19-narrow').filter(({ kind }) => kind === 'residual')).toHaveLength(8)
  })

  test('two layers for two streams, up to where they meet', () => {
    const base = presetNamed('blank')!.experiment
    const fused = (kind: string) => {
      const edited = withEdits(base, [
        ['data.kind', 'twoStreamSigns'],
        ['network', { kind: 'layers', layers: LAYERS, fusion: { kind, after: 1 } }],
      ])
      if (!edited.ok) throw new Error('It is refused.')
      return sketchOf(edited.experiment).map(({ kind: box, twice = false }) => [box, twice])
    }
    expect(fused('concat')).toEqual([
      ['input', true],
      ['conv', true],
      ['dense', false],
      ['output', false],
    ])
    expect(fused('add').map(([, twice]) => twice)).toEqual([true, true, false, false])
  })

  test('whether recurrence is over a skip', () => {
    expect(sketch('delayed-cue').map(({ recurrence }) => recurrence)).toEqual([undefined, 'skip', undefined])
    expect(sketch('adding-numbers')[1]).toMatchObject({ label: '64', recurrence: 'vanilla' })
    expect(sketch('s-mnist')[0]).toMatchObject({ kind: 'input', label: '1' })
  })
})

test.each(PRESETS.map(({ name }) => name))('%s fits its card, and no label touches another', (name) => {
  const { boxes, labels } = placed(sketch(name), 216, 34)
  for (const [at, box] of boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(at === 0 ? 0 : boxes[at - 1]!.x + boxes[at - 1]!.width)
    expect(box.x + box.width).toBeLessThanOrEqual(216)
    expect(box.height).toBeLessThanOrEqual(34)
  }
  for (const [at, { x, text }] of labels.entries()) {
    expect(x + 3.5 * text.length).toBeLessThanOrEqual(217)
    expect(x - 3.5 * text.length).toBeGreaterThanOrEqual(at === 0 ? -1 : labels[at - 1]!.x + 3.5 * labels[at - 1]!.text.length)
  }
})
