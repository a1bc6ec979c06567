/**
 * What a second lane costs: the default preset alone, its counterpart alone, and both in turn on one device, in the built page. A pair of
 * steps beside against the sum of a step of each alone, round by round.
 */
import { chromium, type Page } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from '../chromium'

export interface ComparisonTiming {
  /** Milliseconds a step: each alone, and of both together where they train in turn. */
  readonly open: number
  readonly other: number
  readonly pair: number
}

const OPEN = '#window.1'
const OTHER = '#window.1&surrogate.window=fixed'
const SECONDS = 8

/** Rounds after each other, each of both alone and both beside, so that what else moves the machine moves all three. */
export async function* timeComparison(rounds = 3): AsyncGenerator<ComparisonTiming> {
  const server = await preview({ preview: { port: 4209 }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // The transpiler names functions through a helper of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (f) => f')
    await page.goto(`http://localhost:4209/${OPEN}`)
    await page.waitForFunction(() => 'lab' in window)
    for (let round = 0; round < rounds; round++) {
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

/** The open run as it stands, with the other beside it. */
async function timePair(page: Page): Promise<number> {
  await page.getByLabel('vs run: compare with a saved run').click()
  await page.getByRole('button', { name: /^Train comparison run: fixed window/i }).click()
  // It trains; and the open run waits for it, so that behind two steps it has caught up.
  const curves = page.getByRole('region', { name: 'Learning curves', exact: true })
  await curves.getByRole('img', { name: /A, fixed window[^:]*: train loss \d/i }).waitFor({ timeout: 120_000 })
  await page.evaluate(() => window.lab.step(2))
  const time = await timeTraining(page)
  await page.getByRole('button', { name: /^Stop A, fixed window/i }).click()
  await page.evaluate(() => window.lab.idle())
  return time
}

/** Milliseconds a step of the open run, over some seconds after the first. */
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
