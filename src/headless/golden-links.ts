/**
 * Adds links to the golden ones, with the whole experiment that each opens as: `tsx src/headless/golden-links.ts '#...' ...`
 * Existing links are never changed: a published link means the same forever.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { decodeLink } from '../share/link'
import { readCommandLine } from './command-line'
import { ROOT } from './read-files'

const path = `${ROOT}src/share/golden.json`
const golden = JSON.parse(await readFile(path, 'utf8').catch(() => '[]')) as { link: string }[]
for (const link of readCommandLine({}).words) {
  if (golden.some((entry) => entry.link === link)) continue
  const decoded = await decodeLink(link)
  if (!decoded.ok) throw new Error(`${link}: ${decoded.message}`)
  const { ok: _, ...rest } = decoded
  golden.push({ link, ...rest })
}
await writeFile(path, `${JSON.stringify(golden, null, 2)}\n`)
console.log(`${golden.length} golden links; run "npm run format"`)
