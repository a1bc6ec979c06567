/** Finds the Firefox for the smoke test, and its options. Downloads nothing. */
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import { ROOT } from './read-files'

/** Where `npm test` installs Firefox on a system that has no package of it. */
export const FETCHED = 'node_modules/.cache/browsers'

function fetchedFirefox(): string | undefined {
  const folder = join(ROOT, FETCHED, 'firefox')
  const versions = existsSync(folder) ? readdirSync(folder) : []
  return versions.map((version) => join(folder, version, 'firefox', 'firefox')).find((file) => existsSync(file))
}

/** MEMBRANE_FIREFOX, then `firefox-esr` or `firefox` on the PATH, then one that `npm test` has fetched. */
export function findFirefox(environment: NodeJS.ProcessEnv = process.env): string {
  const asked = environment.MEMBRANE_FIREFOX
  if (asked) {
    if (existsSync(asked)) return asked
    throw new Error(`MEMBRANE_FIREFOX is ${asked}, and there is no such file.`)
  }
  for (const name of ['firefox-esr', 'firefox'])
    for (const folder of (environment.PATH ?? '').split(delimiter)) if (folder && existsSync(join(folder, name))) return join(folder, name)
  const fetched = fetchedFirefox()
  if (fetched !== undefined) return fetched
  throw new Error(
    'No Firefox was found for its smoke test. Install one: "apt-get install firefox-esr" on Debian, or set MEMBRANE_FIREFOX to the path of one. ' +
      'On a machine without a GPU it needs mesa-vulkan-drivers.',
  )
}

/** Starts Firefox over WebDriver BiDi, with WebGPU enabled by a preference and its block list of software adapters ignored. */
export const startFirefox = (): Promise<Browser> =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    protocolTimeout: 600_000,
    extraPrefsFirefox: { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true },
  })
