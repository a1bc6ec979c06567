/**
 * Caches the files of the site for the service worker, with one cache per version: stores all files or none, and answers requests. The
 * cache storage and the network are passed in. Data sets are not included; their loader has a cache of its own.
 */

/** The facts that a build writes into the service worker. */
export interface Site {
  readonly version: string
  /** Path below the folder of the page, and the first digits of the SHA-256 of its content, which for a .gz file is what it unpacks to. */
  readonly files: readonly (readonly [path: string, sha256: string])[]
}

export interface Platform {
  readonly caches: CacheStorage
  readonly fetch: typeof fetch
  /** URL of the folder in which page and service worker lie, with a slash at its end. */
  readonly base: string
}

/** full: no storage space. changed: the server has other files than this version. unreachable: no network. */
export type Why = 'full' | 'changed' | 'unreachable'

export class NotCached extends Error {
  readonly why: Why
  readonly path: string
  constructor(why: Why, path: string, options?: ErrorOptions) {
    super(`${path}: ${why}`, options)
    this.why = why
    this.path = path
  }
}

const PREFIX = 'membrane-site-'
const PAGE = 'index.html'
/** File names that contain a hash: a file of this name in another version is identical. */
const HASHED = 'assets/'
const AT_ONCE = 4

const nameOf = ({ version }: Pick<Site, 'version'>): string => PREFIX + version

/** Caches all files, reusing those of older versions. @throws NotCached, after which nothing of this version remains cached. */
export async function cacheSite(site: Site, platform: Platform): Promise<void> {
  const older = await othersThan(site, platform.caches)
  const cache = await platform.caches.open(nameOf(site))
  const left = [...site.files]
  const cacheNext = async (): Promise<void> => {
    for (let file = left.shift(); file; file = left.shift()) await cacheFile(file, cache, older, platform)
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, cacheNext))
  } catch (error) {
    left.length = 0
    await platform.caches.delete(nameOf(site))
    throw error
  }
}

async function cacheFile([path, sha256]: Site['files'][number], cache: Cache, older: readonly Cache[], platform: Platform): Promise<void> {
  const url = platform.base + path
  // Cached by an earlier installation that was interrupted.
  if (await cache.match(url)) return
  for (const other of older) {
    const response = await other.match(url)
    if (response && (await isFile(response.clone(), path, sha256))) return put(cache, url, response, path)
  }
  const response = await platform.fetch(url, { cache: 'no-cache', credentials: 'same-origin' }).catch((cause: unknown) => {
    throw new NotCached('unreachable', path, { cause })
  })
  if (!response.ok || !(await isFile(response.clone(), path, sha256))) throw new NotCached('changed', path)
  return put(cache, url, plainly(response), path)
}

async function put(cache: Cache, url: string, response: Response, path: string): Promise<void> {
  await cache.put(url, response).catch((cause: unknown) => {
    throw new NotCached('full', path, { cause })
  })
}

async function isFile(response: Response, path: string, sha256: string): Promise<boolean> {
  const content = await contentOf(await response.arrayBuffer(), path).catch(() => null)
  if (!content) return false
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .startsWith(sha256)
}

/** Unpacks a .gz file. A host that declares it as compressed (`Content-Encoding: gzip`) has made the browser unpack it already. */
async function contentOf(bytes: ArrayBuffer, path: string): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(bytes)
  if (!path.endsWith('.gz') || first !== 0x1f || second !== 0x8b) return bytes
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

/** Copies a response without its transport headers: a page must not be answered with a redirected or compressed response. */
function plainly(response: Response): Response {
  const headers = new Headers(response.headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
  return new Response(response.body, { status: 200, headers })
}

/** Removes the caches of all other versions. */
export async function forgetOthers(site: Site, caches: CacheStorage): Promise<void> {
  for (const name of await otherNames(site, caches)) await caches.delete(name)
}

const otherNames = async (site: Site, caches: CacheStorage): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== nameOf(site))

const othersThan = async (site: Site, caches: CacheStorage): Promise<Cache[]> =>
  Promise.all((await otherNames(site, caches)).map((name) => caches.open(name)))

/** The file of the site that a request asks for; undefined for any other request, which the network answers. */
export function fileAsked({ url, method, mode }: Pick<Request, 'url' | 'method' | 'mode'>, site: Site, base: string): string | undefined {
  if (method !== 'GET' || !url.startsWith(base)) return undefined
  const path = url.slice(base.length).replace(/[?#].*$/, '')
  if (mode === 'navigate') return path === '' || path === PAGE ? PAGE : undefined
  return path.startsWith(HASHED) || site.files.some(([known]) => known === path) ? path : undefined
}

/**
 * Answers with the file from this version's cache; for open pages of an older version, from that version's cache; otherwise from the
 * network.
 */
export async function respond(path: string, request: Request, site: Site, { caches, fetch, base }: Platform): Promise<Response> {
  const url = base + path
  const cached = await (await caches.open(nameOf(site))).match(url)
  if (cached) return cached
  if (path.startsWith(HASHED))
    for (const other of await othersThan(site, caches)) {
      const response = await other.match(url)
      if (response) return response
    }
  return fetch(request)
}
