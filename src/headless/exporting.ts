/** Exports an experiment for other frameworks, as `npm run export` is asked to: code, a NIR graph, and the weights with them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js'
import { titleOf } from '../experiments/form'
import { FRAMEWORK_NAMES, type FrameworkName } from '../interop/code/export'
import { codeFile, type ExportedFile, nirFile } from '../interop/exported-files'
import { writeNirFile } from '../interop/nir/file'
import { NIR_TARGETS } from '../interop/nir/targets'
import { fittingTensors } from '../networks/weights'
import { buildFor } from './open-run'
import { readTraining } from './terminal'

const oneOf = <T extends string>(option: string, names: readonly T[], value: string): T => {
  const found = names.find((name) => name.toLowerCase() === value.toLowerCase())
  if (!found) throw new Error(`--${option} takes one of ${names.join(', ')}, not ${value}.`)
  return found
}

/** @param args the words of the command line. @returns the files that were written. @throws with a sentence for the user */
export async function exportFiles(args?: readonly string[]): Promise<readonly ExportedFile[]> {
  const grammar = { weights: 'file', code: FRAMEWORK_NAMES.join('|'), nir: NIR_TARGETS.join('|'), out: 'folder', zip: '' }
  const { experiment, preset, options } = await readTraining(grammar, args)
  const lastOf = (option: string) => options.findLast(({ name }) => name === option)?.value
  const [weights, nir] = [lastOf('weights'), lastOf('nir')]
  const target = nir === undefined ? undefined : oneOf('nir', NIR_TARGETS, nir)
  const frameworks = options.flatMap(({ name, value }): FrameworkName[] => (name === 'code' ? [oneOf('code', FRAMEWORK_NAMES, value)] : []))
  if (frameworks.length === 0 && target === undefined) throw new Error('What to write? --code FRAMEWORK, --nir TARGET, or both.')
  const bytes = weights === undefined ? undefined : new Uint8Array(readFileSync(weights))
  // A file of weights that does not fit is refused before anything is written.
  const tensors = bytes && fittingTensors(buildFor(undefined, experiment).networks, bytes.buffer)
  const title = titleOf(experiment, preset)
  const all = frameworks.map((framework) => codeFile(experiment, framework, title))
  if (target !== undefined) {
    if (!tensors) throw new Error('A NIR graph holds weights: give their file with --weights.')
    all.push(await nirFile(experiment, tensors, target, writeNirFile))
  }
  const files = all.map((one) => {
    if ('refused' in one) throw new Error(one.refused)
    return one
  })
  if (bytes) files.push({ path: 'weights.safetensors', data: bytes, about: 'The weights that the code reads.' })
  const zip = options.some(({ name }) => name === 'zip')
  return written(lastOf('out') ?? '.', zip ? [await zipped(preset, files)] : files)
}

async function zipped(preset: string, files: readonly ExportedFile[]): Promise<ExportedFile> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false })
  for (const { path, data } of files) await writer.add(path, new BlobReader(new Blob([data])))
  const zip = await writer.close()
  return { path: `${preset}.zip`, data: new Uint8Array(await zip.arrayBuffer()), about: files.map(({ path }) => path).join(', ') }
}

const written = (folder: string, files: readonly ExportedFile[]): ExportedFile[] =>
  files.map((file) => {
    const path = join(folder, file.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, file.data)
    return { ...file, path }
  })
