/**
 * A link to an experiment file elsewhere: `#url=https://example.org/exp.json&view=layer:lif2&hide=presets`. Parses what to ask the user
 * about; fetches nothing. The address ends at `&view=`, at `&hide=` or at the end of the link, so it may itself contain `&` and `=`.
 */
import { type Hideable, parseHide } from './hide'
import { quote } from './json'
import { parseView, type View } from './view'

/** What a link requests. */
export interface Asked {
  readonly url: string
  readonly host: string
  readonly view: View
  readonly hide: readonly Hideable[]
  readonly notes: readonly string[]
}

export type DecodedAsk = { readonly ok: true; readonly asked: Asked } | { readonly ok: false; readonly message: string }

const MAX_ADDRESS = 4096

/**
 * @param page the address of the page, against which relative addresses are resolved
 * @returns null if the link requests no file
 */
export function decodeAsk(hash: string, page: string): DecodedAsk | null {
  const text = unwrapped(hash.slice(0, 4 * MAX_ADDRESS).slice(hash.indexOf('#') + 1))
  if (text === null) return null
  const [address = '', ...options] = text.slice('url='.length).split(/&(?=(?:view|hide)=)/)
  const found = addressOf(address, page)
  if (!found.ok) return found
  const notes: string[] = []
  let view: View = {}
  let hide: readonly Hideable[] = []
  for (const part of options)
    if (part.startsWith('view=')) view = parseView(decoded(part.slice(5)), notes)
    else hide = parseHide(decoded(part.slice(5)), notes)
  return { ok: true, asked: { url: found.url.href, host: found.url.host, view, hide, notes } }
}

/** Decodes the link: the address may have been encoded once on purpose, and the whole link again by a chat. Null if it is another kind. */
function unwrapped(text: string): string | null {
  let whole = text.trim().replace(/^<|>$/g, '')
  for (let times = 0; times < 3 && /^url%3d/i.test(whole.replaceAll(/%25/g, '%')); times++) whole = decoded(whole)
  return whole.startsWith('url=') ? whole.replaceAll('&amp;', '&') : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function addressOf(
  text: string,
  page: string,
): { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly message: string } {
  let address = text
  for (let times = 0; times < 3 && /^https?%/i.test(address); times++) address = decoded(address)
  address = address.replace(/[>.,;!?'"’”]+$/, '')
  if (!address.includes('(')) address = address.replace(/\)+$/, '')
  if (address === '') return { ok: false, message: 'The link asks for an experiment from another address, and names none.' }
  if (address.length > MAX_ADDRESS) return { ok: false, message: `The address in the link is longer than ${MAX_ADDRESS} characters.` }
  let url: URL
  try {
    url = new URL(address, page)
  } catch {
    return { ok: false, message: `The link asks for an experiment from ${quote(address)}, which is no address.` }
  }
  const refused = refuseAddress(url, page)
  return refused ? { ok: false, message: refused } : { ok: true, url }
}

/** Why nothing is fetched from an address; undefined if it may be fetched once the user agrees. */
export function refuseAddress(url: URL, page: string): string | undefined {
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (local || url.origin === new URL(page).origin)))
    return `The link asks for an experiment from ${quote(url.href)}. Only https addresses are fetched.`
  if (url.username !== '' || url.password !== '')
    return `The link asks for an experiment from ${url.host} with a user name or a password in the address. Such an address is not fetched.`
  return undefined
}
