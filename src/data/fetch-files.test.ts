/** The browser's reader: progress, the cache, and its errors if a file cannot be fetched. Fetch and cache are stand-ins. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fetchFiles } from './fetch-files'

const PACKED = Uint8Array.from({ length: 40 }, (_, i) => [0x1f, 0x8b][i] ?? i)
const URL_OF_A = 'https://example.org/lab/data/set/a.bin'
const kept = new Map<string, Response>()
const answers = new Map<string, () => Response | Promise<Response>>()
let asked: string[] = []

beforeEach(() => {
  kept.clear()
  answers.clear()
  asked = []
  vi.stubGlobal('location', { href: 'https://example.org/lab/index.html#blank' })
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return (answers.get(url) ?? (() => new Response(null, { status: 404 })))()
  })
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (url: string) => kept.get(url)?.clone(),
      put: async (url: string, response: Response) => void kept.set(url, response),
      delete: async (url: string) => {
        const path = (from: string) => from.replace(/\?.*/, '')
        for (const name of kept.keys()) if (path(name) === path(url)) kept.delete(name)
      },
    }),
  })
})
afterEach(() => vi.unstubAllGlobals())

it('fetches with progress, keeps what it fetched, and forgets it when told', async () => {
  answers.set(URL_OF_A, () => new Response(PACKED))
  const read = fetchFiles('./data')
  const progress: number[] = []
  expect(new Uint8Array(await read('set/a.bin', (bytes) => progress.push(bytes)))).toEqual(PACKED)
  expect(progress.at(-1)).toBe(40)
  expect(new Uint8Array(await read('set/a.bin'))).toEqual(PACKED)
  expect(asked).toEqual([URL_OF_A])
  await read.forget?.('set/a.bin')
  await read('set/a.bin')
  expect(asked).toEqual([URL_OF_A, URL_OF_A])
})

it('fetches another version of a set in the place of the one that is kept', async () => {
  answers.set(URL_OF_A, () => new Response(PACKED))
  const read = fetchFiles('data')
  for (const sha256 of [undefined, 'one', 'one', 'two', 'two']) await read('set/a.bin', undefined, sha256)
  expect(asked).toHaveLength(3)
  expect([...kept.keys()]).toEqual([`${URL_OF_A}?two`])
  await read.forget?.('set/a.bin')
  expect(kept.size).toBe(0)
})

it('keeps nothing that does not look prepared', async () => {
  answers.set(URL_OF_A, () => new Response('not what was asked for, and long enough'))
  await fetchFiles('https://example.org/lab/data/')('set/a.bin')
  expect(kept.size).toBe(0)
})

it('works where there is no cache, or one that refuses', async () => {
  answers.set(URL_OF_A, () => new Response(PACKED))
  vi.stubGlobal('caches', { open: () => Promise.reject(new Error('private window')) })
  const notKept = vi.fn()
  expect((await fetchFiles('data', notKept)('set/a.bin')).byteLength).toBe(40)
  expect(notKept).not.toHaveBeenCalled()
  vi.stubGlobal('caches', {
    open: async () => ({ match: async () => undefined, put: () => Promise.reject(new Error('disk full')), delete: async () => false }),
  })
  expect((await fetchFiles('data', notKept)('set/a.bin')).byteLength).toBe(40)
  expect(notKept).toHaveBeenCalledOnce()
})

it.each([
  ['nothing', () => new Response(null, { status: 404 }), 'is missing: the server answered 404'],
  [
    'a page',
    () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    'is missing: the server answered with a page',
  ],
  ['no answer', () => Promise.reject(new TypeError('network down')), 'could not be fetched (network down)'],
  ['half an answer', () => new Response(broken()), 'stopped coming after 3 bytes (connection lost)'],
])('says so where the server sends %s', async (_, answer, message) => {
  answers.set(URL_OF_A, answer)
  await expect(fetchFiles('data')('set/a.bin')).rejects.toThrow(`The data file set/a.bin ${message}. Run "npm install" again`)
})

function broken(): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new Error('connection lost'))
      else controller.enqueue(Uint8Array.of(1, 2, 3))
      sent = true
    },
  })
}
