/**
 * The page object: opens the lab and drives it through `window.lab`, the interface that users' own scripts use.
 * No sleeps: every call resolves when its work is done. A page error fails the test that it happens in.
 */
import { test as base, expect, type Page } from '@playwright/test'
import type { Experiment } from '../src/experiments/schema'
import type { Lab as LabApi } from '../src/ui/lab/lab'

/** Runs in the page before it starts. A page without an origin has no storage. */
function seeTour(): void {
  try {
    localStorage.setItem('membrane.tour', 'seen')
  } catch {}
}

type Calls = { [K in keyof LabApi]: LabApi[K] }

export class Lab {
  readonly page: Page
  /** Uncaught errors of the page, and messages logged as errors. */
  readonly errors: string[] = []

  private readonly shared: boolean
  private readonly first: boolean
  private opened = false

  /**
   * @param shared the page was opened by an earlier test: `open` does not reload it.
   * @param first shows the tour of a first visit; otherwise it counts as seen.
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

  /** Loads the page with a hash and waits until the experiment is open or has failed to open. */
  async open(hash = ''): Promise<void> {
    if (this.shared) return this.openHere(hash)
    if (!this.first && !this.opened) await this.page.addInitScript(seeTour)
    this.opened = true
    // Changing only the hash would not reload the page.
    if (this.page.url() !== 'about:blank') await this.page.goto('about:blank')
    await this.page.goto(`./${hash}`)
    await this.loaded()
  }

  /** Reloads the page and waits as `open` does. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.loaded()
  }

  private async loaded(): Promise<void> {
    await this.page.waitForFunction(() => 'lab' in window)
    await this.idle()
  }

  /** Changes the hash of the open page, as a user editing the address does. The test waits for the outcome. */
  async address(hash: string): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash
    }, hash)
  }

  private async openHere(hash: string): Promise<void> {
    // If the previous experiment could not be opened, there is nothing to pause.
    await this.pause().catch(() => undefined)
    // Hiding a view resets the choices made in it.
    await this.call('open', `${hash}&hide=weights,fraction,gradient-norm,raster,curves,skips`)
    await this.idle()
    await this.call('open', hash)
    await this.idle()
    // After the same experiment as in the previous test, its run is still open.
    const message = this.page.getByRole('complementary', { name: 'Message' })
    if ((await this.state()).step > 0) {
      await this.reset()
      await expect(message).toBeVisible()
    }
    // Dismiss messages about the previous run. One may give way to the next, or end, while it is clicked.
    for (const said of [message, this.page.getByRole('complementary', { name: 'Runs to resume' })])
      await expect(async () => {
        if ((await said.count()) > 0) await said.getByRole('button', { name: 'Dismiss' }).click({ timeout: 2_000 })
        await expect(said).toHaveCount(0, { timeout: 2_000 })
      }).toPass({ timeout: 60_000 })
    const table = this.region('Membrane potential').getByRole('button', { name: 'Table', pressed: true })
    if ((await table.count()) > 0) await table.click()
    // Without focus, keys go to the page, as in a freshly loaded one.
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    if (!this.opened) await this.forgetRuns()
    this.opened = true
  }

  /** Removes the runs of earlier tests from the browser. */
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
      // Notifies the page, as another tab would.
      const channel = new BroadcastChannel('membrane.runs')
      channel.postMessage({ kind: 'changed' })
      channel.close()
    })
  }

  /** Calls `window.lab[name](...args)` in the page. Returns plain data; typed arrays come as plain arrays. */
  async call<K extends keyof Calls>(name: K, ...args: Parameters<Calls[K]>): Promise<Plain<Awaited<ReturnType<Calls[K]>>>> {
    const answer: unknown = await this.page.evaluate(
      async ([name, args]) => {
        const lab = window.lab as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
        // Playwright transfers typed arrays as bytes, but arrays number by number: seconds for the weights of a network.
        const transferable = (value: unknown): unknown => {
          if (value instanceof ArrayBuffer) return new Uint8Array(value)
          if (Array.isArray(value)) return value.map(transferable)
          if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, transferable(item)]))
          return value
        }
        return transferable(await lab[name]!(...args))
      },
      [name, args] as [string, unknown[]],
    )
    return plain(answer) as Plain<Awaited<ReturnType<Calls[K]>>>
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
  /** Evaluates a classification. */
  async evaluate(): Promise<{ loss: number; accuracy: number; confusion: number[][] }> {
    const report = await this.call('evaluate')
    if (!('confusion' in report)) throw new Error('The open experiment is no classification.')
    return report
  }

  /**
   * While it trains: everything due for the views has reached the page and is drawn. The device answers in order, the worker posts in
   * order, and what arrives is drawn by the second animation frame after that.
   */
  async drawn(): Promise<void> {
    await this.call('spikes', 'lif1', 0)
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }

  /** Drops a file on the page, or on a part of it, as a user does. */
  async drop(name: string, content: string | Uint8Array, onto = this.page.locator('body')): Promise<void> {
    await onto.evaluate(
      (element, [name, content]) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([content as Uint8Array<ArrayBuffer>], name))
        for (const type of ['dragenter', 'drop'])
          element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
      },
      // A Buffer of Node would arrive as an object.
      [name, typeof content === 'string' ? content : new Uint8Array(content)] as const,
    )
  }

  button = (name: string) => this.page.getByRole('button', { name, exact: true })
  region = (name: string) => this.page.getByRole('region', { name, exact: true })
}

/** Results with arrays of numbers in place of typed arrays, which is what tests compare. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  return value
}
type Plain<T> = T extends ArrayBuffer | ArrayBufferView
  ? number[]
  : T extends readonly (infer I)[]
    ? Plain<I>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T

/** Of one kind, so that one worker runs the tests and the walks of a file. */
const both = base.extend<object, { opened: Page }>({
  opened: [
    async ({ browser }, use, worker) => {
      const { baseURL, viewport } = worker.project.use
      // A context, so that a test can open a second page in the same browser.
      const context = await browser.newContext({ baseURL: baseURL!, viewport: viewport!, serviceWorkers: 'block' })
      const page = await context.newPage()
      await new Lab(page).open()
      await use(page)
      await context.close()
    },
    { scope: 'worker' },
  ],
})

/** `test` with a fresh lab; it fails if the page threw or logged an error. */
export const test = both.extend<{ lab: Lab }>({
  lab: async ({ page }, use) => {
    const lab = new Lab(page)
    await use(lab)
    expect(lab.errors, 'errors of the page').toEqual([])
  },
})

/**
 * `test` in a page shared by the tests of a worker, for tests that need no page of their own: loading a page and compiling its shaders
 * takes longer on a software adapter than most tests. State that survives opening another experiment is reset here, or by the test.
 */
export const walk = both.extend<{ lab: Lab }>({
  page: async ({ opened }, use) => use(opened),
  lab: async ({ page, viewport }, use) => {
    const lab = new Lab(page, true)
    await page.setViewportSize(viewport!)
    await page.emulateMedia({ colorScheme: null, reducedMotion: null, forcedColors: null })
    await page.mouse.move(0, 0)
    await use(lab)
    await page.unrouteAll({ behavior: 'wait' })
    // Do not wait for requests that are never answered.
    await page.context().unrouteAll({ behavior: 'ignoreErrors' })
    await page.context().clearPermissions()
    expect(lab.errors, 'errors of the page').toEqual([])
  },
})

/** Removes the sets that earlier tests left in the browser, through the dialog. None of them may be in use. */
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

/** A digest of the pixels of a view's first canvas. */
export const picture = (page: Page, region: string): Promise<string> =>
  page.evaluate(async (name) => {
    const url = document.querySelector<HTMLCanvasElement>(`section[aria-label="${name}"] canvas`)!.toDataURL()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(url)))
    return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }, region)
export { expect }
