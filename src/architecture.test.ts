/**
 * The dependency table, enforced: who may import whom, by reading every import under src. Arrows point down only.
 * Tests may import anything; nothing but a test imports `testing`. See docs/architecture.md.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Modules, without extension, from src. `a/*` is everything below a, `**/schema` any schema.ts, `**` anything.
type Pattern = string

interface Row {
  /** The files it is about: the first row that fits a file is its row. */
  readonly files: readonly Pattern[]
  readonly may: readonly Pattern[]
  /** What it may name in an `import type`, beside that. */
  readonly mayType?: readonly Pattern[]
  /** What it may start as a worker, by `new URL`: a program of its own. */
  readonly mayStart?: readonly Pattern[]
  readonly why: string
}

const SCHEMA = ['schema', 'problem', '**/schema', 'readings/*']
/** Pure descriptions of an experiment: what the page may know of it. */
const DESCRIPTION = [
  'experiments/schema',
  'experiments/presets',
  'experiments/families/*',
  'experiments/check',
  'experiments/form',
  'experiments/compare',
  'experiments/verdict',
  'experiments/sweep',
  'experiments/axis',
  'experiments/outcomes',
]
const SLICES = ['neurons/*', 'layers/*', 'losses/*', 'optimizers/*', 'data/*', 'environments/*']

const slice = (name: string): Row => ({
  files: [`${name}/*`],
  may: [`${name}/*`, 'engine/*', 'schema', 'problem'],
  why: 'a slice knows the engine and itself, never another slice',
})

const TABLE: readonly Row[] = [
  { files: ['schema', 'problem', '**/schema'], may: SCHEMA, why: 'a schema is data: the bundle of the page carries no shader' },
  { files: ['readings/*'], may: ['readings/*'], why: 'what probes and metrics say: types only, for both sides of the worker' },
  { files: ['main'], may: ['ui/*', 'worker/client'], why: 'it mounts the app, nothing else' },
  { files: DESCRIPTION, may: [...DESCRIPTION, ...SCHEMA], why: 'the page imports it, so it must not pull in a shader' },
  {
    files: ['ui/*'],
    may: [
      'ui/*',
      'worker/client',
      'worker/protocol',
      'worker/importer',
      'worker/camera-client',
      'runs/*',
      'share/*',
      'interop/*',
      'data/events/events',
      'data/events/frames',
      'health/*',
      'readings/*',
      'format',
      ...DESCRIPTION,
      ...SCHEMA,
    ],
    mayType: ['engine/device', 'data/events/write'],
    why: 'the page meets the engine only through the worker’s protocol',
  },
  {
    files: ['health/*'],
    may: ['health/*', 'readings/*', 'format', ...DESCRIPTION, ...SCHEMA],
    mayType: ['worker/protocol'],
    why: 'its rules look at evidence alone, wherever that was gathered',
  },
  {
    files: ['readings/*'],
    may: ['readings/*'],
    mayType: ['worker/protocol'],
    why: 'it reads what probes say, and knows nobody who shows it',
  },
  { files: ['format'], may: [], why: 'numbers in words, for everyone' },
  {
    files: ['worker/client', 'worker/protocol', 'worker/importer', 'worker/camera-client', 'worker/watched-worker'],
    may: ['worker/client', 'worker/protocol', 'worker/watched-worker', ...SCHEMA],
    mayType: ['engine/device', 'runs/record', 'data/events/*', ...DESCRIPTION],
    mayStart: ['worker/worker', 'worker/import', 'worker/camera'],
    why: 'the page imports it: the contract is types',
  },
  {
    files: ['worker/*'],
    may: ['worker/*', 'experiments/*', 'engine/*', 'data/*', 'interop/*', 'runs/*', ...SCHEMA],
    why: 'the worker owns the GPU and reaches the slices through experiments',
  },
  {
    files: ['headless/conformance', 'headless/conformance/*', 'headless/bench', 'headless/bench/*'],
    may: ['headless/*', 'experiments/*', 'interop/*', 'share/*', 'engine/*', ...SLICES, ...SCHEMA],
    why: 'it checks and times single kernels and layers',
  },
  {
    files: ['headless/*'],
    may: ['headless/*', 'experiments/*', 'interop/*', 'share/*', 'runs/*', 'data/*', 'engine/*', 'worker/describe', ...SCHEMA],
    mayType: ['worker/protocol'],
    why: 'a terminal builds networks as the worker does, from an experiment',
  },
  {
    files: ['runs/*'],
    may: ['runs/*', 'share/*', ...SCHEMA],
    mayType: ['worker/protocol'],
    why: 'what is kept of a run is plain data: page and worker read it, and it knows neither',
  },
  { files: ['share/*'], may: ['share/*', 'experiments/presets', ...SCHEMA], why: 'a link knows what an experiment says, not how it runs' },
  { files: ['interop/*'], may: ['interop/*', ...SCHEMA], why: 'file formats are plain data, without a GPU' },
  { files: ['experiments/*'], may: ['experiments/*', 'engine/*', ...SLICES, ...SCHEMA], why: 'it puts slices together' },
  ...['neurons', 'layers', 'losses', 'optimizers', 'data', 'environments'].map(slice),
  { files: ['engine/*'], may: ['engine/*'], why: 'the engine knows nothing of neurons' },
  { files: ['testing/*'], may: ['**'], why: 'only tests import it' },
]

const fits = (module: string, patterns: readonly Pattern[]): boolean =>
  patterns.some((pattern) => {
    if (pattern === '**') return true
    if (pattern.startsWith('**/')) return module.endsWith(pattern.slice(2))
    return pattern.endsWith('/*') ? module.startsWith(pattern.slice(0, -1)) : module === pattern
  })

interface Import {
  readonly from: string
  readonly how: 'value' | 'type' | 'worker'
}

/** Every import of another file of ours: static, dynamic, re-exported, or a worker's URL. */
function importsOf(source: string): Import[] {
  const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  for (const match of code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+['"]([^'"]+)['"]/gm))
    found.push({ from: match[2]!, how: match[1] === undefined ? 'value' : 'type' })
  for (const match of code.matchAll(/(?:^\s*import\s+|\bimport\(\s*)['"]([^'"]+)['"]/gm)) found.push({ from: match[1]!, how: 'value' })
  for (const match of code.matchAll(/\bnew URL\(\s*['"]([^'"]+\.tsx?)['"]/g)) found.push({ from: match[1]!, how: 'worker' })
  return found.filter(({ from }) => from.startsWith('.'))
}

/** From src; undefined for what lies outside it or is no script (a shader, a style sheet). */
function resolve(file: string, from: string): string | undefined {
  const path: string[] = file.split('/').slice(0, -1)
  for (const part of from.split('/')) {
    if (part === '..') {
      if (path.length === 0) return undefined
      path.pop()
    } else if (part !== '.') path.push(part)
  }
  const module = path.join('/').replace(/\?.*$/, '')
  return /\.(?!tsx?$)[a-z0-9]+$/.test(module) ? undefined : module.replace(/\.tsx?$/, '')
}

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)

/** What is wrong with these files, a sentence each. @param files sources by path from src. */
function violations(files: Readonly<Record<string, string>>): string[] {
  const found: string[] = []
  for (const [file, source] of Object.entries(files)) {
    const module = file.replace(/(\.test|\.d|\.types)?\.tsx?$/, '')
    const declares = file.endsWith('.d.ts')
    if (!declares && /^\s*export\s+default\b/m.test(source)) found.push(`${file}: a default export`)
    if (!declares && /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s+from\b/m.test(source))
      found.push(`${file}: exports what another file makes (a barrel)`)
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|fuzz\.test|d|types))?\.tsx?$/.test(file.split('/').at(-1)!))
      found.push(`${file}: not kebab-case`)
    const row = TABLE.find(({ files: patterns }) => fits(module, patterns))
    if (!row && !isTest(file)) found.push(`${file}: in no row of the table`)
    for (const { from, how } of importsOf(source)) {
      const target = resolve(file, from)
      if (target === undefined || isTest(file)) continue
      const may = how === 'worker' ? row?.mayStart : [...(row?.may ?? []), ...((how === 'type' && row?.mayType) || [])]
      if (target.startsWith('testing/') && !module.startsWith('testing/')) found.push(`${file} -> ${target}: only tests import testing`)
      else if (row && !fits(target, may ?? [])) found.push(`${file} -> ${target}: ${row.why}`)
    }
  }
  return found
}

const SRC = fileURLToPath(new URL('.', import.meta.url))
const sources = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => [path, readFileSync(SRC + path, 'utf8')]),
  )

describe('the dependency table', () => {
  it('holds', () => {
    const files = sources()
    expect(Object.keys(files).length).toBeGreaterThan(50)
    expect(violations(files)).toEqual([])
  })

  it('covers every folder of src', () => {
    const folders = new Set(
      Object.keys(sources()).map((file) => (file.includes('/') ? `${file.split('/')[0]}/x` : file.replace(/\.tsx?$/, ''))),
    )
    for (const folder of folders)
      if (!isTest(`${folder}.ts`))
        expect(
          TABLE.some((row) => fits(folder, row.files)),
          folder,
        ).toBe(true)
  })

  it.each([
    ['engine/plan.ts', "import { x } from '../neurons/lif/layer'", 'engine/plan.ts -> neurons/lif/layer'],
    ['engine/plan.ts', "import type { X } from '../experiments/schema'", 'engine/plan.ts -> experiments/schema'],
    ['neurons/lif/layer.ts', "import { x } from '../../layers/linear/layer'", 'neurons/lif/layer.ts -> layers/linear/layer'],
    ['neurons/lif/schema.ts', "import { x } from './kernels'", 'neurons/lif/schema.ts -> neurons/lif/kernels'],
    ['experiments/check.ts', "import { x } from './build'", 'experiments/check.ts -> experiments/build'],
    ['share/link.ts', "const m = await import('../experiments/run')", 'share/link.ts -> experiments/run'],
    ['interop/npy.ts', "import { x } from '../engine/tensor'", 'interop/npy.ts -> engine/tensor'],
    ['ui/panels/a.tsx', "import { x } from '../../engine/device'", 'ui/panels/a.tsx -> engine/device'],
    ['ui/panels/a.tsx', "import { type X } from '../../engine/device'", 'ui/panels/a.tsx -> engine/device'],
    ['ui/panels/a.tsx', "import {\n  x,\n  y,\n} from '../../worker/session'", 'ui/panels/a.tsx -> worker/session'],
    ['ui/a.ts', "new Worker(new URL('../worker/run.ts', import.meta.url))", 'ui/a.ts -> worker/run'],
    ['ui/a.ts', "import '../neurons/lif/kernels'", 'ui/a.ts -> neurons/lif/kernels'],
    ['worker/run.ts', "import { x } from '../neurons/lif/layer'", 'worker/run.ts -> neurons/lif/layer'],
    ['worker/protocol.ts', "import { check } from '../experiments/check'", 'worker/protocol.ts -> experiments/check'],
    ['headless/train.ts', "import { x } from '../testing/gpu'", 'only tests import testing'],
    ['headless/train.ts', "import { x } from '../layers/linear/layer'", 'headless/train.ts -> layers/linear/layer'],
    ['other/a.ts', '', 'in no row'],
    ['engine/a.ts', 'export default 1', 'a default export'],
    ['engine/a.ts', "export * from './b'", 'a barrel'],
    ['engine/a.ts', "export { b } from './b'", 'a barrel'],
    ['engine/myPlan.ts', '', 'not kebab-case'],
  ])('refuses %s with %j', (file, source, message) => {
    expect(violations({ [file]: source }).join('\n')).toContain(message)
  })

  it.each([
    ['ui/a.ts', "import type { DeviceInfo } from '../engine/device'"],
    ['ui/a.ts', "import { x } from '../neurons/lif/schema'\nimport './style/app.css'\nimport React from 'react'"],
    ['worker/client.ts', "new Worker(new URL('./worker.ts', import.meta.url))"],
    ['headless/conformance.ts', "new URL('../testing/cases/', import.meta.url)"],
    ['neurons/lif/layer.ts', "import shader from '../../../shaders/neurons/lif.wgsl?raw'"],
    ['engine/a.test.ts', "import { x } from '../testing/gpu'"],
    ['engine/a.ts', "// import { x } from '../ui/app'\n/* import { x } from '../ui/app' */"],
  ])('allows %s with %j', (file, source) => {
    expect(violations({ [file]: source })).toEqual([])
  })
})
