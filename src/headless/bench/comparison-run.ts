/**
 * The cost of a comparison run: the default preset alone, its counterpart alone, and both in turn on one device, in the built page. Compares
 * the time of a pair of steps with the sum of one step of each alone, round by round.
 */
import { chromium, type Page } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from '../chromium'

export interface ComparisonTiming {
  /** Milliseconds per step of each run alone. */
  readonly open: number
  readonly other: number
  /** Milliseconds per pair of steps where both train in turn. */
  readonly pair: number
}

const OPEN = '#window.1'
const OTHER = '#window.1&surrogate.window=fixed'
const SECONDS = 8
const ROUNDS = 3

/** Measures all three times in each round, so that other load on the machine affects all of them alike. */
export async function* timeComparison(): AsyncGenerator<ComparisonTiming> {
  const server = await preview({ preview: { port: 4209 }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // The transpiler names functions through a helper of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (f) => f')
    await page.goto(`http://localhost:4209/${OPEN}`)
    await page.waitForFunction(() => 'lab' in window)
    for (let round = 0; round < ROUNDS; round++) {
      const open = await timeAlone(page, OPEN)
      const pair = await timePair(page)
      yield { open, pair, other: await timeAlone(page, OTHER) }
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

async function timeAlone(page: Page, link: string): Promise<number> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, link)
  await page.evaluate(() => window.lab.idle())
  return timeTraining(page)
}

/** Continues the open run together with its comparison run. */
async function timePair(page: Page): Promise<number> {
  await page.getByLabel('vs run: compare with a saved run').click()
  await page.getByRole('button', { name: /^Train comparison run: fixed window/i }).click()
  // It is training; the open run waits for it, so after two more steps it has caught up.
  const curves = page.getByRole('region', { name: 'Learning curves', exact: true })
  await curves.getByRole('img', { name: /A, fixed window[^:]*: train loss \d/i }).waitFor({ timeout: 120_000 })
  await page.evaluate(() => window.lab.step(2))
  const time = await timeTraining(page)
  await page.getByRole('button', { name: /^Stop A, fixed window/i }).click()
  await page.evaluate(() => window.lab.idle())
  return time
}

/** Milliseconds per step of the open run, measured for some seconds after a warm-up. */
function timeTraining(page: Page): Promise<number> {
  return page.evaluate(async (seconds) => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    await window.lab.play()
    await wait(3000)
    const first = (await window.lab.state()).step
    const start = performance.now()
    await wait(seconds * 1000)
    const { step } = await window.lab.state()
    const time = performance.now() - start
    await window.lab.pause()
    return time / (step - first)
  }, SECONDS)
}
