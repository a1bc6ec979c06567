/**
 * Sets of arrays, each in a separate file: IDX as in MNIST, and NumPy's arrays, alone or in an npz. Images and labels are distinguished
 * by the number of axes, training and testing by names.
 */

import { DATA_SETS } from '../datasets/schema'
import { parseIdx } from '../formats/idx'
import { type ImageSet, imagesOf, labelsOf, type Npy, parseNpy } from '../formats/npy'
import { readAll } from '../formats/stream'
import { type FoundSet, type Part, sha256 } from './set'
import { ImportError, naming, type SourceFile, wholeOf } from './source-file'

export type Split = 'train' | 'test' | 'validation'

interface FoundArray {
  readonly file: SourceFile
  readonly array: Npy
  readonly split: Split
  readonly holds: 'images' | 'labels'
}

/** @throws ImportError if a part is missing, duplicated or invalid. */
export async function readArrays(files: readonly SourceFile[], say: (what: string) => void): Promise<FoundSet> {
  const chosen = files.some(isBalanced) ? files.filter(isBalanced) : files
  const arrays: FoundArray[] = []
  for (const file of chosen) {
    say(`Reading ${file.path}`)
    const array = await naming(file.path, () => readArray(file))
    const { shape } = array
    const holds = shape.length === 1 || (shape.length === 2 && shape[1] === 1) ? 'labels' : 'images'
    arrays.push({ file, array, split: splitOf(file.path), holds })
  }
  const have = (split: Split) => arrays.some((a) => a.split === split)
  const train = await partOf(arrays, have('train') ? 'train' : 'test')
  const rest = have('train') && (['test', 'validation'] as const).find(have)
  const test = rest ? await partOf(arrays, rest) : undefined
  const kind = await kindOf(arrays, train, test)
  return {
    train,
    ...(test && { test }),
    name: nameOf(train.imagesPath) || `Images of ${train.width} × ${train.height}`,
    ...(kind && { kind }),
  }
}

/** EMNIST is one archive of six sets. Only the balanced one has a kind of its own. */
const isBalanced = ({ path }: SourceFile): boolean => /emnist-balanced-(train|test)/i.test(path)

async function readArray(file: SourceFile): Promise<Npy> {
  const bytes = await wholeOf(file)
  if (file.kind === 'npy') return parseNpy(bytes)
  const { shape, data } = parseIdx(bytes, file.head[3]!)
  return { type: '|u1', shape, values: data }
}

async function partOf(arrays: readonly FoundArray[], split: Split): Promise<Part> {
  const only = (holds: FoundArray['holds']): FoundArray => {
    const [found, second] = arrays.filter((a) => a.split === split && a.holds === holds)
    if (second)
      throw new ImportError(`${found!.file.path} and ${second.file.path} both hold ${words[split]} ${holds}. Choose the files of one set.`)
    if (found) return found
    const beside = arrays.find((a) => a.split === split) ?? arrays[0]!
    throw new ImportError(`${beside.file.path} has no ${words[split]} ${holds} next to it. Choose images and labels together.`)
  }
  const [images, labels] = [only('images'), only('labels')]
  const pictures = await naming(images.file.path, () => imagesOf(images.array))
  const numbers = await naming(labels.file.path, () => labelsOf(labels.array))
  return {
    ...(isEmnist(images.file.path) ? transposed(pictures) : pictures),
    // The letters of EMNIST count from 1.
    labels: /emnist-letters/i.test(labels.file.path) ? numbers.map((label) => label - 1) : numbers,
    imagesPath: images.file.path,
    labelsPath: labels.file.path,
  }
}
export const words: Readonly<Record<Split, string>> = { train: 'training', test: 'test', validation: 'validation' }

const isEmnist = (path: string): boolean => /emnist-/i.test(path)

/** Transposes the images of EMNIST, whose files exchange rows and columns. */
function transposed(pictures: ImageSet): ImageSet {
  const { count, height, width, images } = pictures
  const upright = new Uint8Array(images.length)
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) upright[(n * width + x) * height + y] = images[(n * height + y) * width + x]!
  return { ...pictures, height: width, width: height, images: upright }
}

/** The SHA-256 of the test images of Kuzushiji-MNIST in its authors' files. */
const KMNIST = 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'

async function kindOf(arrays: readonly FoundArray[], train: Part, test: Part | undefined): Promise<'kmnist' | 'emnist' | undefined> {
  const fits = (kind: 'kmnist' | 'emnist') =>
    train.count === DATA_SETS[kind].train && test?.count === DATA_SETS[kind].test && train.height === 28 && train.width === 28
  if (fits('emnist') && isBalanced({ path: train.imagesPath } as SourceFile)) return 'emnist'
  if (!fits('kmnist')) return undefined
  if (/kmnist/i.test(train.imagesPath)) return 'kmnist'
  const packed = arrays.find((a) => a.split === 'test' && a.holds === 'images')?.file.packed
  if (!packed) return undefined
  const hash = await sha256(await readAll(packed()))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') === KMNIST ? 'kmnist' : undefined
}

const wordsOf = (part: string): string[] =>
  part
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)

export const SPLITS: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  t10k: 'test',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
}

/** The split that the innermost part of a path names; undefined if none does. */
export function splitNamed(parts: readonly string[]): Split | undefined {
  for (const part of parts.toReversed()) for (const word of wordsOf(part)) if (Object.hasOwn(SPLITS, word)) return SPLITS[word]!
  return undefined
}

/** The split that the path names, by default training. */
export const splitOf = (path: string): Split => splitNamed(path.split('/')) ?? 'train'

/** Words that describe the contents of a file, not the set that it belongs to. */
const NOISE = new Set([
  ...Object.keys(SPLITS),
  'images',
  'image',
  'imgs',
  'labels',
  'x',
  'y',
  'data',
  'arr',
  '0',
  'idx1',
  'idx3',
  'ubyte',
  'npy',
  'npz',
  'gz',
  'zip',
  'tar',
])

/** The name of a set from its path: the innermost part with words other than those for its contents; empty if there is none. */
export function nameOf(path: string): string {
  for (const part of path.split('/').reverse()) {
    const left = wordsOf(part).filter((word) => word !== '' && !NOISE.has(word))
    if (left.length > 0) return left.join('-')
  }
  return ''
}
