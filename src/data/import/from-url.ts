/** Fetches files by URL, if their hosts allow other pages to read them. Bounded; fetches only what is requested. */
import { MAX_BYTES, megabytes } from '../formats/stream'
import { type ChosenFile, ImportError } from './source-file'

/** The maximum size of a download; an archive may be larger than what is read of it. */
const MAX_DOWNLOAD = 2 * MAX_BYTES

/** @param progress the bytes done, and the total as far as hosts state it. @throws ImportError that names the address. */
export async function fetchChosen(
  addresses: readonly string[],
  progress: (what: string, done: number, total: number) => void,
): Promise<ChosenFile[]> {
  const files: ChosenFile[] = []
  for (const address of addresses) {
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (!url || !['https:', 'http:'].includes(url.protocol))
      throw new ImportError(`“${address.slice(0, 100)}” is no address: it would begin with https://.`)
    const name = url.pathname.split('/').at(-1) || url.hostname
    files.push({ path: name, blob: await download(url, (done, total) => progress(`Fetching ${name}`, done, total)) })
  }
  return files
}

async function download(url: URL, progress: (done: number, total: number) => void): Promise<Blob> {
  const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' }).catch((error: unknown) => {
    throw new ImportError(
      `${url.hostname} cannot be reached, or does not let other pages read its files. Download the file and drop it on this page.`,
      { cause: error },
    )
  })
  if (!response.ok || !response.body) throw new ImportError(`${url.hostname} answered ${response.status} for ${url.pathname}.`)
  const total = Number(response.headers.get('content-length') ?? 0)
  const tooLong = () =>
    new ImportError(`${url.pathname} of ${url.hostname} is longer than ${megabytes(MAX_DOWNLOAD)}, the most that is fetched.`)
  if (total > MAX_DOWNLOAD) {
    void response.body.cancel().catch(() => undefined)
    throw tooLong()
  }
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  const reader = response.body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value)
      length += next.value.length
      if (length > MAX_DOWNLOAD) throw tooLong()
      progress(length, Math.max(total, length))
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined)
    if (error instanceof ImportError) throw error
    throw new ImportError(`${url.pathname} of ${url.hostname} stopped coming after ${length} bytes.`, { cause: error })
  }
  return new Blob(chunks)
}
