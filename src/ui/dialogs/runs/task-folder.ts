/** A dropped folder of cluster tasks: collects its finished runs into a file of runs. */
import { isJson, type Json } from '../../../share/json'
import type { ChosenFile } from '../../../worker/importer'

/** Undefined if it is not such a folder. Damaged results are left to the reader of the file. */
export async function runsOfTasks(files: readonly ChosenFile[]): Promise<Blob | undefined> {
  const manifest = files.find(({ path }) => /^[^/]*\/manifest\.json$/.test(path))
  const about = manifest && (await readJson(manifest.blob))
  if (!manifest || !about || about.format !== 'membrane-tasks') return undefined
  const root = manifest.path.slice(0, -'manifest.json'.length)
  const byPath = new Map(files.map(({ path, blob }) => [path, blob]))
  const runs: unknown[] = []
  const results: unknown[] = []
  for (const { path } of files) {
    if (!path.startsWith(`${root}done/`)) continue
    const blob = byPath.get(`${root}results/${path.slice(root.length + 'done/'.length)}.json`)
    const result = blob && (await readJson(blob))
    if (!result) continue
    results.push(result.result)
    if (result.run !== null) runs.push(result.run)
  }
  const study = isJson(about.study) ? { ...about.study, results } : undefined
  return new Blob([JSON.stringify({ format: 'membrane-runs', version: 3, app: about.app, runs, study })])
}

async function readJson(blob: Blob): Promise<Json | undefined> {
  try {
    const value: unknown = JSON.parse(await blob.text())
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
