/**
 * A Vite plugin that adds the content security policy to the built page, and to the service worker the list of the files that it caches,
 * with their hashes. The development server has neither, because it runs scripts that it writes into the page.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** The file of the service worker, next to the page: its location determines which requests it may answer. */
export const SERVICE_WORKER = 'sw.js'
/** The script of the training worker: a name and Vite's hash. Other chunks begin with the same word. */
export const WORKER_SCRIPT = /\/worker-[\w-]{8}\.js$/
/** The placeholder in its code that the list replaces. */
const PLACE = '__SITE__'
/** Files not cached here: data sets, which their loader caches, and files that the page never requests. */
const NOT_CACHED = /^data\/|^sw\.js$|-LICENSE\.txt$/
/** The number of hexadecimal digits of a hash: 128 bits. */
const DIGITS = 32

/**
 * The policy by directive. Nothing from another origin is run or shown. Connections go to addresses of files that the user enters, by https
 * or on this computer. WebAssembly reads HDF5 and Zstandard. plotly writes its style rules into the page, so inline styles are allowed;
 * inline scripts are not.
 */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'media-src': "'self' blob:",
  'font-src': "'self' data:",
  'connect-src': "'self' https: http://localhost:* http://127.0.0.1:* data: blob:",
  'manifest-src': "'self'",
  'form-action': "'none'",
  'base-uri': "'none'",
} as const

/** The policy as a header or a meta element contains it. */
export const policy = (): string =>
  Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')

interface CachedSite {
  readonly version: string
  /** Path below the folder of the page, and the first digits of the SHA-256 of its content, which for a .gz file is what it unpacks to. */
  readonly files: readonly (readonly [path: string, sha256: string])[]
}

/** The files of a built site to cache. @param folder the folder of the site */
export async function siteIn(folder: string): Promise<CachedSite> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => posixPath(join(entry.parentPath, entry.name).slice(folder.length + 1)))
  const files = await Promise.all(
    paths
      .filter((path) => !NOT_CACHED.test(path))
      .sort()
      .map(async (path) => [path, digest(contentOf(path, await readFile(join(folder, path))))] as const),
  )
  return { version: digest(JSON.stringify(files)), files }
}

/** Hosts send a .gz file as it is or, with `Content-Encoding: gzip`, so that the service worker sees it unpacked. */
const contentOf = (path: string, bytes: Buffer): Buffer => (path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
const posixPath = (path: string): string => path.replaceAll('\\', posix.sep)
const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS)

export const site = (): Plugin => ({
  name: 'membrane-site',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace(/(<meta charset="utf-8" \/>)/, `$1\n    <meta http-equiv="Content-Security-Policy" content="${policy()}" />`),
  },
  async writeBundle({ dir }, bundle) {
    const worker = bundle[SERVICE_WORKER]
    // It is a classic script, so that browsers without module workers run it too.
    if (worker?.type !== 'chunk' || worker.imports.length > 0 || worker.dynamicImports.length > 0 || worker.exports.length > 0)
      throw new Error(`${SERVICE_WORKER} must be one script without imports and exports.`)
    const file = join(dir!, SERVICE_WORKER)
    const code = await readFile(file, 'utf8')
    if (!code.includes(PLACE)) throw new Error(`${SERVICE_WORKER} has no place for the list of files.`)
    await writeFile(file, code.replaceAll(PLACE, JSON.stringify(await siteIn(dir!))))
  },
})
