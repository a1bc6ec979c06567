/**
 * Writes the input of `equations.py`: the exported code of every case for the two frameworks that it runs, and the case.
 *     npx tsx src/testing/code/write-equations.ts FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { exportCode } from '../../interop/code/export'
import { EQUATIONS_CASES, experimentOf } from './equations'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('Say into which folder.')
mkdirSync(folder, { recursive: true })
for (const [name, one] of Object.entries(EQUATIONS_CASES)) {
  writeFileSync(`${folder}/${name}.case.json`, JSON.stringify(one))
  for (const framework of ['norse', 'spikingJelly'] as const) {
    const code = exportCode(experimentOf(one), framework, name)
    if ('refused' in code) throw new Error(code.refused)
    writeFileSync(`${folder}/${name}.${framework}.py`, code.text)
  }
}
