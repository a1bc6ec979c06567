/**
 * npm run soak -- [minutes]: the built page trains in Chromium with all views open and every control in use, and its memory is measured
 * after a garbage collection each minute: heaps of page and worker, GPU buffers, DOM nodes and listeners. It prints the growth of each per
 * hour, by least squares after a warm-up, and fails if one exceeds its bound. Run `npm run build` first.
 */
import { chromium } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from './chromium'
import { readCommandLine } from './command-line'
import { growthOf, openMeter, QUANTITIES, type Sample } from './soak/meter'
import { createTouches } from './soak/touches'

const minutes = Number(readCommandLine({}).words[0] ?? 60)
if (!(minutes > 0)) throw new Error('npm run soak -- [minutes]: how long, as a number over 0.')
/** Minutes until the buffers of a run's history are full. */
const WARM_UP = Math.min(10, minutes / 4)
const EVERY_MS = Math.min(60_000, (minutes * 60_000) / 12)
const LINK = '#window.1&epochs=200'

const server = await preview({ preview: { port: 4209 }, logLevel: 'error' })
const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
let failed = false
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const meter = await openMeter(page)
  await page.goto(`http://localhost:4209/${LINK}`)
  await page.waitForFunction(() => 'lab' in window)
  await page.evaluate(() => window.lab.idle())
  const device = await page.evaluate(() => window.lab.device())
  console.log(`Chromium ${browser.version()}, ${device.description || 'adapter'}${device.software ? ', software' : ''}; ${minutes} minutes`)
  const touches = createTouches(page)
  await page.evaluate(() => window.lab.play())

  const start = Date.now()
  const samples: Sample[] = []
  while (Date.now() - start < minutes * 60_000) {
    const next = start + (samples.length + 1) * EVERY_MS
    while (Date.now() < next) await touches.one()
    await touches.rest()
    const sample = { minute: (Date.now() - start) / 60_000, ...(await meter.read()) }
    samples.push(sample)
    const { step } = await page.evaluate(() => window.lab.state())
    console.log(
      `${sample.minute.toFixed(1).padStart(5)} min, batch ${step}, ${touches.count()} touches: ${QUANTITIES.map(({ key, show, name }) => `${name} ${show(sample[key])}`).join(', ')}`,
    )
  }

  for (const { key, name, show, bound } of QUANTITIES) {
    const { perHour, grown } = growthOf(samples, key, WARM_UP)
    // The slope of a short run may be noise, so the total growth has to be large too.
    const leaks = perHour > bound && grown > bound / 4
    failed ||= leaks
    console.log(`${name}: ${perHour < 0 ? '−' : '+'}${show(Math.abs(perHour))} an hour (bound ${show(bound)})${leaks ? ': TOO MUCH' : ''}`)
  }
  for (const failure of touches.failures()) console.log(`could not touch: ${failure}`)
  if (errors.length > 0) {
    failed = true
    console.log(`errors of the page: ${errors.slice(0, 5).join(' | ')}`)
  }
} finally {
  await browser.close()
  await server.close()
}
process.exit(failed ? 1 : 0)
