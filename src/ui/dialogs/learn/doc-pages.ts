/** The files of docs/ for reading in the page, each fetched on demand, with their headings as link targets. */
import { lexer, type Token, type Tokens, type TokensList } from 'marked'

const FILES = import.meta.glob<string>('../../../../docs/**/*.md', { query: '?raw', import: 'default' })
/** Without the screenshots of the whole page: the README shows one, no page of the docs does. */
const IMAGES = import.meta.glob<string>(['../../../../docs/screens/*.png', '!**/{dark,light}-*.png'], { query: '?url', import: 'default' })
const FOLDER = '../../../../docs/'

interface Heading {
  readonly id: string
  readonly text: string
  readonly depth: number
}

export interface DocPage {
  /** The path in docs/. */
  readonly file: string
  readonly title: string
  readonly headings: readonly Heading[]
  readonly tokens: TokensList
}

/** The order of the files: what readers look for first, then by name, decisions last. */
const FIRST = ['looking.md', 'model.md', 'health.md', 'lessons.md', 'papers.md', 'links.md']
const rank = (file: string): number => (FIRST.includes(file) ? FIRST.indexOf(file) : file.includes('/') ? 1e3 : 1e2)

export const DOC_FILES: readonly string[] = Object.keys(FILES)
  .map((path) => path.slice(FOLDER.length))
  .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))

export const isDoc = (file: string): boolean => DOC_FILES.includes(file)

/** The address of an image; undefined if the page does not include it. */
export const imageOf = async (path: string): Promise<string | undefined> => IMAGES[FOLDER + path]?.()

/** The heading's anchor as GitHub generates it: lower case, no punctuation, spaces as hyphens. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

/** The plain text of inline tokens. */
export const plainOf = (tokens: readonly Token[] = []): string =>
  tokens.map((token) => ('tokens' in token && token.tokens ? plainOf(token.tokens) : 'text' in token ? token.text : token.raw)).join('')

const pages = new Map<string, Promise<DocPage>>()

export function readDoc(file: string): Promise<DocPage> {
  const known = pages.get(file) ?? load(file)
  pages.set(file, known)
  return known
}

async function load(file: string): Promise<DocPage> {
  return pageOf(file, await FILES[FOLDER + file]!())
}

/** Parses a file's Markdown. Pure. */
export function pageOf(file: string, markdown: string): DocPage {
  const tokens = lexer(markdown)
  const headings = tokens
    .filter((token): token is Tokens.Heading => token.type === 'heading')
    .map(({ tokens, depth }) => ({ text: plainOf(tokens), id: slugOf(plainOf(tokens)), depth }))
  return { file, title: headings[0]?.text ?? file, headings, tokens }
}

/** The target of a link in a file: a docs file with an optional heading, an external address, or neither, such as a source file. */
export function targetOf(from: string, href: string): { readonly kind: 'doc' | 'out' | 'none'; readonly at: string } {
  if (/^https?:/.test(href)) return { kind: 'out', at: href }
  const [path = '', heading] = href.split('#')
  const file = path === '' ? from : new URL(path, `file:///${from}`).pathname.slice(1)
  return isDoc(file) ? { kind: 'doc', at: heading === undefined ? file : `${file}#${heading}` } : { kind: 'none', at: href }
}
