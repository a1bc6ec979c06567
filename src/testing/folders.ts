/** Folders of files that become data sets, and the sentences that refuse them. Only tests import it. */
import { expect } from 'vitest'
import type { EventFolder } from '../data/import/event-folder'
import { openChosen } from '../data/import/import-set'
import { ImportError } from '../data/import/source-file'
import { chosen } from './files'

/** The contents of files, by path. */
export type Files = Readonly<Record<string, Uint8Array>>

export async function eventFolderOf(files: Files): Promise<EventFolder> {
  const opened = await openChosen(chosen(files))
  if (!('events' in opened)) throw new Error('no folder of events')
  return opened.events
}

/** Why an import refuses. */
export const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportError)
  return (error as Error).message
}
