/** End-to-end tests: the built app, served as a static host would, in a real Chromium with a software adapter. Run `npm run build` first. */
import { defineConfig } from '@playwright/test'
import { findChromium, WITH_WEBGPU, WITHOUT_WEBGPU } from '../src/headless/chromium'

const executablePath = findChromium()
// Another port lets two checkouts run their tests at the same time.
const PORT = Number(process.env.MEMBRANE_PORT ?? 4173)

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  // Far more than anything takes: a busy machine is no fault.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: `http://localhost:${PORT}/`,
    // A control that never comes fails with its own name, not with the test's limit.
    actionTimeout: 60_000,
    headless: true,
    viewport: { width: 1440, height: 900 },
    // Each fresh browser would keep the whole site: only the tests of that let it.
    serviceWorkers: 'block',
    // A trace of every test costs a fifth of the whole run on two cores: asked for where a failure is looked at.
    trace: process.env.MEMBRANE_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'webgpu', testMatch: /(?<!\.no-adapter|\.firefox)\.e2e\.ts$/, use: { launchOptions: { executablePath, args: WITH_WEBGPU } } },
    { name: 'without-webgpu', testMatch: /\.no-adapter\.e2e\.ts$/, use: { launchOptions: { executablePath, args: WITHOUT_WEBGPU } } },
    // Its tests start Firefox themselves: playwright drives only a Firefox of its own.
    { name: 'firefox', testMatch: /\.firefox\.e2e\.ts$/ },
  ],
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    cwd: '..',
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
})
