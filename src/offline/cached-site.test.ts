/** The service worker's cache of a site, with stand-ins for cache and server: complete or absent, and only of its own version. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, it } from 'vitest'
import { cacheSite, fileAsked, forgetOthers, type Platform, respond, type Site } from './cached-site'

const BASE = 'https://example.org/lab/'
/** Bytes, as on a disk: a response that is held and cloned may lose its body to the garbage collector. */
interface Stored {
  readonly bytes: ArrayBuffer
  readonly headers: Headers
}
const stores = new Map<string, Map<string, Stored>>()
const served = new Map<string, string | Uint8Array<ArrayBuffer>>()
let asked: string[] = []
let room = Number.POSITIVE_INFINITY

const storeOf = (name: string): Cache => {
  const store = stores.get(name) ?? new Map<string, Stored>()
  stores.set(name, store)
  return {
    match: async (url: string) => {
      const stored = store.get(url)
      return stored && new Response(stored.bytes.slice(0), { headers: stored.headers })
    },
    put: async (url: string, response: Response) => {
      if (room-- <= 0) throw new DOMException('no room', 'QuotaExceededError')
      store.set(url, { bytes: await response.arrayBuffer(), headers: response.headers })
    },
  } as unknown as Cache
}
const platform: Platform = {
  base: BASE,
  caches: {
    open: async (name: string) => storeOf(name),
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
  } as unknown as CacheStorage,
  fetch: async (url) => {
    const path = String(url instanceof Request ? url.url : url).slice(BASE.length)
    asked.push(path)
    const text = served.get(path)
    if (text === 'no network') throw new TypeError('failed to fetch')
    return new Response(text ?? null, { status: text === undefined ? 404 : 200, headers: { 'content-encoding': 'gzip' } })
  },
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)
const siteOf = (version: string, files: Record<string, string>): Site => ({
  version,
  files: Object.entries(files).map(([path, text]) => [path, sha256(text)]),
})
const ONE = { 'index.html': 'page one', 'assets/a-1.js': 'script a', 'assets/b-1.js': 'script b' }
const TWO = { 'index.html': 'page two', 'assets/a-1.js': 'script a', 'assets/b-2.js': 'script b, better' }
const serve = (files: Record<string, string | Uint8Array<ArrayBuffer>>) => {
  served.clear()
  for (const [path, text] of Object.entries(files)) served.set(path, text)
}
const get = (path: string, mode: RequestMode = 'no-cors') => ({ url: BASE + path, method: 'GET', mode })
const textOf = async (path: string, site: Site) => (await respond(path, new Request(BASE + path), site, platform)).text()

beforeEach(() => {
  stores.clear()
  asked = []
  room = Number.POSITIVE_INFINITY
})

it('keeps every file and answers with it where there is no network', async () => {
  serve(ONE)
  const one = siteOf('1', ONE)
  await cacheSite(one, platform)
  serve({})
  for (const [path, text] of Object.entries(ONE)) expect(await textOf(path, one)).toBe(text)
  // The cached response is decompressed, so its encoding header is gone.
  expect((await respond('index.html', new Request(BASE), one, platform)).headers.has('content-encoding')).toBe(false)
})

it('takes from the version before what is the same, and answers that version’s page while it is open', async () => {
  serve(ONE)
  await cacheSite(siteOf('1', ONE), platform)
  asked = []
  serve(TWO)
  const two = siteOf('2', TWO)
  await cacheSite(two, platform)
  expect(asked.sort()).toEqual(['assets/b-2.js', 'index.html'])
  expect(await textOf('index.html', two)).toBe('page two')
  expect(await textOf('assets/b-1.js', two)).toBe('script b')
  await forgetOthers(two, platform.caches)
  expect([...stores.keys()]).toEqual(['membrane-site-2'])
})

it.each([
  ['as it is', new Uint8Array(gzipSync('a run'))],
  ['declared as compressed, so that the browser unpacks it', 'a run'],
])('keeps a .gz file that the host sends %s', async (_, sent) => {
  const one = siteOf('1', { 'run.json.gz': 'a run' })
  serve({ 'run.json.gz': sent })
  await cacheSite(one, platform)
  expect([...stores.get('membrane-site-1')!.keys()]).toEqual([`${BASE}run.json.gz`])
  serve({ 'run.json.gz': new Uint8Array(gzipSync('a run')).slice(0, -9) })
  await expect(cacheSite({ ...one, version: '2', files: [['run.json.gz', sha256('b')]] }, platform)).rejects.toMatchObject({
    why: 'changed',
    path: 'run.json.gz',
  })
})

it('goes on with an installation that was broken off', async () => {
  serve(ONE)
  await storeOf('membrane-site-1').put(`${BASE}assets/a-1.js`, new Response('script a'))
  await cacheSite(siteOf('1', ONE), platform)
  expect(asked).not.toContain('assets/a-1.js')
})

it.each([
  ['there is no room', () => (room = 1), 'full'],
  ['the server has another version by now', () => served.set('assets/b-1.js', 'script b, better'), 'changed'],
  ['the server lacks a file', () => served.delete('assets/b-1.js'), 'changed'],
  ['the network ends', () => served.set('assets/b-1.js', 'no network'), 'unreachable'],
])('keeps nothing of a version where %s, and everything of the one before', async (_, fault, why) => {
  serve({ 'index.html': 'page zero' })
  await cacheSite(siteOf('0', { 'index.html': 'page zero' }), platform)
  serve(ONE)
  fault()
  await expect(cacheSite(siteOf('1', ONE), platform)).rejects.toMatchObject({ why })
  expect([...stores.keys()]).toEqual(['membrane-site-0'])
  expect(stores.get('membrane-site-0')!.size).toBe(1)
})

it('answers only what is of the site', () => {
  const one = siteOf('1', ONE)
  const of = (...request: Parameters<typeof get>) => fileAsked(get(...request), one, BASE)
  expect(of('', 'navigate')).toBe('index.html')
  expect(of('index.html?a=b', 'navigate')).toBe('index.html')
  expect(of('docs/', 'navigate')).toBeUndefined()
  expect(of('assets/a-1.js')).toBe('assets/a-1.js')
  expect(of('assets/older.js')).toBe('assets/older.js')
  expect(of('data/mnist/train-images.bin')).toBeUndefined()
  expect(fileAsked({ ...get('index.html'), method: 'POST' }, one, BASE)).toBeUndefined()
  expect(fileAsked({ ...get(''), url: 'https://elsewhere.org/' }, one, BASE)).toBeUndefined()
})

it('asks the network for a file that the browser has dropped', async () => {
  serve(ONE)
  const one = siteOf('1', ONE)
  await cacheSite(one, platform)
  stores.get('membrane-site-1')!.delete(`${BASE}assets/a-1.js`)
  expect(await textOf('assets/a-1.js', one)).toBe('script a')
})
