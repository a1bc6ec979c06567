/** An in-memory folder with the interface of the browser's private file system and a limited size: for the terminal, and for tests. */

interface Room {
  left: number
}

export function memoryFolder(room: Room = { left: Number.POSITIVE_INFINITY }): FileSystemDirectoryHandle {
  const entries = new Map<string, FileSystemDirectoryHandle | FileSystemFileHandle>()
  const missing = (name: string) => Promise.reject(new DOMException(`no ${name}`, 'NotFoundError'))
  return {
    kind: 'directory',
    getDirectoryHandle: async (name: string, { create = false } = {}) => {
      if (!entries.has(name)) {
        if (!create) return missing(name)
        entries.set(name, memoryFolder(room))
      }
      return entries.get(name)
    },
    getFileHandle: async (name: string, { create = false } = {}) => {
      if (!entries.has(name)) {
        if (!create) return missing(name)
        entries.set(name, memoryFile(room))
      }
      return entries.get(name)
    },
    removeEntry: async (name: string) => {
      if (!entries.delete(name)) await missing(name)
    },
    async *entries() {
      yield* entries
    },
  } as unknown as FileSystemDirectoryHandle
}

/** As in a browser, content is written only when the file is closed. */
function memoryFile(room: Room): FileSystemFileHandle {
  let content = new Blob()
  return {
    kind: 'file',
    getFile: async () => content,
    createWritable: async () => {
      const parts: Uint8Array<ArrayBuffer>[] = []
      return {
        write: async (bytes: Uint8Array) => {
          room.left -= bytes.length
          if (room.left < 0) throw new DOMException('full', 'QuotaExceededError')
          parts.push(bytes.slice())
        },
        close: async () => {
          content = new Blob(parts)
        },
        abort: async () => {},
      }
    },
  } as unknown as FileSystemFileHandle
}
