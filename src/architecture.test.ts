/**
 * The dependency table, enforced: who may import whom, by reading every import under src and e2e. Arrows point down only.
 * Tests may import anything; only tests import `testing`. Style sheets have rules of their own. See docs/architecture.md.
 */
import { describe, expect, it } from 'vitest'
import {
  allSheets,
  allSources,
  folderOf,
  importCycles,
  importsOf,
  isTest,
  moduleOf,
  mutualFolders,
  resolve,
  type Sources,
  sheetsIn,
  sheetsOf,
} from './headless/imports'
import { MEMORY_KINDS } from './layers/memory/describe'
import { NEURON_KINDS } from './neurons/descriptions'
import { TASKS } from './tasks/registry'

// Modules, without extension, from src, or `e2e/…`. `a/*` is everything below a, `a/*/b` a b in any folder of a, `./*` everything in the
// folder of the file (`folderOf`), `a/.` every file directly in a, `**/schema` any schema.ts, `**` anything.
type Pattern = string

interface Row {
  /** The files it is about: the first row that fits a file is its row. */
  readonly files: readonly Pattern[]
  readonly may: readonly Pattern[]
  /** What it may also name in an `import type`. */
  readonly mayType?: readonly Pattern[]
  /** What it may start as a worker, by `new URL`: a program of its own. */
  readonly mayStart?: readonly Pattern[]
  readonly why: string
}

const SCHEMA = ['schema', 'problem', 'nearest', '**/schema', 'readings/*']
/** Checks of a slice's own fields. */
const CHECK = ['**/check']
/** The descriptions of neurons, surrogates, delays, memories and samplers, without a shader. */
const DESCRIBED = [
  'neurons/description',
  'neurons/descriptions',
  'neurons/*/describe',
  'neurons/lif/rule',
  'neurons/equations/parameters',
  'networks/neurons',
  'layers/delay/describe',
  'layers/memory/describe',
  'layers/sampler/describe',
  'data/pixel-events/describe',
]
/** A text of equations, read and described: no shader. */
const TEXT = ['tree', 'parse', 'check', 'complete', 'operations', 'program', 'repeated-calls', 'print', 'formula', 'peak'].map(
  (name) => `neurons/equations/${name}`,
)
/** Pure descriptions of an experiment: what the page may know of it. */
const DESCRIPTION = [
  'experiments/schema',
  'experiments/presets',
  'experiments/changes',
  'experiments/check',
  'experiments/form',
  'experiments/edit',
  'tasks/registry',
  'tasks/version',
]
/** The description of a task, without a shader: its folder’s part in the registry. */
const TASK = [
  'tasks/task',
  'tasks/preset',
  'tasks/version',
  'tasks/supervised/metrics',
  'tasks/*/task',
  'tasks/*/metrics',
  'tasks/*/problems',
  'tasks/*/presets',
  'tasks/*/families/*',
]
/** What every part of the page may know besides itself. */
const PAGE = [...DESCRIPTION, ...DESCRIBED, ...SCHEMA, 'studies/*', 'health/*', 'format']
/** The modules through which a view reaches the parts of a task. */
const TASK_VIEWS = ['ui/tasks/registry', 'ui/tasks/task-views']
/** The other modules that dialogs and the shell may import: saved runs, links, file formats, files of events, the two small workers, a neuron, its equations and a tiny network computed in float64. */
const OUTSIDE = [
  'runs/*',
  'share/*',
  'interop/*',
  'worker/importer',
  'worker/camera-client',
  'data/events/events',
  'data/events/frames',
  'networks/single/simulate',
  'networks/single/equations',
  'networks/single/equations-curves',
  'neurons/equations/tree',
  'neurons/equations/check',
  'neurons/equations/cost',
  'neurons/equations/formula',
  'neurons/equations/print',
  'neurons/equations/leaky',
  'neurons/equations/shelf',
  'networks/tiny/tiny',
]
const SLICES = ['neurons/*', 'layers/*', 'losses/*', 'optimizers/*', 'data/*', 'environments/*']

/** The modules that every terminal program may import: those directly in `headless`, and those that train and compare. */
const TERMINAL = [
  'headless/.',
  'studies/*',
  'experiments/*',
  'tasks/built',
  'tasks/registry',
  'networks/*',
  'interop/*',
  'share/*',
  'runs/*',
  'data/*',
  'engine/*',
  'worker/describe',
  ...SCHEMA,
]

const slice = (name: string): Row => ({
  files: [`${name}/*`],
  may: [`${name}/*`, 'engine/*', 'schema', 'problem', 'nearest'],
  why: 'a slice knows the engine and itself, never another slice',
})

const TABLE: readonly Row[] = [
  { files: ['experiments/schema'], may: ['tasks/registry'], why: 'an experiment is one of the tasks’' },
  {
    files: ['schema', 'problem', 'nearest', '**/schema'],
    may: [...SCHEMA, 'tasks/version'],
    why: 'a schema is data: the bundle of the page carries no shader',
  },
  { files: ['readings/*'], may: ['readings/*', 'format'], why: 'what probes and metrics say, for both sides of the worker' },
  { files: ['main'], may: ['ui/*', 'worker/client', 'share/embed'], why: 'it mounts the app, nothing else' },
  {
    files: TASK,
    may: [...TASK, ...DESCRIBED, ...CHECK, ...SCHEMA],
    mayType: ['tasks/*/detail'],
    why: 'the page imports it, so it must not pull in a shader',
  },
  {
    files: DESCRIPTION,
    may: [...DESCRIPTION, ...TASK, ...DESCRIBED, ...CHECK, ...SCHEMA],
    why: 'the page imports it, so it must not pull in a shader',
  },
  {
    files: TEXT,
    may: [...TEXT, 'neurons/surrogate/reference', ...SCHEMA],
    why: 'the page reads texts of equations without a shader',
  },
  { files: DESCRIBED, may: [...DESCRIBED, ...TEXT, ...CHECK, ...SCHEMA], why: 'the page imports it, so it must not pull in a shader' },
  { files: CHECK, may: [...CHECK, ...DESCRIBED, ...SCHEMA], why: 'the page imports every check, so it must not pull in a shader' },
  {
    files: ['studies/*'],
    may: [
      'studies/*',
      'engine/random',
      'data/encoders/reading-order',
      'neurons/adaptive-window/reference',
      'neurons/equations/leaky',
      ...DESCRIPTION,
      ...DESCRIBED,
      ...SCHEMA,
    ],
    mayType: ['data/streams', 'interop/safetensors'],
    why: 'a study plans runs and reads figures: page and terminal bring what trains them',
  },
  { files: ['ui/base/*'], may: ['ui/base/*'], mayType: ['worker/protocol', ...SCHEMA], why: 'it draws and formats what it is given' },
  {
    files: ['ui/state/*'],
    may: ['ui/state/*', 'ui/base/*', 'worker/client', 'worker/importer', 'runs/*', 'share/*', 'interop/*', ...PAGE],
    mayType: ['engine/device', 'worker/protocol', 'data/events/events', 'offline/messages'],
    why: 'what the user does is known to no view',
  },
  { files: ['ui/tasks/registry'], may: ['ui/tasks/*', 'ui/state/*', ...PAGE], why: 'it lists the views of every task' },
  {
    files: ['ui/views/registry', 'ui/views/regions'],
    may: ['ui/views/*', 'ui/state/*', 'ui/base/*', 'share/hide'],
    why: 'they list what the views declare and place it, whatever it is',
  },
  {
    files: ['ui/views/view'],
    may: [],
    mayType: ['ui/state/*', 'ui/base/*', 'share/view'],
    why: 'it is what a view declares: types',
  },
  {
    files: ['ui/shared/*'],
    may: [
      'ui/shared/*',
      'ui/state/*',
      'ui/base/*',
      ...['check', 'complete', 'formula', 'peak'].map((name) => `neurons/equations/${name}`),
      ...PAGE,
    ],
    mayType: ['worker/protocol', 'runs/record', 'neurons/equations/tree'],
    why: 'views and dialogs share it, and it knows none of them',
  },
  {
    files: ['ui/views/*', 'ui/tasks/*'],
    may: ['./*', 'ui/views/view', 'ui/shared/*', 'ui/state/*', 'ui/base/*', ...TASK_VIEWS, ...PAGE],
    mayType: ['worker/protocol', 'runs/record', 'tasks/*/detail'],
    why: 'a view knows the state, never another view',
  },
  { files: ['ui/dialogs/registry'], may: ['ui/dialogs/*', 'ui/state/*'], why: 'it lists what the dialogs declare' },
  {
    files: ['ui/dialogs/*'],
    may: ['./*', 'ui/dialogs/dialog', 'ui/views/*', 'ui/shared/*', 'ui/tasks/*', 'ui/state/*', 'ui/base/*', ...OUTSIDE, ...PAGE],
    mayType: ['worker/protocol', 'data/events/write'],
    why: 'a dialog shows views, never another dialog',
  },
  {
    files: ['ui/shell/*', 'ui/app', 'ui/boot', 'ui/lab/*'],
    may: ['ui/*', ...OUTSIDE, ...PAGE],
    mayType: ['worker/client', 'worker/protocol'],
    why: 'the page meets the engine only through the worker’s protocol',
  },
  {
    files: ['health/*'],
    may: ['health/*', 'format', ...DESCRIPTION, ...DESCRIBED, ...SCHEMA],
    mayType: ['worker/protocol'],
    why: 'its rules look at evidence alone, wherever that was gathered',
  },
  { files: ['format'], may: [], why: 'numbers in words, for everyone' },
  {
    files: ['worker/client', 'worker/protocol', 'worker/importer', 'worker/camera-client', 'worker/watched-worker'],
    may: ['worker/client', 'worker/protocol', 'worker/watched-worker', ...SCHEMA],
    mayType: ['engine/device', 'runs/record', 'data/events/*', 'interop/nir/graph', 'interop/nir/nodes', ...DESCRIPTION],
    mayStart: ['worker/worker', 'worker/import', 'worker/camera'],
    why: 'the page imports it: the contract is types',
  },
  {
    files: ['worker/*'],
    may: [
      'worker/*',
      'experiments/*',
      'tasks/registry',
      'tasks/built',
      'tasks/supervised/batches',
      'networks/*',
      'engine/*',
      'data/*',
      'runs/*',
      'studies/stress/*',
      'interop/safetensors',
      'interop/nir/file',
      'interop/nir/data-file',
      ...SCHEMA,
    ],
    why: 'the worker owns the GPU and reaches the slices through experiments',
  },
  {
    files: ['headless/conformance', 'headless/conformance/*', 'headless/bench', 'headless/bench/*'],
    may: ['./*', ...TERMINAL, ...SLICES],
    why: 'it checks and times single kernels and layers',
  },
  {
    files: ['headless/*'],
    may: ['./*', ...TERMINAL],
    mayType: ['worker/protocol'],
    why: 'a terminal builds networks as the worker does, from an experiment',
  },
  {
    files: ['e2e/*'],
    may: [
      'e2e/*',
      'testing/*',
      'interop/*',
      'data/formats/*',
      'headless/site',
      'headless/chromium',
      'headless/needs',
      'headless/firefox',
      'ui/base/*',
      'ui/state/labels/glossary',
      ...DESCRIPTION,
      ...DESCRIBED,
      ...SCHEMA,
    ],
    mayType: ['ui/lab/lab', 'tasks/*/detail'],
    why: 'it drives the built page, and knows of it what a user can see',
  },
  {
    files: ['runs/*'],
    may: ['runs/*', 'share/*', ...DESCRIBED, ...SCHEMA],
    why: 'what is saved of a run is plain data: page and worker read it, and it knows neither',
  },
  {
    files: ['share/*'],
    may: ['share/*', 'experiments/presets', 'tasks/version', ...SCHEMA],
    why: 'a link knows what an experiment says, not how it runs',
  },
  { files: ['offline/*'], may: ['offline/*'], why: 'the service worker is a script of its own, and older than the page at times' },
  {
    files: ['interop/*'],
    may: ['interop/*', 'data/formats/*', ...TEXT, 'neurons/equations/python', 'neurons/equations/synaptic', ...DESCRIBED, ...SCHEMA],
    why: 'file formats are plain data, without a GPU',
  },
  {
    files: ['experiments/*'],
    may: [
      'experiments/*',
      'tasks/builders',
      'tasks/built',
      'networks/probe-reading',
      'networks/firing-rate',
      'networks/weights',
      'networks/loss-pass',
      'networks/gradient-variants',
      'networks/likelihood-ratio',
      'networks/loss-landscape',
      'data/*',
      'engine/*',
      ...DESCRIPTION,
      ...SCHEMA,
    ],
    why: 'it runs what a task builds, whichever it is',
  },
  {
    files: ['tasks/builders'],
    may: [
      'tasks/*',
      'layers/joined/joined',
      'layers/joined/norm',
      'layers/linear/lists',
      'layers/linear/pairs',
      'data/gathered',
      'engine/once',
      'networks/pooled',
    ],
    mayType: ['data/*'],
    why: 'it lists what builds each task, and joins the ops of its batches and layers',
  },
  { files: ['tasks/built'], may: [...SCHEMA], mayType: ['networks/*', 'engine/*', 'data/*', 'optimizers/*'], why: 'it is types' },
  {
    files: ['tasks/*'],
    may: ['./*', 'tasks/supervised/*', 'tasks/built', 'tasks/task', 'networks/*', 'engine/*', ...SLICES, ...SCHEMA],
    why: 'a task knows networks and slices, never another task',
  },
  { files: ['networks/*'], may: ['networks/*', 'engine/*', 'interop/*', ...SLICES, ...SCHEMA], why: 'it puts slices together' },
  ...['neurons', 'layers', 'losses', 'optimizers', 'data', 'environments'].map(slice),
  { files: ['engine/*'], may: ['engine/*'], why: 'the engine knows nothing of neurons' },
  { files: ['testing/*'], may: ['**'], why: 'only tests import it' },
]

/** @param folder the folder that `./*` stands for */
const fits = (module: string, patterns: readonly Pattern[], folder = ''): boolean =>
  patterns.some((pattern) => {
    if (pattern === '**') return true
    if (pattern === './*') return module.startsWith(`${folder}/`)
    if (pattern.endsWith('/.')) return module.slice(0, module.lastIndexOf('/')) === pattern.slice(0, -2)
    if (pattern.startsWith('**/')) return module.endsWith(pattern.slice(2))
    if (pattern.includes('/*/')) return new RegExp(`^${pattern.replaceAll('/*/', '/[^/]+/').replace(/\*$/, '.*')}$`).test(module)
    return pattern.endsWith('/*') ? module.startsWith(pattern.slice(0, -1)) : module === pattern
  })

/** The violations in these files, a sentence each. @param files sources by path from src */
function violations(files: Sources): string[] {
  const found: string[] = []
  for (const [file, source] of Object.entries(files)) {
    const module = moduleOf(file)
    const declares = file.endsWith('.d.ts') || file.endsWith('.config.ts')
    if (!declares && /^\s*export\s+default\b/m.test(source)) found.push(`${file}: a default export`)
    if (!declares && /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s+from\b/m.test(source))
      found.push(`${file}: exports what another file makes (a barrel)`)
    if (
      !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|fuzz\.test|d|types|config|(?:firefox\.|no-adapter\.)?e2e))?\.tsx?$/.test(
        file.split('/').at(-1)!,
      )
    )
      found.push(`${file}: not kebab-case`)
    const row = TABLE.find(({ files: patterns }) => fits(module, patterns))
    if (!row && !isTest(file)) found.push(`${file}: in no row of the table`)
    for (const { from, how } of importsOf(source)) {
      const target = resolve(file, from)
      if (target === undefined || isTest(file)) continue
      const may = how === 'worker' ? row?.mayStart : [...(row?.may ?? []), ...((how === 'type' && row?.mayType) || [])]
      if (target.startsWith('testing/') && !fits(module, ['testing/*', 'e2e/*']))
        found.push(`${file} -> ${target}: only tests import testing`)
      else if (row && !fits(target, may ?? [], folderOf(module))) found.push(`${file} -> ${target}: ${row.why}`)
    }
  }
  return found
}

describe('the dependency table', () => {
  it('holds', () => {
    const files = allSources()
    expect(Object.keys(files).length).toBeGreaterThan(50)
    expect(violations(files)).toEqual([])
  })

  it('covers every file of src and e2e', () => {
    const modules = Object.keys(allSources())
      .filter((file) => !isTest(file))
      .map(moduleOf)
    expect(modules.filter((module) => !TABLE.some((row) => fits(module, row.files)))).toEqual([])
  })

  it.each([
    ['engine/plan.ts', "import { x } from '../neurons/lif/layer'", 'engine/plan.ts -> neurons/lif/layer'],
    ['engine/plan.ts', "import type { X } from '../experiments/schema'", 'engine/plan.ts -> experiments/schema'],
    ['neurons/lif/layer.ts', "import { x } from '../../layers/linear/layer'", 'neurons/lif/layer.ts -> layers/linear/layer'],
    ['neurons/lif/schema.ts', "import { x } from './kernels'", 'neurons/lif/schema.ts -> neurons/lif/kernels'],
    ['neurons/lif/check.ts', "import { x } from './kernels'", 'neurons/lif/check.ts -> neurons/lif/kernels'],
    ['experiments/check.ts', "import { x } from './build'", 'experiments/check.ts -> experiments/build'],
    ['studies/sweep.ts', "import { createRun } from '../experiments/run'", 'studies/sweep.ts -> experiments/run'],
    ['studies/sweep.ts', "import type { X } from '../worker/protocol'", 'studies/sweep.ts -> worker/protocol'],
    ['experiments/run.ts', "import { x } from '../studies/sweep'", 'experiments/run.ts -> studies/sweep'],
    ['share/link.ts', "const m = await import('../experiments/run')", 'share/link.ts -> experiments/run'],
    ['interop/npy.ts', "import { x } from '../engine/tensor'", 'interop/npy.ts -> engine/tensor'],
    ['ui/shell/a.tsx', "import { x } from '../../engine/device'", 'ui/shell/a.tsx -> engine/device'],
    ['ui/state/a.ts', "import { type X } from '../../engine/device'", 'ui/state/a.ts -> engine/device'],
    ['ui/shell/a.tsx', "import {\n  x,\n  y,\n} from '../../worker/session'", 'ui/shell/a.tsx -> worker/session'],
    ['ui/lab/lab.ts', "new Worker(new URL('../../worker/run.ts', import.meta.url))", 'ui/lab/lab.ts -> worker/run'],
    ['ui/lab/lab.ts', "import '../../neurons/lif/kernels'", 'ui/lab/lab.ts -> neurons/lif/kernels'],
    ['ui/base/a.ts', "import { x } from '../state/store'", 'ui/base/a.ts -> ui/state/store'],
    ['ui/base/a.ts', "import { x } from '../../data/schema'", 'ui/base/a.ts -> data/schema'],
    ['ui/state/a.ts', "import { x } from '../boot'", 'ui/state/a.ts -> ui/boot'],
    ['ui/state/a.ts', "import type { X } from '../views/raster/trace'", 'ui/state/a.ts -> ui/views/raster/trace'],
    [
      'ui/views/fraction/a.tsx',
      "import { x } from '../membrane/lens-handles'",
      'ui/views/fraction/a.tsx -> ui/views/membrane/lens-handles',
    ],
    ['ui/views/fraction/a.tsx', "import { x } from '../registry'", 'ui/views/fraction/a.tsx -> ui/views/registry'],
    ['ui/views/view.ts', "import { x } from './fraction/a'", 'ui/views/view.ts -> ui/views/fraction/a'],
    ['ui/state/a.ts', "import { x } from '../views/registry'", 'ui/state/a.ts -> ui/views/registry'],
    ['share/link.ts', "import { x } from '../ui/views/registry'", 'share/link.ts -> ui/views/registry'],
    ['ui/shared/a.tsx', "import { x } from '../views/membrane/lens-handles'", 'ui/shared/a.tsx -> ui/views/membrane/lens-handles'],
    ['ui/views/network/a.tsx', "import { x } from '../../tasks/t/a'", 'ui/views/network/a.tsx -> ui/tasks/t/a'],
    ['ui/tasks/t/a.tsx', "import { x } from '../u/a'", 'ui/tasks/t/a.tsx -> ui/tasks/u/a'],
    ['ui/dialogs/data/a.tsx', "import { x } from '../runs/a'", 'ui/dialogs/data/a.tsx -> ui/dialogs/runs/a'],
    ['ui/dialogs/data/a.tsx', "import { x } from '../../shell/commands'", 'ui/dialogs/data/a.tsx -> ui/shell/commands'],
    ['ui/a.ts', '', 'in no row'],
    ['ui/panels/a.tsx', '', 'in no row'],
    ['worker/run.ts', "import { x } from '../neurons/lif/layer'", 'worker/run.ts -> neurons/lif/layer'],
    ['worker/protocol.ts', "import { check } from '../experiments/check'", 'worker/protocol.ts -> experiments/check'],
    ['headless/train.ts', "import { x } from '../testing/gpu'", 'only tests import testing'],
    ['headless/train.ts', "import { x } from '../layers/linear/layer'", 'headless/train.ts -> layers/linear/layer'],
    ['headless/cluster/a.ts', "import { x } from '../bench/b'", 'headless/cluster/a.ts -> headless/bench/b'],
    ['headless/dawn.ts', "import { x } from '../../e2e/lab'", 'headless/dawn.ts -> e2e/lab'],
    ['tasks/control/a.ts', "import { x } from '../response/b'", 'tasks/control/a.ts -> tasks/response/b'],
    ['e2e/lab.ts', "import { x } from '../src/ui/state/store'", 'e2e/lab.ts -> ui/state/store'],
    ['e2e/lab.ts', "import { x } from '../src/ui/lab/lab'", 'e2e/lab.ts -> ui/lab/lab'],
    ['e2e/a.e2e.ts', "import { x } from '../src/engine/device'", 'e2e/a.e2e.ts -> engine/device'],
    ['e2e/axe/a.ts', "import { x } from '../../src/worker/client'", 'e2e/axe/a.ts -> worker/client'],
    ['other/a.ts', '', 'in no row'],
    ['engine/a.ts', 'export default 1', 'a default export'],
    ['engine/a.ts', "export * from './b'", 'a barrel'],
    ['engine/a.ts', "export { b } from './b'", 'a barrel'],
    ['engine/myPlan.ts', '', 'not kebab-case'],
  ])('refuses %s with %j', (file, source, message) => {
    expect(violations({ [file]: source }).join('\n')).toContain(message)
  })

  it.each([
    ['ui/state/a.ts', "import type { DeviceInfo } from '../../engine/device'"],
    ['ui/app.tsx', "import { x } from '../neurons/lif/schema'\nimport './style/app.css'\nimport React from 'react'"],
    ['ui/views/fraction/a.tsx', "import { x } from './b'\nimport { y } from '../../shared/c'\nimport { z } from '../../state/store'"],
    ['ui/views/registry.ts', "import { x } from './fraction/describe'\nimport { y } from '../../share/hide'"],
    ['ui/views/fraction/describe.ts', "import type { V } from '../view'\nimport { x } from './fraction'"],
    ['ui/dialogs/data/a.tsx', "import { x } from '../../views/fraction/b'\nimport { y } from '../../tasks/t/c'"],
    ['worker/client.ts', "new Worker(new URL('./worker.ts', import.meta.url))"],
    ['headless/conformance.ts', "new URL('../testing/cases/', import.meta.url)"],
    ['headless/cluster/a.ts', "import { x } from '../terminal'\nimport { y } from './b'"],
    ['headless/work.ts', "import { x } from './cluster/worker'\nimport { y } from './chromium'"],
    [
      'e2e/axe/a.ts',
      "import { x } from '../../src/testing/files'\nimport type { L } from '../../src/ui/lab/lab'\nimport { y } from '../lab'",
    ],
    ['e2e/playwright.config.ts', 'export default {}'],
    ['neurons/lif/layer.ts', "import shader from '../../../shaders/neurons/lif.wgsl?raw'"],
    ['engine/a.test.ts', "import { x } from '../testing/gpu'"],
    ['engine/a.ts', "// import { x } from '../ui/app'\n/* import { x } from '../ui/app' */"],
  ])('allows %s with %j', (file, source) => {
    expect(violations({ [file]: source })).toEqual([])
  })
})

describe('a task is known to its own folders', () => {
  /** Files that may say which tasks there are: the two folders of each, what lists them, and what carries old experiments over. */
  const MAY_NAME = ['tasks/*', 'ui/tasks/*', 'share/migrations', 'runs/migrations', 'testing/*', 'e2e/*']

  const naming = (files: Sources, kinds: readonly string[]): string[] =>
    Object.entries(files)
      .filter(([file]) => !isTest(file) && !fits(moduleOf(file), MAY_NAME))
      .filter(([, source]) => new RegExp(`['"\`](?:${kinds.join('|')})['"\`]|tasks/(?:${kinds.join('|')})/`).test(source))
      .map(([file]) => file)

  it('no other file names its kind', () => {
    const kinds = TASKS.map(({ kind }) => kind)
    expect(kinds.length).toBeGreaterThan(1)
    expect(naming(allSources(), kinds)).toEqual([])
  })

  it.each([["if (e.task === 'gardening') {}"], ["import { x } from '../tasks/gardening/detail'"], ['const kinds = { a: `gardening` }']])(
    '%s is found',
    (source) => {
      expect(naming({ 'worker/a.ts': source, 'tasks/gardening/task.ts': source }, ['gardening'])).toEqual(['worker/a.ts'])
    },
  )
})

describe('a neuron is known to its own folder', () => {
  /** The folders of neurons and memories; experiments, which are data; and what checks and times single kernels. */
  const OWN = [
    'neurons/*',
    'layers/memory/*',
    'testing/*',
    'e2e/*',
    'tasks/*/schema',
    'tasks/*/presets',
    'tasks/*/families/*',
    'headless/bench',
    'headless/bench/*',
    'headless/conformance/*',
  ]
  /** Every other file that names one: as the first of a form or a link, in the name of a node, or as a term of the glossary. */
  const MAY_NAME = [
    'networks/single/schema',
    'networks/tiny/tiny',
    'networks/agent/schema',
    'share/neuron-link',
    'interop/nir/nodes',
    'experiments/workloads',
    'ui/state/labels/terms/control',
    'ui/tasks/control/episode-view',
    'ui/dialogs/tiny/tiny-charts',
    'ui/dialogs/learn/lesson-invent',
  ]
  /** Kinds that are also activations or cells of other layers are searched for only in comparisons. */
  const AMBIGUOUS = ['relu', 'gru', 'lstm', 'none']

  function naming(files: Sources, kinds: readonly string[]): string[] {
    const own = kinds.filter((kind) => !AMBIGUOUS.includes(kind)).join('|')
    const shared = kinds.filter((kind) => AMBIGUOUS.includes(kind) && kind !== 'none').join('|')
    const asks = new RegExp(
      `(?<!term=|term: |text: )(['"\`])(?:${own})\\1|\\b(?:neuron|memory)\\.kind [!=]== '(?:${shared})'|case '(?:${own})'`,
    )
    return Object.entries(files)
      .filter(([file]) => !isTest(file) && !fits(moduleOf(file), OWN))
      .filter(([, source]) => asks.test(source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')))
      .map(([file]) => moduleOf(file))
  }
  const KINDS = [...NEURON_KINDS, ...MEMORY_KINDS]

  it('at most 12 other files name a kind, and none asks for one', () => {
    expect(KINDS).toContain('lif')
    expect(naming(allSources(), KINDS).toSorted()).toEqual(MAY_NAME.toSorted())
    expect(MAY_NAME.length).toBeLessThanOrEqual(12)
  })

  it.each([["if (neuron.kind === 'lif') {}"], ["case 'plif':"], ["e.neuron.kind !== 'relu'"], ['const kinds = { a: `grsn` }']])(
    '%s is found',
    (source) => {
      expect(naming({ 'health/a.ts': source, 'neurons/lif/describe.ts': source }, KINDS)).toEqual(['health/a'])
    },
  )

  it('neither a comment nor a link to the glossary is', () => {
    expect(naming({ 'health/a.ts': '// not a `lif`', 'ui/a.tsx': '<Term term="grsn" />' }, KINDS)).toEqual([])
  })
})

describe('import cycles', () => {
  it('there is no cycle of files, by types or values', () => {
    expect(importCycles(allSources())).toEqual([])
  })

  it('no two neighbors in a folder import each other, at any depth', () => {
    expect(mutualFolders(allSources())).toEqual([])
  })

  it('are found over several files, and through types', () => {
    const files = {
      'runs/a.ts': "import { b } from './b'",
      'runs/b.ts': "import type { C } from '../share/c'",
      'share/c.ts': "const a = await import('../runs/a')",
      'share/d.ts': "import { a } from '../runs/a'",
    }
    expect(importCycles(files)).toEqual(['runs/a, runs/b, share/c'])
    expect(mutualFolders(files)).toEqual(['runs, share: runs/b -> share/c, share/c -> runs/a'])
  })

  it('are found between the folders of a folder, and between a folder and a file next to it', () => {
    const files = {
      'data/a/b/c.ts': "import { d } from '../../d/e'",
      'data/d/e.ts': '',
      'data/d/f.ts': "import { g } from '../a/g'",
      'data/a/g.ts': "import { h } from './b/h'",
      'data/a/b/h.ts': '',
      'data/a/b/i.ts': "import { g } from '../g'",
    }
    expect(mutualFolders(files)).toEqual([
      'data/a, data/d: data/a/b/c -> data/d/e, data/d/f -> data/a/g',
      'data/a/b, data/a/g: data/a/b/i -> data/a/g, data/a/g -> data/a/b/h',
    ])
  })

  it.each([
    ['base and state', 'ui/base', 'ui/state'],
    ['views', 'ui/views/fraction', 'ui/views/skips'],
    ['a dialog and the shell', 'ui/dialogs/data', 'ui/shell'],
  ])('are found between parts of the page: %s', (_, one, other) => {
    const up = (folder: string) => '../'.repeat(folder.split('/').length)
    const files = {
      [`${one}/a.ts`]: `import '${up(one)}${other}/b'`,
      [`${other}/b.ts`]: '',
      [`${other}/c.ts`]: `import '${up(other)}${one}/d'`,
      [`${one}/d.ts`]: '',
    }
    expect(mutualFolders(files)).toHaveLength(1)
    expect(importCycles(files)).toEqual([])
  })

  it('a program that is started is no cycle', () => {
    const files = { 'worker/a.ts': "new Worker(new URL('./b.ts', import.meta.url))", 'worker/b.ts': "import type { A } from './a'" }
    expect(importCycles(files)).toEqual([])
  })
})

describe('style sheets', () => {
  /** The folder whose sheets every folder may use. */
  const SHARED = 'ui/base/style/'
  const folder = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

  /** Imports and compositions of sheets of other folders. */
  const foreign = (sources: Sources, sheets: Sources): string[] =>
    [
      ...Object.entries(sources).map(([file, text]) => ({ file, uses: sheetsOf(file, text) })),
      ...Object.entries(sheets).map(([file, text]) => ({ file, uses: sheetsIn(file, text) })),
    ].flatMap(({ file, uses }) =>
      uses.filter((sheet) => folder(sheet) !== folder(file) && !sheet.startsWith(SHARED)).map((sheet) => `${file} -> ${sheet}`),
    )

  /** Views that sheets of `ui/base` name: by `data-view`, or by a class or an id that is the name of a folder of `ui/views`. */
  function namedViews(sheets: Sources, views: readonly string[]): string[] {
    const names = views.flatMap((view) => [view, view.replace(/-./g, (dash) => dash[1]!.toUpperCase())]).join('|')
    const naming = new RegExp(`\\[data-view="?([\\w-]+)|[.#](${names})(?![\\w-])`, 'g')
    const found = Object.entries(sheets)
      .filter(([file]) => file.startsWith('ui/base/'))
      .flatMap(([file, text]) => {
        const selectors = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\{[^{}]*\}/g, '{}')
        return [...selectors.matchAll(naming)].map(([, id, name]) => `${file}: ${id ?? name}`)
      })
    return [...new Set(found)].sort()
  }

  const viewFolders = (): string[] => {
    const folders = Object.keys(allSources()).flatMap((file) => /^ui\/views\/([^/]+)\//.exec(file)?.[1] ?? [])
    return [...new Set(folders)]
  }

  it('are imported by their own folder, those of ui/base/style by any', () => {
    expect(foreign(allSources(), allSheets())).toEqual([])
  })

  it('of ui/base name no view', () => {
    expect(viewFolders().length).toBeGreaterThan(5)
    expect(namedViews(allSheets(), viewFolders())).toEqual([])
  })

  it('an import, a composition or an @import of another folder is found', () => {
    const sources = {
      'ui/views/fraction/a.tsx':
        "import style from '../raster/b.module.css'\nimport own from './a.module.css'\nimport '../../base/style/c.css'",
    }
    const sheets = {
      'ui/views/fraction/a.module.css':
        ".a { composes: b c from '../raster/b.module.css'; composes: d from '../../base/style/d.module.css'; }\n@import url('../skips/e.css');",
    }
    expect(foreign(sources, sheets)).toEqual([
      'ui/views/fraction/a.tsx -> ui/views/raster/b.module.css',
      'ui/views/fraction/a.module.css -> ui/views/raster/b.module.css',
      'ui/views/fraction/a.module.css -> ui/views/skips/e.css',
    ])
  })

  it('a view is found by its id, class or folder', () => {
    const sheets = {
      'ui/base/style/a.css':
        '/* .fraction */ .x > [data-view="inspector"] { top: 0 } .gradientNorm, #raster { left: 0 } .rasters { top: 0.5rem }',
      'ui/views/fraction/b.css': '.fraction {}',
    }
    expect(namedViews(sheets, ['fraction', 'raster', 'gradient-norm'])).toEqual([
      'ui/base/style/a.css: gradientNorm',
      'ui/base/style/a.css: inspector',
      'ui/base/style/a.css: raster',
    ])
  })
})
