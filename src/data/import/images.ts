/**
 * Folders of images, one folder per class, with or without train/ and test/ above. Sizes are read from the first bytes of all files before
 * any is decoded; the browser decodes.
 */
import { HEADER_BYTES, type ImageHeader, readImageHeader } from '../formats/image-header'
import { MAX_BYTES, megabytes, readFirst } from '../formats/stream'
import { MAX_CLASSES } from '../schema'
import { SPLITS } from './arrays'
import { type FoundSet, type Part, sizeOf } from './set'
import { ImportError, naming, type SourceFile, wholeOf } from './source-file'

/** Decodes an image to four bytes per pixel: red, green, blue and opacity. */
export type DecodeImage = (file: Blob) => Promise<{ readonly width: number; readonly height: number; readonly pixels: Uint8ClampedArray }>

interface Picture {
  readonly file: SourceFile
  readonly split: 'train' | 'test'
  readonly class: string
}

/** Reads images of one size. @throws ImportError that names the first image that does not fit. */
export async function readImages(
  files: readonly SourceFile[],
  decode: DecodeImage,
  progress: (what: string, done: number, total: number) => void,
): Promise<FoundSet> {
  const order = new Intl.Collator('en', { numeric: true }).compare
  const sorted = [...files].sort((a, b) => order(a.path, b.path) || (a.path < b.path ? -1 : 1))
  const pictures = sorted.map(placeOf)
  if (!pictures.some(({ split }) => split === 'train'))
    throw new ImportError(`${files[0]!.path} is for testing, and there are no images to train with.`)
  const first = sorted[0]!
  let size: ImageHeader | undefined
  let gray = true
  for (const [done, file] of sorted.entries()) {
    progress('Inspecting the images', done, sorted.length)
    const header = await headerOf(file)
    size ??= header
    gray &&= header.gray
    if (header.width !== size.width || header.height !== size.height)
      throw new ImportError(
        `${file.path} is ${sizeOf({ ...header, channels: 1 })}, and ${first.path} is ${sizeOf({ ...size, channels: 1 })}: all images must be of one size.`,
      )
  }
  const { width, height } = size!
  const channels = gray ? 1 : 3
  const bytes = sorted.length * width * height * channels
  if (bytes > MAX_BYTES)
    throw new ImportError(`${first.path} and the other images come to ${megabytes(bytes)}; up to ${megabytes(MAX_BYTES)} fit.`)
  const classes = [...new Set(pictures.filter((p) => p.split === 'train').map((p) => p.class))].sort(order)
  if (classes.length > MAX_CLASSES)
    throw new ImportError(`${first.path} lies in one of ${classes.length} folders; up to ${MAX_CLASSES} classes fit.`)
  let done = 0
  const part = async (split: Picture['split']): Promise<Part | undefined> => {
    const own = pictures.filter((p) => p.split === split)
    if (own.length === 0) return undefined
    const images = new Uint8Array(own.length * width * height * channels)
    const labels = new Uint8Array(own.length)
    for (const [n, image] of own.entries()) {
      progress('Decoding the images', done++, sorted.length)
      labels[n] = labelOf(image, classes)
      const { pixels } = await decoded(image.file, decode, width, height)
      images.set(channels === 1 ? opaque(pixels, [0]) : opaque(pixels, [0, 1, 2]), n * width * height * channels)
    }
    return { count: own.length, height, width, channels, images, labels, imagesPath: own[0]!.file.path, labelsPath: own[0]!.file.path }
  }
  const [train, test] = [await part('train'), await part('test')]
  const top = first.path.includes('/') ? first.path.split('/')[0]! : ''
  return {
    train: train!,
    ...(test && { test }),
    classNames: classes,
    name: /^(train|test)$/i.test(top) || classes.includes(top) ? `Images of ${width} × ${height}` : top,
  }
}

/** The class of an image is its folder; the nearest folder above that is named after a split gives its part. */
function placeOf(file: SourceFile): Picture {
  const folders = file.path.split('/').slice(0, -1)
  const name = folders.at(-1)
  if (name === undefined) throw new ImportError(`${file.path} lies in no folder. Choose a folder that holds a folder for each class.`)
  const split = folders
    .slice(0, -1)
    .reverse()
    .find((folder) => Object.hasOwn(SPLITS, folder.toLowerCase()))
  return { file, class: name, split: split === undefined || SPLITS[split.toLowerCase()] === 'train' ? 'train' : 'test' }
}

function labelOf({ file, class: name }: Picture, classes: readonly string[]): number {
  const label = classes.indexOf(name)
  if (label < 0) throw new ImportError(`${file.path} is of the class ${name}, which has no images to train with.`)
  return label
}

async function headerOf(file: SourceFile): Promise<ImageHeader> {
  const header = readImageHeader(file.head) ?? readImageHeader(await readFirst(file.open(), HEADER_BYTES))
  if (!header) throw new ImportError(`${file.path} does not say how large it is: it is truncated or damaged.`)
  return header
}

async function decoded(file: SourceFile, decode: DecodeImage, width: number, height: number) {
  const bytes = await naming(file.path, () => wholeOf(file))
  const image = await decode(new Blob([bytes])).catch((error: unknown) => {
    throw new ImportError(`${file.path} could not be decoded: it is truncated or damaged.`, { cause: error })
  })
  if (image.width !== width || image.height !== height)
    throw new ImportError(
      `${file.path} is ${sizeOf({ ...image, channels: 1 })} when it is decoded, where its header says ${sizeOf({ width, height, channels: 1 })}.`,
    )
  return image
}

/** Some of the channels, blended over black where the image is transparent. */
function opaque(pixels: Uint8ClampedArray, channels: readonly number[]): Uint8Array {
  const out = new Uint8Array((pixels.length / 4) * channels.length)
  for (let p = 0, to = 0; p < pixels.length; p += 4)
    for (const c of channels) out[to++] = Math.round((pixels[p + c]! * pixels[p + 3]!) / 255)
  return out
}
