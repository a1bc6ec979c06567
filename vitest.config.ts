/** Unit tests: the site's own build, and the slow files first, so that none of them is left for the end. */
import { defineConfig, mergeConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { SLOW_TESTS } from './src/headless/slow-tests.ts'
import site from './vite.config.ts'

const place = ({ moduleId }: TestSpecification) => SLOW_TESTS.findIndex((path) => moduleId.endsWith(`/${path}`))

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slow = files.filter((file) => place(file) >= 0).sort((a, b) => place(a) - place(b))
    return [...slow, ...(await super.sort(files.filter((file) => place(file) < 0)))]
  }
}

export default mergeConfig(
  site,
  defineConfig({
    test: {
      include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
      pool: 'forks',
      maxWorkers: 2,
      testTimeout: 120_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 30_000 } },
      sequence: { sequencer: SlowFirst },
      // So that a test can have it anew.
      server: { deps: { inline: ['h5wasm'] } },
    },
  }),
)
