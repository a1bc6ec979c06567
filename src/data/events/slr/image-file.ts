/** The image file of a DVS-SLR recording: a NumPy archive with the times and the images, which are read one after the other. */

import { FormatError } from '../../formats/format-error'
import { NPY_HEAD, readNpyHeader } from '../../formats/npy-header'
import { integersOf, MAX_LIST_BYTES } from '../../formats/npy-integers'
import { createReader, readAll, readFirst } from '../../formats/stream'
import { readZip, type ZipEntry } from '../../formats/zip'
import type { EventFile } from '../reading'

export interface ImageFile {
  /** The times of the images as stored, taken as nanoseconds. */
  readonly times: readonly bigint[]
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /**
   * Passes on the images in order, [height, width, channels].
   * @throws FormatError if they fail the checksum.
   */
  readonly each: (take: (image: Uint8Array, n: number) => void, signal?: AbortSignal) => Promise<void>
}

/** The maximum number of pixels in an image. */
const MAX_PIXELS = 2 ** 24

/** @throws FormatError in words that follow the file's name. */
export async function openImages(file: EventFile): Promise<ImageFile> {
  const entries = await readZip(file.blob ?? new Blob([await readAll(file.open!())]))
  const [t, imgs] = ['t.npy', 'imgs.npy'].map((name) => entries.find(({ path }) => path.toLowerCase() === name))
  if (!t || !imgs) {
    const names = entries.slice(0, 5).map(({ path }) => path.slice(0, 40))
    throw new FormatError(`holds ${names.join(', ') || 'nothing'}, and no images; arrays t and imgs would fit`)
  }
  const times = await telling('t', async () => integersOf(await readAll(t.open(), MAX_LIST_BYTES)))
  const { start, shape } = await telling('imgs', () => imagesIn(imgs))
  const [count, height, width, channels = 1] = shape as [number, number, number, 1 | 3 | undefined]
  if (count !== times.length) throw new FormatError(`has ${times.length} times and ${count} images: there must be one for each`)
  if (count === 0) throw new FormatError('has no image')
  return {
    times,
    height,
    width,
    channels,
    async each(take, signal) {
      const reader = createReader(imgs.open())
      try {
        await reader.upTo(start)
        for (let n = 0; n < count; n++) {
          signal?.throwIfAborted()
          take(await reader.upTo(height * width * channels), n)
        }
        // The last read verifies the size and the checksum.
        await reader.upTo(1)
      } finally {
        reader.cancel()
      }
    },
  }
}

/** Checks the image array: [count, height, width] or [count, height, width, 1 or 3] bytes. */
async function imagesIn({ open, size }: ZipEntry) {
  const { type, shape, fortran, itemBytes, start } = readNpyHeader(await readFirst(open(), NPY_HEAD))
  if (type !== undefined && /^\|?O/.test(type))
    throw new FormatError(
      'holds Python objects, as NumPy keeps images of several sizes: all must be of one size, as numpy.stack makes them',
    )
  if (type === undefined || !/^[|<>=]?u1$/.test(type))
    throw new FormatError(`holds elements of type ${type?.slice(0, 20) ?? 'with fields'}; bytes (uint8) would fit`)
  const [, height = 0, width = 0, channels = 1] = shape
  const fits = shape.length === 3 || (shape.length === 4 && (channels === 1 || channels === 3))
  if (!fits || !(height * width > 0 && height * width <= MAX_PIXELS))
    throw new FormatError(`has the shape [${shape.join(', ')}]; images of [count, height, width, 3] would fit`)
  if (fortran) throw new FormatError('is in Fortran order; numpy.ascontiguousarray makes one that fits')
  const need = shape.reduce((a, b) => a * b, itemBytes)
  if (start + need !== size) throw new FormatError(`has ${size - start} bytes of elements, where its header says ${need}`)
  return { start, shape }
}

/** Runs `work`, and names the array in its errors. */
async function telling<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`holds ${name}.npy, which ${error.message}`, { cause: error })
    throw error
  }
}
