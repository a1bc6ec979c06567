/**
 * Unit tests: the site's own build, and the slow files first, so that none of them is left for the end. A file has a process
 * of its own where it opens a device, imports what the page remembers, or replaces a module or a global. All others share one per worker,
 * and so do those that open a device only to run kernels: starting a process and loading its modules takes longer than most of them.
 */
import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { allSources, isTest, nameOf, reaching } from './src/headless/imports.ts'
import { SLOW_TESTS } from './src/headless/slow-tests.ts'
import site from './vite.config.ts'

const place = ({ moduleId }: TestSpecification) => SLOW_TESTS.findIndex((path) => moduleId.endsWith(`/${path}`))

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slow = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b))
    // A process is passed on only to the next file of its project.
    const rest = (await super.sort(files.filter((file) => place(file) < 0))).sort((a, b) => a.project.name.localeCompare(b.project.name))
    return [...slow, ...rest]
  }
}

const SOURCES = allSources()
const REMEMBERING = [
  'headless/dawn',
  'testing/slurm',
  ...Object.keys(SOURCES)
    .filter((file) => file.startsWith('ui/state/'))
    .map(nameOf),
]
const REPLACING = /\bvi\.(do)?[mM]ock\(|resetModules|stubGlobal|useFakeTimers|fake-indexeddb|process\.env|globalThis/

const alone = new Set(reaching(REMEMBERING, SOURCES))
for (const [file, source] of Object.entries(SOURCES)) if (isTest(file) && REPLACING.test(source)) alone.add(file)
/** Files that open a device for kernels and need a process for nothing else: they set Mesa alike, and destroy their devices. */
const others = new Set(
  reaching(
    REMEMBERING.filter((name) => name !== 'headless/dawn'),
    SOURCES,
  ),
)
const opensForKernels = (file: string) => /^const gpu = await kernelGpu\(/m.test(SOURCES[file]!)
const kernels = [...alone].filter((file) => opensForKernels(file) && !others.has(file) && !REPLACING.test(SOURCES[file]!))
for (const file of kernels) alone.delete(file)
const [ALONE, KERNELS] = [[...alone], kernels].map((files) => files.map((file) => `src/${file}`)) as [string[], string[]]

/** Ends of paths with spaces between them, as `npm test` sets it: vitest's own --exclude does not reach projects. */
const LEFT_OUT = (process.env.MEMBRANE_LEFT_OUT ?? '')
  .split(' ')
  .filter(Boolean)
  .map((path) => `**/${path}`)

export default mergeConfig(
  site,
  defineConfig({
    test: {
      projects: [
        { extends: true, test: { name: 'alone', include: ALONE, exclude: LEFT_OUT } },
        { extends: true, test: { name: 'kernels', include: KERNELS, exclude: LEFT_OUT, isolate: false } },
        {
          extends: true,
          test: {
            name: 'together',
            include: ['src/**/*.test.{ts,tsx}'],
            exclude: [...ALONE, ...KERNELS, ...LEFT_OUT],
            isolate: false,
          },
        },
      ],
      pool: 'forks',
      maxWorkers: 2,
      // Far more than anything takes: a busy machine is no fault.
      testTimeout: 600_000,
      hookTimeout: 600_000,
      expect: { poll: { timeout: 30_000 } },
      sequence: { sequencer: SlowFirst },
      // So that a test can have it anew.
      server: { deps: { inline: ['h5wasm'] } },
    },
  }),
)
