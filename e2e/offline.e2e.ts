/** Without a network: the second visit opens and trains; newer versions are offered; no room is said; and what the page may load and run. */
import type { Page } from '@playwright/test'
import { policy } from '../src/headless/site'
import { expect, Lab, test } from './lab'
import { serveSite, serveVersion, type TestSite } from './site'

test.use({ serviceWorkers: 'allow' })

let site: TestSite
test.beforeEach(async () => {
  site = await serveSite()
})
test.afterEach(() => site.close())

/** Small, and of data that are fetched. */
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
  // The service worker is no file of the site: it is not kept for the page.
  expect(failed).toBe('')
  expect(errors.filter((error) => !/sw\.js|ERR_|Failed to load resource/.test(error))).toEqual([])
})

test('a newer version is offered and not forced; the older one goes on meanwhile, and is forgotten after', async ({ page, context }) => {
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
  expect(await versionOf(page)).toBe('older')
  await train(page)
  // Loading the page again by hand changes nothing: another page may have it open.
  await open(page)
  await expect(notice).toBeVisible()
  expect(await versionOf(page)).toBe('older')
  const other = await context.newPage()
  await open(other)

  await train(page)
  await notice.getByRole('button', { name: 'Reload' }).click()
  await page.waitForFunction(() => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content === 'newer')
  await expect(page.getByRole('complementary', { name: 'Runs to resume' })).toBeVisible()
  // The page of the older version has its parts still.
  expect(await versionOf(other)).toBe('older')
  site.down = true
  await other.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(other.getByRole('dialog', { name: 'Runs' })).toBeVisible()
  await other.close()
  await open(page)
  expect(await versionOf(page)).toBe('newer')
  await expect.poll(() => sites(page)).toEqual(['membrane-site-newer'])
})

test('a version whose files the server has not yet is not kept, and the one before stays whole', async ({ page }) => {
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
  await expect(page.getByRole('complementary', { name: 'New version' })).toHaveCount(0)
  site.down = true
  await open(page)
  expect(await versionOf(page)).toBe('older')
})

test('where there is no room to keep the lab or its data it says so, and trains', async ({ page, context }) => {
  const session = await context.newCDPSession(page)
  await page.goto(`${site.url}icon.svg`)
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: 3_000_000 })
  await open(page)
  const message = page.getByRole('complementary', { name: 'Message' })
  await expect(message).toContainText('no room to keep')
  expect((await train(page)).length).toBe(3)
  await expect(message).toContainText('no room to keep the lab for use without a network')
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
  // Charts of plotly, flat and solid.
  for (const name of ['Compare', 'Neuron', 'Share']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await kept(page)
  const evaluated = await page.evaluate(() => {
    try {
      return (0, eval)('1')
    } catch {
      return 'refused'
    }
  })
  expect(evaluated).toBe('refused')
  const refused = await page.evaluate(() => (window as unknown as { refused: string[] }).refused)
  expect(refused.filter((line) => !line.startsWith('script-src: eval') && !line.startsWith('script-src-elem: eval'))).toEqual([])
  expect(strangers).toEqual([])
  expect(errors.filter((error) => !/eval/.test(error))).toEqual([])
})
