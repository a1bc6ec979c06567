/** Times the built page while it trains: frames per second as the page shows them, the long tasks of the main thread, training steps. */
import { chromium } from 'playwright'
import { preview } from 'vite'
import { findChromium, WITH_WEBGPU } from '../chromium'

export interface PageTiming {
  readonly framesPerSecond: number
  /** Longest tasks of the main thread over 50 ms, in ms, longest first. */
  readonly longTasks: readonly number[]
  readonly steps: number
  readonly seconds: number
}

/** Opens the default preset of the built app, plays for 20 seconds after a warm-up, and watches the main thread. */
export async function timePage(): Promise<PageTiming> {
  const server = await preview({ preview: { port: 4207 }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: findChromium(), args: WITH_WEBGPU })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // The transpiler names functions through a helper of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (f) => f')
    await page.goto('http://localhost:4207/')
    await page.waitForFunction(() => 'lab' in window)
    return await page.evaluate(async (span) => {
      const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
      await window.lab.idle()
      await window.lab.play()
      await wait(5000)
      const longTasks: number[] = []
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(entry.duration)
      }).observe({ type: 'longtask' })
      let frames = 0
      let last = ''
      const first = (await window.lab.state()).step
      const start = performance.now()
      while (performance.now() - start < span * 1000) {
        await wait(30)
        const shown = document.querySelector('[aria-label="Membrane potential"]')?.textContent ?? ''
        if (shown !== last) frames++
        last = shown
      }
      const { step } = await window.lab.state()
      await window.lab.pause()
      return { framesPerSecond: frames / span, longTasks: longTasks.sort((a, b) => b - a), steps: step - first, seconds: span }
    }, 20)
  } finally {
    await browser.close()
    await server.close()
  }
}
