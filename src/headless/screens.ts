/**
 * npm run screens: takes the screenshots of docs/screens from the built app, trained for a while in a real Chromium.
 * For people to look at; no test reads them. Run `npm run build` first.
 */
import { mkdir } from 'node:fs/promises'
import { chromium } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from './chromium'
import { readCommandLine } from './command-line'
import { ROOT } from './read-files'

const STEPS = Number(readCommandLine({}).words[0] ?? 700)
const SIZES = [
  [1440, 900],
  [1280, 800],
  [1920, 1080],
  [900, 1600],
] as const

const folder = `${ROOT}docs/screens`
await mkdir(folder, { recursive: true })
const server = await preview({ preview: { port: 4199 }, logLevel: 'error' })
const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })
  await page.goto('http://localhost:4199/#window.1')
  await page.waitForFunction(() => 'lab' in window)
  await page.evaluate(async (steps) => {
    await window.lab.idle()
    await window.lab.step(steps)
    await window.lab.evaluate()
  }, STEPS)
  for (const theme of ['dark', 'light'])
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height })
      if ((await page.evaluate(() => document.documentElement.dataset.theme)) !== theme)
        await page.getByRole('button', { name: 'Dark or light' }).click()
      await page.waitForTimeout(600)
      await page.screenshot({ path: `${folder}/${theme}-${width}.png` })
      console.log(`${theme}-${width}.png`)
    }
} finally {
  await browser.close()
  await server.close()
}
process.exit(0)
