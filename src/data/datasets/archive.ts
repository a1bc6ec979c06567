/**
 * Exports a labeled set for NumPy: a zip with train.npz and test.npz, each with `images`, bytes [samples, …], and `labels`, bytes
 * [samples]. Built in pieces and compressed by zip.js, which is loaded on demand.
 */
import { npyHead } from '../formats/npy-header'
import type { DataSet, Samples } from '../labeled-set'

/** The number of image bytes between two progress reports. */
const PIECE = 2 ** 20

/**
 * @param shape of a sample; its product is that of height, width and channels. @param report the number of image bytes done, and the
 * total.
 */
export async function archiveOf(
  { train, test }: DataSet,
  shape: readonly number[],
  report: (done: number, total: number) => void,
): Promise<Blob> {
  const size = shape.reduce((a, b) => a * b, 1)
  const total = (train.count + test.count) * size
  let done = 0
  const passed = (bytes: number) => {
    done += bytes
    report(done, total)
  }
  const halves: [string, Blob][] = []
  for (const [name, half] of Object.entries({ train, test })) {
    if (half.height * half.width * half.channels !== size) throw new Error(`A sample has another size than [${shape.join(', ')}].`)
    const images = arrayOf([half.count, ...shape], imagesOf(half, size, passed))
    const labels = arrayOf([half.count], [half.labels.subarray(0, half.count)])
    halves.push([`${name}.npz`, await zipOf({ 'images.npy': images, 'labels.npy': labels }, true)])
  }
  // Packed already.
  return zipOf(Object.fromEntries(halves.map(([name, blob]) => [name, blob.stream()])), false)
}

/** Yields images without the padding to whole words. */
function* imagesOf({ images, count }: Samples, size: number, passed: (bytes: number) => void): Generator<Uint8Array> {
  const stride = images.length / Math.max(1, count)
  const max = Math.max(1, Math.floor(PIECE / size))
  for (let first = 0; first < count; first += max) {
    const few = Math.min(max, count - first)
    const piece = new Uint8Array(few * size)
    for (let n = 0; n < few; n++) piece.set(images.subarray((first + n) * stride, (first + n) * stride + size), n * size)
    yield piece
    passed(piece.length)
  }
}

function arrayOf(shape: readonly number[], data: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = data[Symbol.iterator]()
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(npyHead("'|u1'", shape)),
    pull(controller) {
      const { done, value } = pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

async function zipOf(files: Readonly<Record<string, ReadableStream>>, packed: boolean): Promise<Blob> {
  const { BlobWriter, ZipWriter } = await import('@zip.js/zip.js')
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false, level: packed ? 6 : 0 })
  for (const [name, stream] of Object.entries(files)) await writer.add(name, stream)
  return writer.close()
}
