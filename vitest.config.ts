/**
 * Unit tests: the site's own build, and the slow files first, so that none of them is left for the end. A file has a process
 * of its own where it replaces a module or a global, writes what the page remembers, or opens a device by itself. All others share one
 * per worker, and so do those that open a device by `testGpu`, and by `kernelGpu`: starting a process and loading its modules takes longer
 * than most of them.
 */
import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { allSources, isTest, reaching } from './src/headless/imports.ts'
import { SLOW_TESTS } from './src/headless/slow-tests.ts'
import site from './vite.config.ts'

const place = ({ moduleId }: TestSpecification) => SLOW_TESTS.findIndex((path) => moduleId.endsWith(`/${path}`))

/** A process is passed on only to the next file of its project, so projects come one after the other, each with its slow files first. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slow = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b))
    const rest = await super.sort(files.filter((file) => place(file) < 0))
    return [...slow, ...rest].sort((a, b) => a.project.name.localeCompare(b.project.name))
  }
}

/** Files by the processes that they need, from their imports and source text. */
function divided(): { readonly alone: string[]; readonly devices: string[]; readonly kernels: string[] } {
  const sources = allSources()
  const changes = (file: string) =>
    /\bvi\.(do)?[mM]ock\(|resetModules|stubGlobal|useFakeTimers|fake-indexeddb|process\.env\.\w+ = |globalThis|\.setState\(/.test(
      sources[file]!,
    )
  // Whatever else these files do, they need a process for it.
  const others = new Set([...reaching(['testing/slurm'], sources), ...Object.keys(sources).filter((file) => isTest(file) && changes(file))])
  const devices = reaching(['headless/dawn'], sources).filter((file) => !others.has(file))
  // Files that open a device by the same function set Mesa alike, and destroy their devices.
  const opensBy = (name: string) => (file: string) => new RegExp(`\\bgpu = await ${name}\\(`).test(sources[file]!)
  const shared = { devices: devices.filter(opensBy('testGpu')), kernels: devices.filter(opensBy('kernelGpu')) }
  const sharing = new Set([...shared.devices, ...shared.kernels])
  const inSource = (file: string) => `src/${file}`
  return {
    alone: [...others, ...devices.filter((file) => !sharing.has(file))].map(inSource),
    devices: shared.devices.map(inSource),
    kernels: shared.kernels.map(inSource),
  }
}

// Vitest evaluates this file again for each project.
const kept = globalThis as { membraneTests?: ReturnType<typeof divided> }
kept.membraneTests ??= divided()
const { alone: ALONE, devices: DEVICES, kernels: KERNELS } = kept.membraneTests

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
        { extends: true, test: { name: 'devices', include: DEVICES, exclude: LEFT_OUT, isolate: false } },
        { extends: true, test: { name: 'kernels', include: KERNELS, exclude: LEFT_OUT, isolate: false } },
        {
          extends: true,
          test: {
            name: 'together',
            include: ['src/**/*.test.{ts,tsx}'],
            exclude: [...ALONE, ...DEVICES, ...KERNELS, ...LEFT_OUT],
            isolate: false,
          },
        },
      ],
      pool: 'forks',
      maxWorkers: 2,
      // Far more than anything takes: a busy machine is no fault. The slowest test, of two minutes, once took 13 at a load of 17.
      testTimeout: 1_800_000,
      hookTimeout: 1_800_000,
      expect: { poll: { timeout: 30_000 } },
      sequence: { sequencer: SlowFirst },
      // So that a test can have it anew.
      server: { deps: { inline: ['h5wasm'] } },
    },
  }),
)
