/**
 * The page object: opens the lab and drives it through `window.lab`, the interface that people's own scripts use.
 * No sleeps: every call resolves when its work is done. A page error fails the test that it happens in.
 */
import { test as base, expect, type Page } from '@playwright/test'
import type { Experiment } from '../src/experiments/schema'
import type { Lab as LabApi } from '../src/ui/lab/lab'

/** In the page, before it starts. A page without an origin keeps nothing. */
function seeTour(): void {
  try {
    localStorage.setItem('membrane.tour', 'seen')
  } catch {}
}

type Calls = { [K in keyof LabApi]: LabApi[K] }

export class Lab {
  readonly page: Page
  /** Uncaught errors of the page, and messages it logged as errors. */
  readonly errors: string[] = []

  private readonly shared: boolean
  private readonly first: boolean
  private opened = false

  /**
   * @param shared the page was opened before, by another test: `open` stays in it.
   * @param first with the tour that a first visit begins with; else it was seen before.
   */
  constructor(page: Page, shared = false, first = false) {
    this.page = page
    this.shared = shared
    this.first = first
    page.on('pageerror', (error) => this.errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  /** Loads the page with a hash and waits until the experiment is open (or will not be). */
  async open(hash = ''): Promise<void> {
    if (this.shared) return this.openHere(hash)
    if (!this.first && !this.opened) await this.page.addInitScript(seeTour)
    this.opened = true
    // A changed hash alone would not load the page again.
    if (this.page.url() !== 'about:blank') await this.page.goto('about:blank')
    await this.page.goto(`./${hash}`)
    await this.loaded()
  }

  /** Loads the page again, as it is, and waits as `open` does. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.loaded()
  }

  private async loaded(): Promise<void> {
    await this.page.waitForFunction(() => 'lab' in window)
    await this.idle()
  }

  /** As a person writes a link into the address of the open page, which follows it. What comes of it is for the test to wait for. */
  async address(hash: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash
    }, hash)
  }

  private async openHere(hash: string): Promise<void> {
    // Where the experiment before could not be opened, there is nothing to pause.
    await this.pause().catch(() => undefined)
    // A view that was hidden has forgotten what was chosen in it.
    await this.call('open', `${hash}&hide=weights,fraction,gradient-norm,raster,curves,skips`)
    await this.idle()
    await this.call('open', hash)
    await this.idle()
    // The same experiment as the test before: its run is still there.
    const message = this.page.getByRole('complementary', { name: 'Message' })
    if ((await this.state()).step > 0) {
      await this.reset()
      await expect(message).toBeVisible()
    }
    // What was said of the run before.
    for (const said of [message, this.page.getByRole('complementary', { name: 'Runs to resume' })])
      if ((await said.count()) > 0) await said.getByRole('button', { name: 'Dismiss' }).click()
    const table = this.region('Membrane potential').getByRole('button', { name: 'Table', pressed: true })
    if ((await table.count()) > 0) await table.click()
    // Keys go to the page, as in one that was loaded now.
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    if (!this.opened) await this.forgetRuns()
    this.opened = true
  }

  /** Runs of the tests before: this browser has kept none. */
  private async forgetRuns(): Promise<void> {
    await this.page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('membrane')
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      const names = [...database.objectStoreNames]
      const transaction = database.transaction(names, 'readwrite')
      for (const name of names) transaction.objectStore(name).clear()
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve
        transaction.onabort = () => reject(transaction.error)
      })
      database.close()
      // The page is told, as by another tab.
      const channel = new BroadcastChannel('membrane.runs')
      channel.postMessage({ kind: 'changed' })
      channel.close()
    })
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

  /**
   * While it trains: whatever the views were to be sent by now is in the page and drawn. The device answers in order, the worker posts in
   * order, and what comes is drawn in the second animation frame from then.
   */
  async drawn(): Promise<void> {
    await this.call('spikes', 'lif1', 0)
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
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
      // A context, so that a test can open another page of the same browser beside it.
      const context = await browser.newContext({ baseURL: baseURL!, viewport: viewport!, serviceWorkers: 'block' })
      const page = await context.newPage()
      await new Lab(page).open()
      await use(page)
      await context.close()
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
    // Of a request that is never answered there is nothing to wait for.
    await page.context().unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().clearPermissions()
    expect(lab.errors, 'errors of the page').toEqual([])
  },
})

/** Removes the sets that tests before have left in the browser, as a person does. None of them may be in use. */
export async function removeSets(lab: Lab): Promise<void> {
  const kept = await lab.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    let count = 0
    for (const name of ['data-sets', 'response-sets', 'box-sets']) {
      const sets = await root.getDirectoryHandle(name, { create: true })
      for await (const set of (sets as unknown as { values(): AsyncIterable<FileSystemDirectoryHandle> }).values())
        count += await set.getFileHandle('set.json').then(
          () => 1,
          () => 0,
        )
    }
    return count
  })
  if (kept === 0) return
  await lab.button('Data sets …').click()
  const dialog = lab.page.getByRole('dialog', { name: 'Data sets' })
  const remove = dialog.getByRole('button', { name: /^Remove/ })
  await expect(remove).toHaveCount(kept)
  for (let left = kept; left > 0; left--) {
    await remove.first().click()
    await remove.first().click()
    await expect(remove).toHaveCount(left - 1)
  }
  await lab.page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
}

/** A digest of what the first canvas of a view shows. */
export const picture = (page: Page, region: string): Promise<string> =>
  page.evaluate(async (name) => {
    const url = document.querySelector<HTMLCanvasElement>(`section[aria-label="${name}"] canvas`)!.toDataURL()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url)))
    return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }, region)
export { expect }
