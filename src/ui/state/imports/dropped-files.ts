/** Files that the browser provides: chosen ones, or dropped ones with the content of dropped folders. */
import type { ChosenFile } from '../../../worker/importer'

const MAX_FILES = 1_000_000

export const chosenFiles = (list: FileList): ChosenFile[] =>
  [...list].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }))

/** Call this within the event handler: dropped files cannot be read after it returns. */
export function droppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  return listAll(roots)
}

async function listAll(roots: readonly { readonly entry: FileSystemEntry | null; readonly file: File | null }[]): Promise<ChosenFile[]> {
  const files: ChosenFile[] = []
  const add = async (entry: FileSystemEntry): Promise<void> => {
    if (files.length >= MAX_FILES) throw new Error(`What was dropped holds more than ${MAX_FILES} files.`)
    if (entry.isFile) {
      const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
      files.push({ path: entry.fullPath.replace(/^\//, ''), blob })
      return
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader()
    // A folder comes in parts; an empty one is the last.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      if (part.length === 0) return
      for (const inner of part) await add(inner)
    }
  }
  for (const { entry, file } of roots) {
    if (entry) await add(entry)
    else if (file) files.push({ path: file.name, blob: file })
  }
  return files
}
