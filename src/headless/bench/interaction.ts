/**
 * The input latency of the built page for pointer and keys, idle and while it trains at full speed: real input, and for each event the time
 * until the frame with its effect is painted. Also the browser's own Event Timing, in steps of 8 ms.
 */
import { chromium, type Page } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from '../chromium'

interface Latency {
  readonly what: string
  readonly training: boolean
  /** Milliseconds from an event to the paint after it, sorted. */
  readonly paints: readonly number[]
  /** Event Timing's durations of those that took 16 ms or longer, sorted. */
  readonly slow: readonly number[]
}

export interface Interactions {
  readonly adapter: string
  readonly browser: string
  readonly latencies: readonly Latency[]
}

interface Measured {
  paints: number[]
  slow: number[]
}

type MeasuredWindow = typeof window & { measured: Measured }

/** Listens before the page does, and records when the frame after each event has been painted. */
function measure(): void {
  const measured: Measured = { paints: [], slow: [] }
  Object.assign(window, { measured })
  for (const kind of ['pointerdown', 'pointermove', 'pointerup', 'keydown', 'click', 'input'])
    window.addEventListener(
      kind,
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // A message is handled after the current frame has been painted.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => measured.paints.push(performance.now() - timeStamp)
          port2.postMessage(null)
        }),
      true,
    )
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) measured.slow.push(duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
}

const TIMES = 12

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

async function drag(page: Page, from: readonly [x: number, y: number], by: number): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  for (let move = 1; move <= 10; move++) await page.mouse.move(from[0] + (by * move) / 10, from[1])
  await page.mouse.up()
}

async function middleOf(page: Page, name: string, part: string, [right, down]: readonly [number, number]): Promise<[number, number]> {
  const box = (await region(page, name).locator(part).first().boundingBox())!
  return [box.x + right * box.width, box.y + down * box.height]
}

/** Each is one action of the user. The last one restarts training. */
const INTERACTIONS: Readonly<Record<string, (page: Page, time: number) => Promise<void>>> = {
  'a layer selected': (page, time) =>
    page
      .locator('[data-layer]')
      .nth(1 + (time % 8))
      .click(),
  'a step selected by key': (page) => page.keyboard.press('Shift+ArrowRight'),
  'an edge of the window dragged': async (page, time) => {
    const handle = await middleOf(page, 'Membrane potential', '[data-handle]:last-of-type', [0.5, 0.5])
    await drag(page, handle, time % 2 ? 40 : -40)
  },
  'potentials brushed': async (page, time) =>
    drag(page, await middleOf(page, 'Membrane potential', 'canvas', [0.15 + 0.01 * time, 0.5]), 80),
  'training time scrubbed': async (page) => {
    await drag(page, await middleOf(page, 'Learning curves', 'canvas', [0.2, 0.5]), 100)
    await page.getByRole('slider', { name: 'Training time', exact: true }).press('Home')
  },
  'a field edited': async (page, time) => {
    await page
      .getByRole('region', { name: 'Experiment' })
      .getByRole('slider')
      .first()
      .press(time % 2 ? 'ArrowLeft' : 'ArrowRight')
  },
}

/** Times all interactions on the default preset of the built app. */
export async function timeInteractions(): Promise<Interactions> {
  const server = await preview({ preview: { port: 4208 }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // The transpiler names functions through a helper of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (f) => f')
    await page.addInitScript(measure)
    await page.goto('http://localhost:4208/#window')
    await page.waitForFunction(() => 'lab' in window)
    await page.evaluate(() => window.lab.idle())
    await page.evaluate(() => window.lab.step(20))
    const latencies: Latency[] = []
    for (const training of [false, true]) for (const what of Object.keys(INTERACTIONS)) latencies.push(await timeOne(page, what, training))
    const { description, software } = await page.evaluate(() => window.lab.device())
    return { adapter: `${description || 'adapter'}${software ? ', software' : ''}`, browser: `Chromium ${browser.version()}`, latencies }
  } finally {
    await browser.close()
    await server.close()
  }
}

async function timeOne(page: Page, what: string, training: boolean): Promise<Latency> {
  const act = INTERACTIONS[what]!
  if (training) await page.evaluate(() => window.lab.play())
  await page.evaluate(() => Object.assign((window as MeasuredWindow).measured, { paints: [], slow: [] }))
  for (let time = 0; time < TIMES; time++) {
    await act(page, time)
    // The frame is painted before the next event comes.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  const { paints, slow } = await page.evaluate(() => (window as MeasuredWindow).measured)
  await page.evaluate(() => window.lab.pause())
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
  return { what, training, paints: sorted(paints), slow: sorted(slow) }
}
