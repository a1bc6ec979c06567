/** HDF5 files with arrays of any number of axes, written by the library that reads them: chunks, packing, every version. Only tests import it. */

export interface MadeArray {
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array | Uint8Array | Uint16Array | Int8Array | Int16Array | Int32Array | readonly string[]
  readonly chunks?: readonly number[]
  /** The gzip level, from 1 to 9. */
  readonly compression?: number
}

let written = 0

/** @param arrays by path, whose folders become groups. @param version of the format: the oldest possible, or the newest */
export async function h5File(
  arrays: Readonly<Record<string, MadeArray>>,
  version: 'earliest' | 'latest' = 'earliest',
): Promise<Uint8Array> {
  const { ready, File } = await import('h5wasm')
  const { FS } = await ready
  const name = `made-${written++}`
  const file = new File(name, 'w', { libver: [version, 'latest'] })
  for (const [path, { shape, values, chunks, compression }] of Object.entries(arrays)) {
    const folders = path.split('/')
    const leaf = folders.pop()!
    let group: InstanceType<typeof import('h5wasm')['Group']> = file
    for (const folder of folders)
      group = (group.keys().includes(folder) ? (group.get(folder) as typeof group) : group.create_group(folder)) as typeof group
    group.create_dataset({
      name: leaf,
      data: values as never,
      shape: [...shape],
      ...(chunks && { chunks: [...chunks] }),
      ...(compression !== undefined && { compression }),
    })
  }
  file.close()
  const bytes = Uint8Array.from(FS.readFile(name))
  FS.unlink(name)
  return bytes
}
