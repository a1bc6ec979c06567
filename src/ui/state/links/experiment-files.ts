/**
 * Experiment files: saved from the page, opened from this computer, or fetched from elsewhere once the user has agreed. Loaded on first
 * use. The format is in share/file.
 */
import { version } from '../../../../package.json'
import { type Asked, refuseAddress } from '../../../share/asked'
import { readBounded } from '../../../share/bounded'
import { FILE_FORMAT, formatOfFile, MAX_FILE_BYTES, printFile, type ReadFile, readFile } from '../../../share/file'
import type { Hideable } from '../../../share/hide'
import type { OpenedLink } from '../../../share/link'
import { saveBlob } from '../../base/download'
import { store } from '../store/store'
import { openLinked, shared } from './links'
import { viewNow } from './view-link'

const TIMEOUT_MS = 30_000

export function saveExperiment(hide: readonly Hideable[]): void {
  const { experiment, preset } = shared()
  const text = printFile({ experiment, preset, view: viewNow(), hide, app: version, shaders: store.getState().shaders })
  saveBlob(`${preset}.json`, new Blob([text], { type: 'application/json' }))
}

/** @throws Error that says what is wrong with the file; then nothing has changed. */
export async function openExperimentFile(file: File): Promise<void> {
  if (file.size > MAX_FILE_BYTES) throw new Error(`${file.name} is longer than 1 MiB, which no experiment needs.`)
  await openText(await file.text(), file.name)
}

/** Opens a dropped file if its content is an experiment. @returns whether it is. @throws Error as `openExperimentFile`. */
export async function openIfExperiment(file: File): Promise<boolean> {
  if (file.size > MAX_FILE_BYTES) return false
  // A folder looks like a file until it is read.
  const text = await file.text().catch(() => '')
  const format = formatOfFile(text)
  if (format !== FILE_FORMAT && format !== '') return false
  await openText(text, file.name)
  return true
}

/** Fetches what a link asks for and opens it. @throws Error in a sentence, or the signal's reason. */
export async function openAsked(asked: Asked, signal: AbortSignal): Promise<void> {
  const text = await fetchText(asked.url, signal)
  await openText(text, asked.host, (opened) => ({
    ...opened,
    // The view in the link takes precedence over the one in the file.
    view: Object.keys(asked.view).length > 0 ? asked.view : opened.view,
    ...(asked.hide.length > 0 && { hide: asked.hide }),
    notes: [...asked.notes, ...opened.notes],
  }))
}

async function openText(text: string, name: string, combine?: (opened: OpenedLink) => OpenedLink): Promise<void> {
  const read = readFile(text)
  if (!read.ok) throw new Error(`${name} could not be opened. ${read.message}`)
  const opened = { ...read, notes: [...read.notes, ...otherShaders(read)] }
  await openLinked(combine ? combine(opened) : opened, combine ? `a file from ${name}` : `the file ${name}`, combine !== undefined)
}

function otherShaders({ shaders, app }: Extract<ReadFile, { ok: true }>): string[] {
  const mine = store.getState().shaders
  if (shaders === '' || mine === '' || shaders === mine) return []
  return [
    `The file was made with other shaders${app ? ` (version ${app})` : ''}: the same settings, but a run may differ in its last bits.`,
  ]
}

async function fetchText(address: string, signal: AbortSignal): Promise<string> {
  const { host } = new URL(address)
  const ended = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer', signal: ended })
    const refused = refuseAddress(new URL(response.url || address), location.href)
    if (refused) throw new Refusal(`${host} sent the request on. ${refused}`)
    if (!response.ok) throw new Refusal(`${host} answered ${response.status}${response.status === 404 ? ': there is no such file' : ''}.`)
    return await bounded(response, host)
  } catch (error) {
    void signal.throwIfAborted()
    if (error instanceof Refusal) throw error
    if (ended.aborted) throw new Error(`${host} did not send the file within ${TIMEOUT_MS / 1000} seconds.`)
    throw new Error(
      `The browser could not fetch the file from ${host}: either it cannot be reached, or it does not let other pages read its files (CORS).`,
    )
  }
}

class Refusal extends Error {}

/** Reads a response in chunks, and stops beyond the maximum size of an experiment. */
async function bounded(response: Response, host: string): Promise<string> {
  const bytes = response.body ? await readBounded(response.body, MAX_FILE_BYTES) : new Uint8Array()
  if (bytes === 'too long') throw new Refusal(`What ${host} sends is longer than 1 MiB, which no experiment needs.`)
  return new TextDecoder().decode(bytes)
}
