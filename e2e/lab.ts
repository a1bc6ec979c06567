/**
 * The page object: opens the lab and drives it through `window.lab`, the interface that people's own scripts use.
 * No sleeps: every call resolves when its work is done. A page error fails the test that it happens in.
 */
import { test as base, expect, type Page } from '@playwright/test'
import type { Experiment } from '../src/experiments/schema'
import type { Lab as LabApi } from '../src/ui/lab/lab'

type Calls = { [K in keyof LabApi]: LabApi[K] }

export class Lab {
  readonly page: Page
  /** Uncaught errors of the page, and messages it logged as errors. */
  readonly errors: string[] = []

  private readonly shared: boolean

  /** @param shared the page was opened before, by another test: `open` stays in it. */
  constructor(page: Page, shared = false) {
    this.page = page
    this.shared = shared
    page.on('pageerror', (error) => this.errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  /** Loads the page with a hash and waits until the experiment is open (or will not be). */
  async open(hash = ''): Promise<void> {
    if (this.shared) return this.openHere(hash)
    // A changed hash alone would not load the page again.
    await this.page.goto('about:blank')
    await this.page.goto(`./${hash}`)
    await this.page.waitForFunction(() => 'lab' in window)
    await this.idle()
  }

  private async openHere(hash: string): Promise<void> {
    await this.pause()
    // A view that was hidden has forgotten what was chosen in it.
    await this.call('open', `${hash}&hide=weights,fraction,norms,raster,curves,spans`)
    await this.idle()
    await this.call('open', hash)
    await this.idle()
    // The same experiment as the test before: its run is still there.
    if ((await this.state()).step > 0) {
      await this.reset()
      await this.page.getByRole('complementary', { name: 'Message' }).getByRole('button', { name: 'Dismiss' }).click()
    }
    const table = this.region('Membrane potential').getByRole('button', { name: 'Table', pressed: true })
    if ((await table.count()) > 0) await table.click()
    // Keys go to the page, as in one that was loaded now.
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  }

  /** Calls `window.lab[name](...args)` in the page. Answers with plain data; typed arrays come as plain arrays. */
  async call<K extends keyof Calls>(name: K, ...args: Parameters<Calls[K]>): Promise<Plain<Awaited<ReturnType<Calls[K]>>>> {
    const answer: unknown = await this.page.evaluate(
      async ([name, args]) => {
        const lab = window.lab as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
        const plain = (value: unknown): unknown => {
          if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>)
          if (value instanceof ArrayBuffer) return Array.from(new Uint8Array(value))
          if (Array.isArray(value)) return value.map(plain)
          if (typeof value === 'object' && value !== null)
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
          return value
        }
        return plain(await lab[name]!(...args))
      },
      [name, args] as [string, unknown[]],
    )
    return answer as Plain<Awaited<ReturnType<Calls[K]>>>
  }

  idle(): Promise<unknown> {
    return this.call('idle')
  }
  play(): Promise<unknown> {
    return this.call('play')
  }
  pause(): Promise<unknown> {
    return this.call('pause')
  }
  step(count = 1): Promise<unknown> {
    return this.call('step', count)
  }
  reset(): Promise<unknown> {
    return this.call('reset')
  }
  link(): Promise<string> {
    return this.call('link')
  }
  experiment(): Promise<Experiment> {
    return this.call('experiment') as Promise<Experiment>
  }
  state() {
    return this.call('state')
  }
  metrics() {
    return this.call('metrics')
  }
  layers() {
    return this.call('layers')
  }
  /** Of a classification. */
  async evaluate(): Promise<{ loss: number; accuracy: number; confusion: number[][] }> {
    const report = await this.call('evaluate')
    if (!('confusion' in report)) throw new Error('The open experiment is no classification.')
    return report
  }

  /** As a person drops a file on the page. */
  async drop(name: string, text: string): Promise<void> {
    await this.page.evaluate(
      ([name, text]) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([text], name))
        const fire = (type: string) => document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
        fire('dragenter')
        fire('drop')
      },
      [name, text] as const,
    )
  }

  button = (name: string) => this.page.getByRole('button', { name, exact: true })
  region = (name: string) => this.page.getByRole('region', { name, exact: true })
}

/** What comes out of the page: typed arrays and buffers as arrays of numbers. */
type Plain<T> = T extends ArrayBuffer | ArrayBufferView
  ? number[]
  : T extends readonly (infer I)[]
    ? Plain<I>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T

/** `test` with a fresh lab; a page that threw or logged an error fails. */
export const test = base.extend<{ lab: Lab }>({
  lab: async ({ page }, use) => {
    const lab = new Lab(page)
    await use(lab)
    expect(lab.errors, 'errors of the page').toEqual([])
  },
})

/**
 * `test` in a page that the tests of a worker share, for what needs no page of its own: loading one, and compiling its shaders, takes a
 * software adapter longer than most tests. What outlives the opening of another experiment is put back here, or by the test.
 */
export const walk = base.extend<{ lab: Lab }, { opened: Page }>({
  opened: [
    async ({ browser }, use, worker) => {
      const { baseURL, viewport } = worker.project.use
      const page = await browser.newPage({ baseURL: baseURL!, viewport: viewport! })
      await new Lab(page).open()
      await use(page)
      await page.close()
    },
    { scope: 'worker' },
  ],
  page: async ({ opened }, use) => use(opened),
  lab: async ({ page, viewport }, use) => {
    const lab = new Lab(page, true)
    await page.setViewportSize(viewport!)
    await page.emulateMedia({ colorScheme: null, reducedMotion: null })
    await page.mouse.move(0, 0)
    await use(lab)
    await page.unrouteAll({ behavior: 'wait' })
    expect(lab.errors, 'errors of the page').toEqual([])
  },
})

/** A digest of what the first canvas of a view shows. */
export const picture = (page: Page, region: string): Promise<string> =>
  page.evaluate(async (name) => {
    const url = document.querySelector<HTMLCanvasElement>(`section[aria-label="${name}"] canvas`)!.toDataURL()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url)))
    return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }, region)
export { expect }
