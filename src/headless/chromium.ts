/** Finds the Chromium for end-to-end tests, and its flags. Downloads nothing. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

/** MEMBRANE_CHROMIUM, then playwright's own if it is installed, then `chromium` or `google-chrome` on the PATH. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env, own: string = chromium.executablePath()): string {
  const asked = environment.MEMBRANE_CHROMIUM
  if (asked) {
    if (existsSync(asked)) return asked
    throw new Error(`MEMBRANE_CHROMIUM is ${asked}, and there is no such file.`)
  }
  if (own && existsSync(own)) return own
  for (const name of ['chromium', 'google-chrome'])
    for (const folder of (environment.PATH ?? '').split(delimiter)) if (folder && existsSync(join(folder, name))) return join(folder, name)
  throw new Error(
    'No Chromium was found for the end-to-end tests. Install one: "apt-get install chromium" on Debian, "npx playwright install chromium" elsewhere, ' +
      'or set MEMBRANE_CHROMIUM to the path of one.',
  )
}

/** No sandbox (tests run as root in containers), and no network requests by the browser itself. */
const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A WebGPU adapter in software, the same on every machine, and Chromium's fake moving image as the webcam. Shaders set workgroup memory
 * to zero themselves: where Vulkan does it, SwiftShader compiles an instruction for each word, over a second for 8 KiB.
 */
export const WITH_WEBGPU = [
  ...QUIET,
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
  '--use-fake-device-for-media-stream',
]

/** Flags of a browser without a usable GPU: the WebGPU API exists, without an adapter. */
export const WITHOUT_WEBGPU = [...QUIET, '--disable-gpu']
