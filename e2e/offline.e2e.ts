/**
 * Without a network: the second visit opens and trains; newer versions are offered; full storage is reported; the content security policy.
 */
import type { Page } from '@playwright/test'
import { policy } from '../src/headless/site'
import { atisFile, digitEvents } from '../src/testing/recordings'
import { violations } from './axe'
import { expect, Lab, test } from './lab'
import { misfits } from './narrow'
import { serveSite, serveVersion, type TestSite } from './site'

test.use({ serviceWorkers: 'allow' })

let site: TestSite
test.beforeEach(async () => {
  site = await serveSite()
})
test.afterEach(() => site.close())

/** A small experiment on data that must be fetched. */
const EXPERIMENT = '#window.1&batch=16&network.hidden=16'

const open = async (page: Page, hash = EXPERIMENT): Promise<void> => {
  if (page.url() !== 'about:blank') await page.goto('about:blank')
  await page.goto(site.url + hash)
  await page.waitForFunction(() => 'lab' in window)
  await page.evaluate(() => window.lab.idle())
}
const train = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    await window.lab.step(3)
    return [...(await window.lab.metrics()).trainLoss!.value]
  })
const kept = (page: Page): Promise<void> => page.evaluate(async () => void (await navigator.serviceWorker.ready))
const versionOf = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? null)
const sites = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('membrane-site-')).sort())

test('the second visit opens, trains the same numbers and loads every part without a network', async ({ page }) => {
  const errors = new Lab(page).errors
  await open(page)
  const first = await train(page)
  await kept(page)
  site.down = true
  await open(page)
  expect(await train(page)).toEqual(first)
  // A part that no page has loaded before.
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Runs' })).toBeVisible()
  const failed = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const code = await (await fetch(registration.active!.scriptURL).catch(() => new Response(''))).text()
    return code
  })
  // The service worker does not serve its own script from the cache.
  expect(failed).toBe('')
  expect(errors.filter((error) => !/sw\.js|ERR_|Failed to load resource/.test(error))).toEqual([])
})

test('a newer version is offered and not forced; the older one keeps running, and is removed afterwards', async ({ page, context }) => {
  await serveVersion(site, 'older')
  await open(page)
  await kept(page)
  await open(page)
  expect(await versionOf(page)).toBe('older')
  expect(await sites(page)).toEqual(['membrane-site-older'])

  await serveVersion(site, 'newer')
  const notice = page.getByRole('complementary', { name: 'New version' })
  await open(page)
  await expect(notice).toContainText('A new version is here: reload when you like.')
  expect(await violations(page)).toEqual([])
  expect(await misfits(page)).toEqual([])
  expect(await versionOf(page)).toBe('older')
  await train(page)
  // Reloading by hand does not switch versions, since another page may have the old one open.
  await page.reload()
  await expect(notice).toBeVisible()
  expect(await versionOf(page)).toBe('older')
  const other = await context.newPage()
  await open(other)

  await train(page)
  await notice.getByRole('button', { name: 'Reload' }).click()
  await page.waitForFunction(() => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content === 'newer')
  await expect(page.getByRole('complementary', { name: 'Runs to resume' })).toBeVisible()
  // The page with the older version can still load its parts.
  expect(await versionOf(other)).toBe('older')
  site.down = true
  await other.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(other.getByRole('dialog', { name: 'Runs' })).toBeVisible()
  await other.close()
  await open(page)
  expect(await versionOf(page)).toBe('newer')
  await expect.poll(() => sites(page)).toEqual(['membrane-site-newer'])
})

test('a version whose files the server does not have yet is not cached, and the previous one stays complete', async ({ page }) => {
  await serveVersion(site, 'older')
  await open(page)
  await kept(page)
  await serveVersion(site, 'newer')
  site.files.set('index.html', 'half of a page')
  await open(page)
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update().catch(() => undefined)
    await new Promise<void>((resolve) => {
      const installing = registration.installing
      if (!installing) return resolve()
      installing.addEventListener('statechange', () => installing.state === 'redundant' && resolve())
    })
  })
  await expect.poll(() => sites(page)).toEqual(['membrane-site-older'])
  await expect(page.getByRole('complementary', { name: 'Message' })).toContainText(
    'The lab is not saved for use without a network: the server sends another index.html than this version has, or none.',
  )
  await expect(page.getByRole('complementary', { name: 'New version' })).toHaveCount(0)
  site.down = true
  await open(page)
  expect(await versionOf(page)).toBe('older')
})

test('without room to save the lab or its data it says so, and trains', async ({ page, context }) => {
  const session = await context.newCDPSession(page)
  await page.goto(`${site.url}icon.svg`)
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 3_000_000 })
  // One message may replace another at once, so record all of them.
  await page.addInitScript(() => {
    const said = new Set<string>()
    new MutationObserver(() => {
      const text = document.querySelector('aside[aria-label=Message] > span')?.textContent
      if (text) said.add(text)
    }).observe(document, { childList: true, subtree: true, characterData: true })
    Object.assign(window, { said })
  })
  await page.goto(site.url + EXPERIMENT)
  await expect
    .poll(() => page.evaluate(() => [...(window as unknown as { said: Set<string> }).said]))
    .toEqual([
      'This browser has no room to save the data set. It is loaded and training works, but the next visit downloads it again.',
      'This browser has no room to save the lab for use without a network. What it had saved is unchanged, and everything else works.',
    ])
  expect((await train(page)).length).toBe(3)
  expect(await sites(page)).toEqual([])
})

test('nothing runs or is asked for that the policy of the page forbids, and nothing of another origin: in the page and by the headers of a host', async ({
  page,
  context,
}) => {
  site.headers.set('content-security-policy', policy())
  const strangers: string[] = []
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(site.url).origin) strangers.push(request.url())
  })
  const errors = new Lab(page).errors
  await page.addInitScript(() => {
    const refused: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => refused.push(`${event.violatedDirective}: ${event.blockedURI}`))
    Object.assign(window, { refused })
  })
  await open(page)
  await expect(page.locator('meta[http-equiv=Content-Security-Policy]')).toHaveAttribute('content', policy())
  await train(page)
  const dialog = page.getByRole('dialog')
  const close = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  // 2D and 3D charts by plotly, and a figure of one.
  await page.getByRole('region', { name: 'Learning curves' }).getByRole('button', { name: 'Zoom' }).click()
  await dialog.locator('.js-plotly-plot').waitFor()
  await dialog.getByRole('button', { name: 'Save figure' }).click()
  await expect(page.getByRole('dialog', { name: 'Save figure' }).getByRole('img')).toBeVisible()
  await page.keyboard.press('Escape')
  await close()
  // WebAssembly libraries in a worker, under the policy in the host's headers: the library itself must reject invalid HDF5.
  const said = await page.evaluate(async () => {
    const bytes = new Uint8Array(4096)
    bytes.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
    return window.lab.openRecording(new File([bytes], 'empty.h5')).catch((error: Error) => error.message)
  })
  expect(said).toMatch(/empty\.h5 .*damaged|truncated|cannot be opened/)
  const recording = [...atisFile(digitEvents(7, 99))]
  await page.evaluate(async (bytes) => void (await window.lab.openRecording(new File([Uint8Array.from(bytes)], 'seven.bin'))), recording)
  await dialog.getByText('3-D cloud').click()
  await dialog.locator('.js-plotly-plot').waitFor()
  await close()
  await kept(page)
  const refused = () => page.evaluate(() => (window as unknown as { refused: string[] }).refused)
  expect(await refused()).toEqual([])
  expect(strangers).toEqual([])
  expect(errors).toEqual([])
  // The policy does block inline scripts.
  await page.evaluate(() => document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' })))
  await expect.poll(refused).toContain('script-src-elem: inline')
  expect(await page.evaluate(() => 'ran' in window)).toBe(false)
})
