/** Opens files and addresses: a set becomes the experiment's, a folder of recordings or a table is shown in the window that makes one. */
import type { ChosenFile, Imported } from '../../../worker/importer'
import { showDialog } from '../selection/select'
import { importer, keepBoxes, keepFound, keepResponses, keepSlr, keepTable, learnFrom, type OnProgress, work } from './data-sets'

/** @param files may still be on their way: a dropped folder is listed first. */
export const openFiles = (files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>): Promise<void> =>
  openWith((onProgress) => importer.open(files, undefined, onProgress), 'data')

/** Files of which it was said that they hold movies and responses. */
export const openResponseFiles = (files: readonly ChosenFile[]): Promise<void> =>
  openWith((onProgress) => importer.open(files, 'responses', onProgress), 'responseImport')

/** Files of which it was said that they hold recordings with boxes. */
export const openBoxFiles = (files: readonly ChosenFile[]): Promise<void> =>
  openWith((onProgress) => importer.open(files, 'boxes', onProgress), 'boxImport')

export const openAddresses = (addresses: readonly string[]): Promise<void> =>
  openWith((onProgress) => importer.fetch(addresses, onProgress), 'data')

function openWith(call: (onProgress: OnProgress) => Promise<Imported>, within: 'data' | 'responseImport' | 'boxImport'): Promise<void> {
  showDialog(within)
  return work('Listing the files', call, async (opened) => {
    if (opened.kind === 'set') return learnFrom(opened.data)
    if (opened.kind === 'slr') {
      const { offerSlr } = await import('./slr-import')
      keepSlr(opened.found)
      return offerSlr(opened.found)
    }
    if (opened.kind === 'responses') {
      const { offerResponses } = await import('./response-import')
      keepResponses(opened.found)
      return offerResponses(opened.found)
    }
    if (opened.kind === 'boxes') {
      const { offerBoxes } = await import('./box-import')
      keepBoxes(opened.found)
      return offerBoxes(opened.found)
    }
    if (opened.kind === 'table') {
      const { offerTable } = await import('./table-import')
      keepTable(opened.found)
      return offerTable(opened.found)
    }
    const { offer } = await import('./event-import')
    keepFound(opened.found)
    offer(opened.found)
  })
}
