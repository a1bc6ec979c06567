/**
 * Makes one file of runs of a folder of tasks, for the lab: npm run collect -- FOLDER [--to FILE]
 * Unfinished runs are left out and can be collected later. Only one run is in memory at a time.
 */
import { resolve } from 'node:path'
import { collect } from './cluster/collect-runs'
import { readManifest } from './cluster/manifest'
import { readCommandLine } from './command-line'
import { print, runCommand } from './terminal'

runCommand(async () => {
  const { words, options } = readCommandLine({ to: 'FILE' })
  if (words.length !== 1) throw new Error('Which folder of tasks? npm run collect -- FOLDER [--to FILE]')
  const folder = resolve(words[0]!)
  const { notes, ...collected } = await collect(folder, await readManifest(folder), options.at(-1)?.value)
  print(collected)
  for (const note of notes) process.stderr.write(`${note}\n`)
})
