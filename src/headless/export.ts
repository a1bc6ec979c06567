/**
 * Writes an experiment for other frameworks: npm run export -- <preset, link or file> [--weights file] [--code framework] [--nir target] [--out folder] [--zip]
 * `--weights` is a safetensors file of the same network; a NIR graph needs it. `--code` may come several times. `--zip` packs the files into
 * one. A JSON line for each file on stdout. Needs neither a GPU nor data.
 */
import { exportFiles } from './exporting'
import { print, runCommand } from './terminal'

runCommand(async () => {
  for (const { path, about } of await exportFiles()) print({ file: path, about })
})
