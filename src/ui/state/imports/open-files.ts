/** Opens files and addresses: a finished set becomes the experiment's; files that can become one are shown in the import dialog. */
import type { AskedFor } from '../../../data/import/schema'
import type { ChosenFile, Imported } from '../../../worker/importer'
import { showDialog } from '../selection/select'
import { importer, keepFound, learnFrom, type OnProgress, work } from './data-sets'

/** @param files may be a promise, since a dropped folder is listed first. @param asked what the files contain, where the user said it */
export const openFiles = (files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>, asked?: AskedFor): Promise<void> =>
  openWith((onProgress) => importer.open(files, asked, onProgress), asked ? 'import' : 'data')

export const openAddresses = (addresses: readonly string[]): Promise<void> =>
  openWith((onProgress) => importer.fetch(addresses, onProgress), 'data')

function openWith(call: (onProgress: OnProgress) => Promise<Imported>, within: 'data' | 'import'): Promise<void> {
  showDialog(within)
  return work('Listing the files', call, async (opened) => {
    if (opened.kind === 'set') return learnFrom(opened.data)
    keepFound(opened)
    showDialog('import')
  })
}
