/**
 * Compares the bits of training with recorded ones: tsx src/headless/training-bits.ts [--record] [--steps N] [link ...]
 * Without links, compares every recorded run. `--record` adds runs that are not recorded for this adapter yet, and changes no others.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Gpu } from '../engine/device'
import {
  BITS_FILE,
  type BitsFile,
  DEFAULT_STEPS,
  measureBits,
  readBitsFile,
  type Section,
  sectionName,
  sectionOf,
  type TrainingBits,
} from './bits/measure'
import { openDawn } from './dawn'
import { runCommand } from './terminal'

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { record: { type: 'boolean', default: false }, steps: { type: 'string' } },
    allowPositionals: true,
  })
  const gpu = await openDawn()
  gpu.onError((message) => process.stderr.write(`GPU error: ${message}\n`))
  const file = await readBitsFile()
  if (values.record) await recordAll(gpu, file, positionals, values.steps === undefined ? undefined : Number(values.steps))
  else await compareAll(gpu, sectionOf(file, gpu).runs, positionals)
  gpu.device.destroy()
}

/** @throws if a run differs from its record */
async function compareAll(gpu: Gpu, recorded: Section['runs'], asked: readonly string[]): Promise<void> {
  const links = asked.length > 0 ? asked : Object.keys(recorded)
  let failures = 0
  for (const link of links) {
    const before = recorded[link]
    if (!before) throw new Error(`${link} is not recorded for this adapter.`)
    const bits = await measureBits(gpu, link, before.steps)
    const equal = JSON.stringify(bits) === JSON.stringify(before)
    console.log(`${equal ? 'equal' : 'different'}  ${link}  ${before.steps} steps`)
    if (equal) continue
    failures++
    console.log(`  recorded ${JSON.stringify(before)}\n  computed ${JSON.stringify(bits)}`)
  }
  if (failures > 0) throw new Error(`${failures} of ${links.length} runs are not as recorded.`)
}

/** Records the given links, or else all links recorded on any adapter. */
async function recordAll(gpu: Gpu, file: BitsFile, asked: readonly string[], steps: number | undefined): Promise<void> {
  const sections = Object.values(file)
  const links = asked.length > 0 ? asked : new Set(sections.flatMap(({ runs }) => Object.keys(runs)))
  for (const link of links) {
    if (file[sectionName(gpu)]?.runs[link]) continue
    const elsewhere = sections.find(({ runs }) => runs[link])?.runs[link]
    const bits = await measureBits(gpu, link, steps ?? elsewhere?.steps ?? DEFAULT_STEPS)
    await record(sectionName(gpu), gpu.info.description, link, bits)
    console.log(`recorded  ${link}  ${bits.steps} steps`)
  }
}

/** Adds a record. Reads the file again each time, since recording takes long and another adapter may be recorded at the same time. */
async function record(section: string, adapter: string, link: string, bits: TrainingBits): Promise<void> {
  const file = await readBitsFile()
  const runs = { ...file[section]?.runs, [link]: bits }
  await writeFile(BITS_FILE, printed({ ...file, [section]: { adapter, runs } }))
}

/** JSON with one line per run. */
function printed(file: BitsFile): string {
  const sections = Object.entries(file).map(([name, { adapter, runs }]) => {
    const lines = Object.entries(runs).map(([link, bits]) => `${JSON.stringify(link)}: ${JSON.stringify(bits)}`)
    return `${JSON.stringify(name)}: {\n"adapter": ${JSON.stringify(adapter)},\n"runs": {\n${lines.join(',\n')}\n}}`
  })
  return `{\n${sections.join(',\n')}\n}\n`
}

runCommand(main)
