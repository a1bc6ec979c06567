/** CIFAR-10 and CIFAR-100 in their binary versions: which files make up which set. */

import { DATA_SETS } from '../datasets/schema'
import { parseCifar, type Records } from '../formats/cifar'
import type { FoundSet, Part } from './set'
import { ImportError, naming, type SourceFile, wholeOf } from './source-file'

const base = (path: string): string => path.split('/').at(-1)!.toLowerCase().replace(/\.gz$/, '')

/** @throws ImportError if files are missing or are not CIFAR records. */
export async function readCifar(files: readonly SourceFile[], say: (what: string) => void): Promise<FoundSet> {
  const named = (name: string) => files.find(({ path }) => base(path) === name)
  const fine = named('train.bin') !== undefined || named('test.bin') !== undefined
  const wanted = fine
    ? { train: ['train.bin'], test: 'test.bin' }
    : { train: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`), test: 'test_batch.bin' }
  const all = [...wanted.train, wanted.test]
  const missing = all.find((name) => !named(name))
  if (missing) throw new ImportError(`${missing} is missing. ${fine ? 'CIFAR-100' : 'CIFAR-10'} has ${all.join(', ')}.`)
  const kind = fine ? 'cifar100' : 'cifar10'
  const read = async (name: string): Promise<Records> => {
    const file = named(name)!
    say(`Reading ${file.path}`)
    return naming(file.path, async () => parseCifar(await wholeOf(file), fine ? 2 : 1, DATA_SETS[kind].classes))
  }
  const trainRecords: Records[] = []
  for (const name of wanted.train) trainRecords.push(await read(name))
  const train = partOf(named(wanted.train[0]!)!.path, trainRecords)
  const test = partOf(named(wanted.test)!.path, [await read(wanted.test)])
  const official = train.count === DATA_SETS[kind].train && test.count === DATA_SETS[kind].test
  return { train, test, name: `Records of ${DATA_SETS[kind].title}`, ...(official && { kind }) }
}

function partOf(path: string, records: readonly Records[]): Part {
  const count = records.reduce((sum, { labels }) => sum + labels.length, 0)
  const images = new Uint8Array(count * 3072)
  const labels = new Uint8Array(count)
  let at = 0
  for (const r of records) {
    images.set(r.images, at * 3072)
    labels.set(r.labels, at)
    at += r.labels.length
  }
  return { count, height: 32, width: 32, channels: 3, images, labels, imagesPath: path, labelsPath: path }
}
