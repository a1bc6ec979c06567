/** The policy of the page is the one that the docs give to hosts, and the list for the service worker is of the files that there are. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { policy, siteIn } from './site'

it('documents the policy that it writes, which runs no text as code and no script of the page', async () => {
  const docs = await readFile(new URL('../../docs/offline.md', import.meta.url), 'utf8')
  expect(docs).toContain(`Content-Security-Policy: ${policy()}\n`)
  expect(policy()).not.toContain("'unsafe-eval'")
  expect(policy()).not.toMatch(/script-src[^;]*'unsafe-inline'/)
})

it('has no script in the page', async () => {
  const page = await readFile(new URL('../../index.html', import.meta.url), 'utf8')
  for (const [, attributes, text] of page.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) {
    expect(attributes).toContain('src=')
    expect(text).toBe('')
  }
  expect(page).not.toMatch(/\son\w+=/)
})

it('lists the files by their hashes, without data sets and the worker itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'membrane-site-'))
  await mkdir(join(folder, 'data/set'), { recursive: true })
  await mkdir(join(folder, 'assets'))
  for (const path of ['index.html', 'sw.js', 'assets/a.js', 'data/set/a.bin']) await writeFile(join(folder, path), path)
  const { version, files } = await siteIn(folder)
  expect(files.map(([path]) => path)).toEqual(['assets/a.js', 'index.html'])
  expect(files[1]![1]).toMatch(/^[0-9a-f]{32}$/)
  await writeFile(join(folder, 'index.html'), 'another')
  expect((await siteIn(folder)).version).not.toBe(version)
  await rm(folder, { recursive: true })
})

it('hashes what a .gz file unpacks to, since hosts may have the browser unpack it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'membrane-site-'))
  await writeFile(join(folder, 'run.json.gz'), gzipSync('a run'))
  await writeFile(join(folder, 'run.json'), 'a run')
  const { files } = await siteIn(folder)
  expect(files[1]![1]).toBe(files[0]![1])
  await rm(folder, { recursive: true })
})
