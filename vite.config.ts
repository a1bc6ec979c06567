import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// `base` is relative so that the static build runs from any folder of any host.
export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  server: { port: 5173 },
  preview: { port: 4173 },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // So that a test can have it anew.
    server: { deps: { inline: ['h5wasm'] } },
  },
})
