/** The docs against the checkout: every path and heading that a page names exists, every training and comparison that it gives can begin, and the tree in architecture.md is that of src. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { check } from './experiments/check'
import { readComparison } from './headless/comparing'
import { allSources } from './headless/imports'
import { readAsked } from './headless/training'
import { errorsOf, type Problem } from './problem'
import { comparisonOf, planOf } from './studies/compare'
import { slugOf } from './ui/dialogs/learn/doc-pages'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PAGES = ['.', 'docs', 'docs/decisions', 'shaders'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()
const foldersIn = (path: string): string[] => readdirSync(join(ROOT, path)).filter((name) => isFolder(join(ROOT, path, name)))

/** The first folders of paths that are checked. */
const TOPS = ['src', 'e2e', 'shaders', 'docs', 'public', ...foldersIn('src')]
/** Paths that commands create and git ignores, and a file that a reader creates. */
const MADE = ['e2e/results', 'public/data', 'try-kernel.ts']
const SOURCE_FILE = /\.(tsx?|wgsl|css|mjs)$/
const FILES = new Set(
  ['src', 'e2e', 'shaders'].flatMap((top) => readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }).map(nameIn)),
)

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `a/{b,c}` as `a/b` and `a/c`. */
function expanded(path: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(path) ?? []
  return choices === undefined ? [path] : choices.split(',').flatMap((choice) => expanded(before + choice + after))
}

/** The paths of this repository in the code of a page: in backticks and in fences. */
function pathsIn(text: string): string[] {
  const blocks = [...text.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].map(([, code]) => code!)
  const spans = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
  return [...blocks, ...spans]
    .flatMap((code) => code.split(/[\s'"()=;]+/))
    .filter((word) => /^\w[\w.{},/-]+$/.test(word))
    .flatMap(expanded)
    .map((path) => path.replace(/[/.,]+$/, ''))
    .filter((path) => (path.includes('/') ? TOPS.includes(path.slice(0, path.indexOf('/'))) : false) || SOURCE_FILE.test(path))
}

/** Whether a path exists: from the root, src, shaders or the folder of the page, or as the name of any file; with or without its extension. */
function isThere(page: string, path: string): boolean {
  if (MADE.includes(path)) return true
  if (!path.includes('/') && FILES.has(path)) return true
  return ['', 'src', 'shaders', dirname(page)].some((from) =>
    ['', '.ts', '.tsx', '.wgsl'].some((ending) => existsSync(join(ROOT, from, path + ending))),
  )
}

const headingsOf = (path: string): string[] =>
  [
    ...read(path)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading]) => slugOf(heading!.replace(/[`*]/g, '')))

/** The links of a page to files of this repository or headings that do not exist. */
const brokenLinks = (page: string): string[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', heading] = link.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(ROOT, file))) return true
      return heading !== undefined && file.endsWith('.md') && !headingsOf(file).includes(heading)
    })

/**
 * The words after `npm run train --` or `compare --` in each command of a page that needs nothing filled in and no file, as a shell reads
 * them behind the blocks of the page that define what its commands share.
 */
function commandsIn(text: string): { readonly command: string; readonly name: Name; readonly words: readonly string[] }[] {
  const shared = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code!).filter((code) => !code.includes('npm '))
  const commands = [...text.matchAll(/`(npm run (train|compare) -- [^`\n]+)`/g)].map(
    ([, command, name]) => [command!, name as Name] as const,
  )
  return commands
    .filter(([command]) => !/<|…|=(N|σ)(?!\w)|FOLDER|folder/.test(command))
    .map(([command, name]) => {
      const printed = execFileSync('bash', ['-c', [`npm() { printf '%s\\0' "$@"; }`, ...shared, command].join('\n')], { encoding: 'utf8' })
      return { command, name, words: printed.split('\0').slice(3, -1) }
    })
}

type Name = keyof typeof PROBLEMS

/** Why a command cannot begin. */
const PROBLEMS = {
  train: async (words: readonly string[]) => check((await readAsked(words)).experiment),
  compare: async (words: readonly string[]) => {
    const { base, lists } = await readComparison(words)
    return planOf(comparisonOf(base, { totalSteps: Infinity, stepsPerEpoch: Infinity }, lists)).problems
  },
} as const satisfies Record<string, (words: readonly string[]) => Promise<readonly Problem[]>>

const problemsOf = async (name: Name, words: readonly string[]): Promise<string[]> =>
  errorsOf(await PROBLEMS[name](words)).map(({ message }) => message)

describe('the docs', () => {
  it('are found', () => {
    expect(PAGES.length).toBeGreaterThan(30)
  })

  it.each(PAGES)('%s names paths that exist', (page) => {
    expect(pathsIn(read(page)).filter((path) => !isThere(page, path))).toEqual([])
  })

  it.each(PAGES)('%s links to files and headings that exist', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it('give trainings and comparisons that can begin', async () => {
    const given = PAGES.flatMap((page) => commandsIn(read(page)).map((command) => ({ page, ...command })))
    for (const [name, least] of [
      ['train', 15],
      ['compare', 30],
    ] as const)
      expect(given.filter((command) => command.name === name).length).toBeGreaterThanOrEqual(least)
    for (const { page, command, name, words } of given) expect(await problemsOf(name, words), `${page}: ${command}`).toEqual([])
  })

  it('cannot give a training or a comparison of what does not exist', async () => {
    const words = (code: string) => commandsIn(`\`\`\`sh\nfew='--seeds 1,2'\n\`\`\`\n\`npm run compare -- ${code}\``)[0]!.words
    expect(words('window $few --set "neuron.threshold=2"')).toEqual(['window', '--seeds', '1,2', '--set', 'neuron.threshold=2'])
    for (const name of ['train', 'compare'] as const) {
      await expect(problemsOf(name, ['no-such-preset'])).rejects.toThrow('There is no preset')
      await expect(problemsOf(name, ['window', '--set', 'neuron.none=1'])).rejects.toThrow('Unknown: none')
    }
    expect(await problemsOf('train', ['window', '--set', 'learning={"kind":"ottt"}'])).not.toEqual([])
    expect(await problemsOf('compare', ['window', '--variant', 'less: neuron.none=1'])).not.toEqual([])
  })

  it('that sources name exist', () => {
    const missing = Object.entries(allSources()).flatMap(([file, text]) =>
      [...text.matchAll(/\bdocs\/[\w/-]+\.md/g)].filter(([path]) => !existsSync(join(ROOT, path))).map(([path]) => `${file}: ${path}`),
    )
    expect(missing).toEqual([])
  })

  it('find paths in spans and fences, with braces, and leave out what is no path here', () => {
    const text = 'See `src/a.ts`, `worker/{b,c}`, `d.wgsl`, `N/A`, `src/<name>.ts` and `train/`.\n```sh\nnpx x e2e/f.e2e.ts\n```\n'
    expect(pathsIn(text)).toEqual(['e2e/f.e2e.ts', 'src/a.ts', 'worker/b', 'worker/c', 'd.wgsl'])
    expect(isThere('README.md', 'src/no-such-file.ts')).toBe(false)
    expect(isThere('README.md', 'engine/plan')).toBe(true)
  })
})

describe('the tree of architecture.md', () => {
  const tree = /## The tree\n([\s\S]*?)\n## /.exec(read('docs/architecture.md'))![1]!
  /** Each line with its folders, as paths from src. */
  const lines = (() => {
    const stack: { indent: number; path: string }[] = []
    return tree.split('\n').flatMap((line) => {
      const [, space = '', names, text = ''] = /^( {6,})((?:[\w-]+\/ ?)+)(.*)$/.exec(line) ?? []
      if (names === undefined) return []
      while (stack.length > 0 && stack.at(-1)!.indent >= space.length) stack.pop()
      const under = stack.at(-1)?.path ?? ''
      const folders = names
        .trim()
        .split(' ')
        .map((name) => under + name)
      stack.push({ indent: space.length, path: folders[0]! })
      return [{ folders, text }]
    })
  })()
  const folders = lines.flatMap((line) => line.folders.map((folder) => folder.slice(0, -1)))

  it('names folders that exist', () => {
    expect(folders.filter((folder) => !isFolder(join(ROOT, 'src', folder)))).toEqual([])
  })

  it('names every folder of src, of tasks and of ui', () => {
    const all = [
      ...foldersIn('src'),
      ...foldersIn('src/tasks').map((name) => `tasks/${name}`),
      ...foldersIn('src/ui').map((name) => `ui/${name}`),
    ]
    expect(all.filter((folder) => !folders.includes(folder))).toEqual([])
  })

  it('names folders in folders that exist', () => {
    const missing = lines.flatMap(({ folders: [folder = ''], text }) =>
      [...text.matchAll(/(?<![\w/-])([\w-]+)\/(?![\w*])/g)]
        .map(([, name]) => folder + name)
        .filter((path) => !isFolder(join(ROOT, 'src', path))),
    )
    expect(missing).toEqual([])
  })
})
