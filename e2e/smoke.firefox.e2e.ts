/** The lab in Firefox, on any adapter: it opens, learns, counts every potential, and a link reproduces its losses. */
import { expect, test } from '@playwright/test'
import type { Browser, Page } from 'puppeteer-core'
import { startFirefox } from '../src/headless/firefox'

const BATCH = 50
const T = 3
const LINK = `#blank.1&T=${T}&batch=${BATCH}&network.hidden=64,32&optimizer.rate=0.01`
const STEPS = 20

/** A page with a fresh profile and a link's experiment, paused. Its errors are collected in `errors`. */
async function open(browser: Browser, link: string, errors: string[]): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage()
  page.setDefaultTimeout(0)
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.setViewport({ width: 1440, height: 900 })
  await page.goto(link)
  await page.waitForFunction(() => 'lab' in window)
  await page.evaluate(() => window.lab.idle())
  return page
}

async function train(page: Page): Promise<readonly number[]> {
  return page.evaluate(async (steps) => {
    await window.lab.step(steps)
    return [...(await window.lab.metrics()).trainLoss!.value]
  }, STEPS)
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length

test('Firefox trains until the loss falls, counts every potential, and repeats a link’s losses to the last bit', async ({ baseURL }) => {
  const errors: string[] = []
  const browser = await startFirefox()
  try {
    const page = await open(browser, `${baseURL}${LINK}`, errors)
    const losses = await train(page)
    expect(losses).toHaveLength(STEPS)
    expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)))
    const counted = await page.evaluate(async () => {
      const layers = (await window.lab.layers()).filter(({ watchable }) => watchable.includes('membrane'))
      return Promise.all(
        layers.map(async ({ name, shape }) => {
          const { under, counts, over, nan } = await window.lab.membrane(name)
          return { neurons: shape.reduce((a, b) => a * b), counted: under + counts.reduce((a, b) => a + b, 0) + over + nan }
        }),
      )
    })
    expect(counted).toEqual([64, 32].map((neurons) => ({ neurons, counted: BATCH * neurons * T })))
    const link = await page.evaluate(() => window.lab.link())
    await page.close()
    expect(await train(await open(browser, link, errors))).toEqual(losses)
    expect(errors).toEqual([])
  } finally {
    await browser.close()
  }
})
