/**
 * Serves the built site on its own port for tests that need what Playwright's server does not offer: another origin, files that differ
 * from the build, a host's headers, and a server that goes down.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

export interface TestSite {
  /** The address, with a trailing slash. */
  readonly url: string
  /** Files served instead of, or in addition to, the build: text by path. */
  readonly files: Map<string, string>
  readonly headers: Map<string, string>
  /** The requested paths. */
  readonly asked: string[]
  /** While true, every connection is closed. */
  down: boolean
  close(): Promise<void>
}

export async function serveSite(): Promise<TestSite> {
  // Browsers request it for pages that name no icon.
  const files = new Map<string, string>([['favicon.ico', '']])
  const headers = new Map<string, string>()
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    if (site.down) return void request.socket.destroy()
    const path = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname).slice(1) || 'index.html'
    asked.push(path)
    const body = files.get(path) ?? (await readFile(DIST + path).catch(() => undefined))
    const type = TYPES[extname(path)] ?? 'application/octet-stream'
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': type,
      'cache-control': 'no-cache',
      // As `vite preview` and other hosts declare such files; browsers then unpack them.
      ...(path.endsWith('.gz') && { 'content-encoding': 'gzip' }),
      ...Object.fromEntries(headers),
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const site: TestSite = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    files,
    headers,
    asked,
    down: false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return site
}

/** The service worker and the page of another version, which differ only in the page's title. */
export async function serveVersion(site: TestSite, name: string): Promise<void> {
  const [page, worker] = await Promise.all([readFile(`${DIST}index.html`, 'utf8'), readFile(`${DIST}sw.js`, 'utf8')])
  const html = page.replace('<meta name="description"', `<meta name="version" content="${name}" />\n    <meta name="description"`)
  const sha256 = createHash('sha256').update(html).digest('hex').slice(0, 32)
  site.files.set('index.html', html)
  site.files.set('sw.js', worker.replace(/"version":"\w+"/, `"version":"${name}"`).replace(/("index\.html",")\w+/, `$1${sha256}`))
}
