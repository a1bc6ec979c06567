/**
 * The events of a task, appended as lines of JSON for people and for `follow`. A line that was not written to its end is ignored and
 * damages no other.
 */
import { appendFile, open } from 'node:fs/promises'
import * as z from 'zod'
import { linesFile } from './folder'

const count = z.int().min(0)
const text = z.string().max(2000)
const lineSchema = z.looseObject({
  event: z.enum(['claimed', 'step', 'checkpoint', 'released', 'given back', 'done', 'broke']),
  step: count,
  worker: text,
})
export type Line = z.infer<typeof lineSchema>

/** The bytes read from the end of a file; longer than any line. */
const TAIL = 16 * 1024

/** Appends a line; first closes one that an earlier writer left unfinished. @throws errors of the file system */
export async function addLine(folder: string, task: number, line: Line): Promise<void> {
  const file = linesFile(folder, task)
  const end = await tailOf(file, 1)
  await appendFile(file, `${end === '' || end === '\n' ? '' : '\n'}${JSON.stringify(line)}\n`)
}

/** The newest lines in order, as many as fit in the end of the file that is read; none if there is no file. */
export async function newestLines(folder: string, task: number): Promise<Line[]> {
  return (await tailOf(linesFile(folder, task), TAIL)).split('\n').flatMap((text) => {
    const line = readLine(text)
    return line ? [line] : []
  })
}

function readLine(text: string): Line | null {
  try {
    const read = lineSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

async function tailOf(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!file) return ''
  try {
    const { size } = await file.stat()
    const length = Math.min(size, maxBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
