/** The zip of a run: every file appears once, is described in its README, and has the run's numbers. */
import { expect, test } from 'vitest'
import type { Metric } from '../../../readings/metrics'
import type { SampleLayer } from '../../../readings/sample'
import { WHOLE } from '../../../runs/compact'
import type { RunDetail, RunSummary, SavedFrame } from '../../../runs/record'
import { type BundleFile, bundleOf, fitting, type Whole } from './bundle'

const metrics: Metric[] = [
  { name: 'trainLoss', title: 'Loss', term: 'loss', unit: null, better: 'lower', axis: 'loss', split: 'train' },
  { name: 'testAccuracy', title: 'Accuracy', term: 'accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'test' },
]
const frame = {
  step: 20,
  layers: [
    {
      layer: 'lif1',
      low: -1,
      high: 1,
      bins: 2,
      steps: 3,
      every: 2,
      samples: 10,
      neurons: 4,
      counts: Uint16Array.of(WHOLE - 3, 1, 2, 0, 0, 0, WHOLE, 0, 0, 0),
    },
  ],
} as unknown as SavedFrame
const detail = {
  curves: { step: Uint32Array.of(1, 2), columns: { trainLoss: Float32Array.of(2.5, 0.1) } },
  tests: [{ step: 2, values: { testAccuracy: 0.75 } }],
  frames: [frame],
} as unknown as RunDetail
const summary = { updated: 1_700_000_000_000, step: 2, totalSteps: 10, provenance: { adapter: 'one', software: true, shaders: 'abc' } }
const layer = (at: number, neurons = 2): SampleLayer => ({
  layer: 'lif1',
  steps: 1,
  neurons,
  membrane: new Float32Array(neurons).fill(at),
  spikes: new Uint8Array(neurons).fill(at),
})
const whole = (change: Partial<Whole> = {}): Whole => ({
  title: 'A run',
  link: 'https://lab/#window',
  experiment: '{}',
  metrics,
  weights: new ArrayBuffer(4),
  app: '1',
  run: { summary: summary as RunSummary, detail, file: new Blob(['run']) },
  samples: [[layer(0)], [layer(1)]],
  ...change,
})
const textOf = (files: readonly BundleFile[], path: string) => files.find((file) => file.path === path)!.data as string

test('each file appears once, and the README describes it', () => {
  const files = bundleOf(whole())
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual([
    'README.md',
    'experiment.json',
    'weights.safetensors',
    'run.json.gz',
    'metrics.csv',
    'metrics.json',
    'potentials.csv',
    'tensorboard/events.out.tfevents.1700000000.membrane',
    'samples/lif1.potentials.npy',
    'samples/lif1.spikes.npy',
  ])
  const readme = textOf(files, 'README.md')
  for (const path of paths.slice(1)) expect(readme).toContain(`| \`${path}\` |`)
  expect(readme).toContain('After 2 of 10 training steps.')
  expect(readme).toContain('https://lab/#window')
})

test('metrics are those of the run, and distributions shares by bin', () => {
  const files = bundleOf(whole())
  expect(textOf(files, 'metrics.csv').split('\n')).toEqual([
    'step,split,trainLoss,testAccuracy',
    '1,train,2.5,',
    '2,train,0.1,',
    '2,test,,0.75',
    '',
  ])
  expect(JSON.parse(textOf(files, 'metrics.json')).testAccuracy).toEqual({ step: [2], value: [0.75] })
  const rows = textOf(files, 'potentials.csv').trim().split('\n')
  // The first row has the count below the bins, the first bin, the second; then comes the second row, of the last step alone.
  expect(rows.slice(1).map((row) => row.split(',').slice(0, 6).join())).toEqual([
    '20,lif1,1,2,-Infinity,-1',
    '20,lif1,1,2,-1,0',
    '20,lif1,1,2,0,1',
    '20,lif1,3,3,0,1',
  ])
  expect(Number(rows.at(-1)!.split(',')[6])).toBe(1)
})

test('arrays have an axis for the samples; what is too large is left out by name', () => {
  const potentials = bundleOf(whole()).find(({ path }) => path.endsWith('potentials.npy'))!.data as Uint8Array
  expect([...new Float32Array(potentials.slice(-16).buffer)]).toEqual([0, 0, 1, 1])
  const large = bundleOf(whole({ samples: [[layer(0, 2 ** 24)]] }))
  expect(large.some(({ path }) => path.startsWith('samples/'))).toBe(false)
  expect(textOf(large, 'README.md')).toContain('Left out, as they are too large: potentials and spikes of lif1.')
})

test('the README has the order of axes, the exported files, and why others are not there', () => {
  const exports = [{ path: 'network.nir', data: Uint8Array.of(1), about: 'A graph.' }]
  const readme = textOf(bundleOf(whole({ exports, refused: ['No code.'] })), 'README.md')
  expect(readme).toContain('[outputs, inputs, rows, columns]')
  expect(readme).toContain('[2, 1, 2] samples, steps, neurons. Neurons of a feature map are by row, column and channel.')
  expect(readme).toContain('| `network.nir` | A graph. |')
  expect(readme).toContain('\nNo code.\n')
})

test('samples are included as NIRData, too, for the layers that fit', () => {
  const files = bundleOf(whole({ nirData: Uint8Array.of(1, 2) }))
  expect(files.at(-1)).toMatchObject({ path: 'samples/pinned.nirdata.h5', data: Uint8Array.of(1, 2) })
  expect(textOf(files, 'README.md')).toContain('| `samples/pinned.nirdata.h5` | The same as NIRData')
  const one = (name: string, neurons: number): SampleLayer => ({ ...layer(0, neurons), layer: name })
  const { samples, left } = fitting([[one('large', 2 ** 24), one('small', 2)]])
  expect(samples.map((layers) => layers.map(({ layer }) => layer))).toEqual([['small']])
  expect(left).toEqual(['large'])
})

test('before the first step there is no run in it', () => {
  const files = bundleOf(whole({ run: undefined }))
  expect(files.map(({ path }) => path)).not.toContain('run.json.gz')
  expect(textOf(files, 'README.md')).toContain('Before its first training step.')
})

test('in TensorBoard a metric that was measured in two ways has two tags', () => {
  const mixed: Metric = {
    ...metrics[1]!,
    name: 'testAccuracyMixed',
    variantOf: { metric: 'testAccuracy', title: 'softmax-weighted skips' },
  }
  const tests = [{ step: 2, values: { testAccuracy: 0.75, testAccuracyMixed: 0.5 } }]
  const run = { ...whole().run!, detail: { ...detail, tests } }
  const { data } = bundleOf(whole({ metrics: [...metrics, mixed], run })).find(({ path }) => path.startsWith('tensorboard/'))!
  const tags = new TextDecoder('latin1').decode(data as Uint8Array).match(/test\/[a-z ,-]+/g)
  expect(tags).toEqual(['test/accuracy', 'test/accuracy, softmax-weighted skips'])
})
