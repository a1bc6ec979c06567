/** All data of a run as files for other programs, with a page that describes them. Pure. */

import { writeNpy } from '../../../interop/npy'
import { eventFileName, type Histogram, type Scalars, writeEvents } from '../../../interop/tensorboard'
import { HELD_OUT, isOf, type Metric } from '../../../readings/metrics'
import type { SampleLayer } from '../../../readings/sample'
import { WHOLE } from '../../../runs/compact'
import type { RunDetail, RunSummary, SavedLayer } from '../../../runs/record'
import { csvOf } from '../../base/download'

export interface BundleFile {
  readonly path: string
  readonly data: string | Blob | Uint8Array<ArrayBuffer>
  /** What the file contains, in a sentence. */
  readonly about: string
}

/** The data of the open run; at step 0 nothing is saved yet. */
export interface Whole {
  readonly title: string
  readonly link: string
  readonly experiment: string
  readonly metrics: readonly Metric[]
  readonly weights: ArrayBuffer
  readonly run?: { readonly summary: RunSummary; readonly detail: RunDetail; readonly file: Blob } | undefined
  /** The layers of each pinned sample, in order. */
  readonly samples: readonly (readonly SampleLayer[])[]
  /** The samples' layers that fit the size limit, as NIRData. */
  readonly nirData?: Uint8Array<ArrayBuffer> | undefined
  /** Code and a NIR graph of the network. */
  readonly exports?: readonly BundleFile[]
  /** Why there are fewer of them, in sentences. */
  readonly refused?: readonly string[]
  readonly app: string
}

/** The size limit of potentials and spikes together; layers beyond it are left out, and the page names them. */
const MAX_ARRAYS = 64 * 2 ** 20

/** The layers of each sample that fit the limit, and the names of the others. */
export function fitting(samples: Whole['samples']): { readonly samples: Whole['samples']; readonly left: readonly string[] } {
  let room = MAX_ARRAYS
  const fits = (samples[0] ?? []).map(({ steps, neurons }) => {
    const size = 5 * samples.length * steps * neurons
    if (size > room) return false
    room -= size
    return true
  })
  return {
    samples: samples.map((layers) => layers.filter((_, at) => fits[at])),
    left: (samples[0] ?? []).filter((_, at) => !fits[at]).map(({ layer }) => layer),
  }
}

export function bundleOf(whole: Whole): BundleFile[] {
  const { run } = whole
  const { samples, left } = fitting(whole.samples)
  const made: BundleFile[] = [
    { path: 'experiment.json', data: whole.experiment, about: 'The experiment: dropped on the lab, it opens as it was, paused at step 0.' },
    {
      path: 'weights.safetensors',
      data: new Uint8Array(whole.weights),
      about:
        'What was learned, with PyTorch’s names and axes, `safetensors.torch.load_file`: [outputs, inputs], of convolutions [outputs, inputs, rows, columns]. The inputs of a layer behind feature maps are by channel, row and column.',
    },
    ...(whole.exports ?? []),
    ...(run ? runFiles(whole, run) : []),
    ...arrayFiles(samples),
    ...(whole.nirData
      ? [
          {
            path: 'samples/pinned.nirdata.h5',
            data: whole.nirData,
            about:
              'The same as NIRData: `nir.read_data`. By node of the network’s NIR graph: `membrane` by step, `spikes` as events in the middle of theirs; a step is 1. Neurons of a feature map are by channel, row and column, unlike in the arrays.',
          },
        ]
      : []),
  ]
  return [{ path: 'README.md', data: readme(whole, made, left), about: '' }, ...made]
}

function runFiles({ metrics }: Whole, { summary, detail, file }: NonNullable<Whole['run']>): BundleFile[] {
  return [
    { path: 'run.json.gz', data: file, about: 'The run: dropped on the lab, its curves and potentials lie over those of others.' },
    {
      path: 'metrics.csv',
      data: csvOf(metricRows(metrics, detail)),
      about: 'What was measured: a row for each step and split, a column for each metric. Shares are from 0 to 1.',
    },
    { path: 'metrics.json', data: `${JSON.stringify(metricLists(metrics, detail))}\n`, about: 'The same as lists, by metric.' },
    ...(detail.frames.length > 0
      ? [
          {
            path: 'potentials.csv',
            data: csvOf(histogramRows(detail)),
            about: 'Distributions of the membrane potentials: shares by layer, time step and bin, at the saved snapshots.',
          },
        ]
      : []),
    {
      path: `tensorboard/${eventFileName('membrane', summary.updated / 1000)}`,
      data: writeEvents(summary.updated / 1000, scalarsOf(metrics, detail), histogramsOf(detail)),
      about:
        'Curves and distributions for TensorBoard: `tensorboard --logdir tensorboard`. Every event has the time at which the run was saved.',
    },
  ]
}

// ---- metrics

const seriesOf = ({ name, split }: Metric, { curves, tests }: RunDetail): { step: number[]; value: number[] } =>
  split === 'train'
    ? { step: Array.from(curves.step), value: Array.from(curves.columns[name] ?? []) }
    : {
        step: tests.filter(({ values }) => name in values).map(({ step }) => step),
        value: tests.flatMap(({ values }) => (name in values ? [values[name]!] : [])),
      }

const metricLists = (metrics: readonly Metric[], detail: RunDetail) =>
  Object.fromEntries(metrics.map((metric) => [metric.name, seriesOf(metric, detail)] as const).filter(([, { value }]) => value.length > 0))

function metricRows(metrics: readonly Metric[], { curves, tests }: RunDetail): (string | number)[][] {
  const cell = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? '' : value)
  return [
    ['step', 'split', ...metrics.map(({ name }) => name)],
    ...Array.from(curves.step, (step, row) => [step, 'train', ...metrics.map(({ name }) => cell(curves.columns[name]?.[row]))]),
    ...tests.flatMap((row) =>
      HELD_OUT.filter((part) => isOf(part, row)).map((part) => [
        row.step,
        part,
        ...metrics.map(({ name, split }) => cell(split === part ? row.values[name] : undefined)),
      ]),
    ),
  ]
}

/** Unique in a task: a metric that was measured in a second way says which. */
const tagOf = ({ split, title, variantOf }: Metric): string => `${split}/${title.toLowerCase()}${variantOf ? `, ${variantOf.title}` : ''}`

const scalarsOf = (metrics: readonly Metric[], detail: RunDetail): Scalars[] =>
  metrics.map((metric) => ({ tag: tagOf(metric), ...seriesOf(metric, detail) })).filter(({ value }) => value.length > 0)

// ---- distributions of potentials

/** The bins of a layer, with the counts below and above them; each row covers `every` steps. */
function* rowsOf({ low, high, bins, every, steps, counts }: SavedLayer) {
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins)
  const cells = bins + 3
  for (let row = 0; row < counts.length / cells; row++) {
    const own = counts.subarray(row * cells, (row + 1) * cells)
    yield {
      first: row * every + 1,
      last: Math.min(steps, (row + 1) * every),
      edges: [-Infinity, ...edges, Infinity],
      counts: [own[bins]!, ...own.subarray(0, bins), own[bins + 1]!],
    }
  }
}

function histogramRows({ frames }: RunDetail): (string | number)[][] {
  const rows: (string | number)[][] = [['step', 'layer', 'first_t', 'last_t', 'bin_left', 'bin_right', 'share']]
  for (const { step, layers } of frames)
    for (const layer of layers)
      for (const { first, last, edges, counts } of rowsOf(layer))
        for (const [i, count] of counts.entries())
          if (count > 0) rows.push([step, layer.layer, first, last, edges[i]!, edges[i + 1]!, Number((count / WHOLE).toPrecision(6))])
  return rows
}

const histogramsOf = ({ frames }: RunDetail): Histogram[] =>
  frames.flatMap(({ step, layers }) =>
    layers.flatMap((layer) =>
      [...rowsOf(layer)].map(({ first, last, edges, counts }) => ({
        tag: `potentials/${layer.layer}/t${first === last ? first : `${first}-${last}`}`,
        step,
        edges,
        counts: counts.map((count) => (count / WHOLE) * layer.samples * layer.neurons),
      })),
    ),
  )

// ---- potentials and spikes of the pinned samples

const arrayFiles = (samples: Whole['samples']): BundleFile[] =>
  (samples[0] ?? []).flatMap(({ layer, steps, neurons }, at) => {
    const shape = [samples.length, steps, neurons]
    const potentials = new Float32Array(samples.length * steps * neurons)
    const spikes = new Uint8Array(potentials.length)
    for (const [i, layers] of samples.entries()) {
      potentials.set(layers[at]!.membrane, i * steps * neurons)
      spikes.set(layers[at]!.spikes, i * steps * neurons)
    }
    const of = `of ${layer} for each pinned sample: [${shape.join(', ')}] samples, steps, neurons. Neurons of a feature map are by row, column and channel.`
    return [
      {
        path: `samples/${layer}.potentials.npy`,
        data: writeNpy(shape, potentials),
        about: `float32, membrane potentials before the reset ${of}`,
      },
      { path: `samples/${layer}.spikes.npy`, data: writeNpy(shape, spikes), about: `uint8, 1 where a neuron fired, ${of}` },
    ]
  })

// ---- the page that describes the files

function readme({ title, link, run, refused = [], app }: Whole, files: readonly BundleFile[], left: readonly string[]): string {
  const by = run?.summary.provenance
  return [
    `# ${title}`,
    run ? `After ${run.summary.step} of ${run.summary.totalSteps} training steps.` : 'Before its first training step.',
    `The same experiment: ${link}`,
    by
      ? `Computed by ${by.adapter}${by.software ? ' (a software adapter)' : ''}, version ${app} of the lab, shaders ${by.shaders}. The same link gives the same bits where these are equal.`
      : `Saved by version ${app} of the lab.`,
    `| file | what |\n| --- | --- |\n${files.map(({ path, about }) => `| \`${path}\` | ${about} |`).join('\n')}`,
    ...refused,
    ...(left.length > 0 ? [`Left out, as they are too large: potentials and spikes of ${left.join(', ')}.`] : []),
    '',
  ].join('\n\n')
}
