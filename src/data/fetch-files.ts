/**
 * Reads prepared data files in a browser: fetches them with progress, and stores them in the Cache API if there is one, so that a second
 * visit loads nothing. Does not know what the bytes mean.
 */
import { messageOf } from '../problem'
import type { ReadFile } from './datasets/load'
import { DataFileError } from './labeled-set'

/** Changing this name drops what older versions of the app have stored. */
const CACHE = 'membrane-data-1'

/**
 * @param folder the URL of the data folder, with or without a trailing slash. @param onNotCached called if the cache refuses a file; the
 * data are available anyway.
 */
export function fetchFiles(folder: string, onNotCached = () => {}): ReadFile {
  const base = folder.endsWith('/') ? folder : `${folder}/`
  const urlOf = (path: string) => new URL(path, new URL(base, globalThis.location.href)).href
  const read: ReadFile = async (path, onBytes, sha256) => {
    const url = urlOf(path)
    // Another version of a set has another name.
    const name = sha256 === undefined ? url : `${url}?${sha256}`
    const cache = await openCache()
    const kept = await cache?.match(name).catch(() => undefined)
    if (kept) {
      const bytes = await kept.arrayBuffer()
      onBytes?.(bytes.byteLength)
      return bytes
    }
    const bytes = await download(path, url, onBytes)
    // A full disk or a private window may refuse.
    if (isPacked(bytes) && cache) await keep(cache, name, bytes).catch(onNotCached)
    return bytes
  }
  read.forget = async (path) => {
    await (await openCache())?.delete(urlOf(path), ANY).catch(() => undefined)
  }
  return read
}

/** Matches any stored version of a file. */
const ANY = { ignoreSearch: true } as const

/** Stores a file and removes other versions of it. */
async function keep(cache: Cache, name: string, bytes: ArrayBuffer): Promise<void> {
  await cache.delete(name, ANY)
  await cache.put(name, new Response(bytes))
}

async function download(path: string, url: string, onBytes?: (bytes: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new DataFileError(path, `could not be fetched (${messageOf(error)})`, { cause: error })
  })
  if (!response.ok || !response.body) throw new DataFileError(path, `is missing: the server answered ${response.status}`)
  // Servers of single-page apps answer an unknown path with the page itself.
  if (response.headers.get('content-type')?.includes('text/html'))
    throw new DataFileError(path, 'is missing: the server answered with a page')
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      length += value.length
      onBytes?.(length)
    }
  } catch (error) {
    throw new DataFileError(path, `stopped coming after ${length} bytes (${messageOf(error)})`, {
      cause: error,
    })
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes.buffer
}

/** Whether bytes look like a prepared gzip file. Only those are stored; the loader removes a file that proves damaged. */
function isPacked(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength))
  return bytes.byteLength > 18 && head[0] === 0x1f && head[1] === 0x8b
}

async function openCache(): Promise<Cache | undefined> {
  try {
    return 'caches' in globalThis ? await caches.open(CACHE) : undefined
  } catch {
    return undefined
  }
}
