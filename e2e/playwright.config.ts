/** End-to-end tests: the built app, served as a static host would, in a real Chromium with a software adapter. Run `npm run build` first. */
import { defineConfig } from '@playwright/test'
import { findChromium, WITH_WEBGPU, WITHOUT_WEBGPU } from '../src/headless/chromium'
import { PROJECTS } from '../src/headless/needs'

const executablePath = findChromium()
// A different port lets two checkouts run their tests at the same time.
const PORT = Number(process.env.MEMBRANE_PORT ?? 4173)

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  workers: 2,
  // A worker runs whole files: their tests share a page, on which the shaders of an experiment then compile once, and not once per worker.
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Far more than any test takes, so that a busy machine causes no failure.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: `http://localhost:${PORT}/`,
    // A control that never appears fails with its own name instead of the test's time limit.
    actionTimeout: 60_000,
    headless: true,
    viewport: { width: 1440, height: 900 },
    // The service worker would cache the whole site in each fresh browser, so only its own tests allow it.
    serviceWorkers: 'block',
    // Tracing every test costs a fifth of the run on two cores, so it is on only on request.
    trace: process.env.MEMBRANE_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'webgpu', testMatch: PROJECTS.webgpu, use: { launchOptions: { executablePath, args: WITH_WEBGPU } } },
    { name: 'without-webgpu', testMatch: PROJECTS['without-webgpu'], use: { launchOptions: { executablePath, args: WITHOUT_WEBGPU } } },
    // These tests start Firefox themselves, because Playwright drives only its own build of Firefox.
    { name: 'firefox', testMatch: PROJECTS.firefox },
  ],
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    cwd: '..',
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
})
