/** Files by address: what comes, how far, and the sentence where a host does not give them. Fetch is a stand-in. */
import { afterEach, expect, it, vi } from 'vitest'
import { fetchChosen } from './from-url'

afterEach(() => vi.unstubAllGlobals())
const answering = (answer: () => Response | Promise<Response>) => {
  const fetch = vi.fn(async () => answer())
  vi.stubGlobal('fetch', fetch)
  return fetch
}

it('fetches what was asked for, without cookies, and tells how far it is', async () => {
  const fetch = answering(() => new Response(new Uint8Array([1, 2, 3]), { headers: { 'content-length': '3' } }))
  const seen: unknown[] = []
  const files = await fetchChosen(['https://example.org/a/set.npz?raw=1', 'https://example.org/'], (...step) => seen.push(step))
  expect(files.map(({ path }) => path)).toEqual(['set.npz', 'example.org'])
  expect([...new Uint8Array(await files[0]!.blob.arrayBuffer())]).toEqual([1, 2, 3])
  expect(seen).toContainEqual(['Fetching set.npz', 3, 3])
  expect(fetch).toHaveBeenCalledWith(new URL('https://example.org/a/set.npz?raw=1'), expect.objectContaining({ credentials: 'omit' }))
})

it.each([
  ['no address', 'set.npz', () => new Response(), '“set.npz” is no address'],
  ['another protocol', 'file:///etc/passwd', () => new Response(), 'is no address'],
  [
    'a host that refuses',
    'https://a.org/x',
    () => Promise.reject(new TypeError('Failed to fetch')),
    'a.org cannot be reached, or does not let other pages read',
  ],
  ['nothing there', 'https://a.org/x', () => new Response(null, { status: 404 }), 'a.org answered 404 for /x.'],
  [
    'too much',
    'https://a.org/x',
    () => new Response('a', { headers: { 'content-length': '9000000000' } }),
    '/x of a.org is longer than 2147 MB',
  ],
  ['half an answer', 'https://a.org/x', () => new Response(broken()), '/x of a.org stopped coming after 2 bytes.'],
])('says so for %s', async (_, address, answer, message) => {
  answering(answer)
  await expect(fetchChosen([address], () => {})).rejects.toThrow(message)
})

function broken(): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new Error('connection lost'))
      else controller.enqueue(Uint8Array.of(1, 2))
      sent = true
    },
  })
}
