/** All data of the open run as one zip, gathered from where each part is and packed by zip.js, which is loaded on demand. */
import { version } from '../../../../package.json'
import { titleOf } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { FRAMEWORK_NAMES } from '../../../interop/code/export'
import { codeFile, nirFile } from '../../../interop/exported-files'
import { readSafetensors } from '../../../interop/safetensors'
import { writeRunFile } from '../../../runs/file'
import { readDetail, readRun } from '../../../runs/store'
import { printFile } from '../../../share/file'
import { metricsOf } from '../../../studies/metrics'
import { saveBlob } from '../../base/download'
import { nirWriter, nodesOfOpen } from '../../state/imports/nir'
import { runTitle } from '../../state/labels/run-label'
import { link, shared } from '../../state/links/links'
import { viewNow } from '../../state/links/view-link'
import { recordNow, runUnderWay } from '../../state/runs/runs'
import { worker } from '../../state/session/worker-connection'
import { store } from '../../state/store/store'
import { type BundleFile, bundleOf, fitting, type Whole } from './bundle'

export const saveEverything = async (): Promise<void> => saveBlob(`${shared().preset}.zip`, await everything())

export async function everything(): Promise<Blob> {
  return zipped(bundleOf(await whole()))
}

async function whole(): Promise<Whole> {
  const { experiment, preset } = shared()
  const { hidden: hide, shaders } = store.getState()
  const run = await savedRun()
  const samples = await pinnedSamples()
  const learned = await worker().weights()
  return {
    title: run ? runTitle(run.summary) : preset,
    link: await link(),
    experiment: printFile({ experiment, preset, view: viewNow(), hide, app: version, shaders }),
    metrics: metricsOf(experiment),
    weights: learned,
    run,
    samples,
    nirData: await nirDataOf(samples),
    ...(await exportsOf(experiment, preset, learned)),
    app: version,
  }
}

/** The run as saved now; undefined at step 0, or if the browser stores nothing. */
async function savedRun(): Promise<Whole['run']> {
  await recordNow()
  const id = runUnderWay()
  const [summary, detail] = id ? await Promise.all([readRun(id), readDetail(id)]) : []
  return summary && detail ? { summary, detail, file: await writeRunFile([{ summary, detail }], version) } : undefined
}

async function pinnedSamples(): Promise<Whole['samples']> {
  const { pinned, layers } = store.getState()
  if (layers.length === 0) return []
  const samples: Whole['samples'][number][] = []
  for (let sample = 0; sample < pinned; sample++) samples.push((await worker().sample(sample)).layers)
  return samples
}

/** Code for every framework, and a NIR graph for the target that the most readers take. */
async function exportsOf(experiment: Experiment, preset: string, learned: ArrayBuffer): Promise<Pick<Whole, 'exports' | 'refused'>> {
  const title = titleOf(experiment, preset)
  const all = [
    ...FRAMEWORK_NAMES.map((framework) => codeFile(experiment, framework, title)),
    await nirFile(experiment, readSafetensors(learned).tensors, 'euler', nirWriter.writeNir),
  ]
  return {
    exports: all.filter((one) => 'path' in one),
    refused: [...new Set(all.flatMap((one) => ('refused' in one ? [one.refused] : [])))],
  }
}

/** Times are in steps. */
async function nirDataOf(samples: Whole['samples']): Promise<Whole['nirData']> {
  const nodes = nodesOfOpen(fitting(samples).samples)
  return nodes.length > 0 ? nirWriter.writeNirData(nodes, 1) : undefined
}

async function zipped(files: readonly BundleFile[]): Promise<Blob> {
  const { BlobReader, BlobWriter, ZipWriter } = await import('@zip.js/zip.js')
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false })
  for (const { path, data } of files) await writer.add(path, new BlobReader(data instanceof Blob ? data : new Blob([data])))
  return writer.close()
}
