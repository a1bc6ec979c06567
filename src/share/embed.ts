/**
 * A lab inside another page: `#embed&window.1&view=full:curves`, or `#embed=strip,controls&…`, followed by any link. The names are
 * published: more may be added, none is changed.
 */
import { plain } from './plain'

/** What is shown next to the single view. */
export interface Embed {
  /** The layers in a row. */
  readonly strip: boolean
  /** Play, Step, Reset and the progress. */
  readonly controls: boolean
}

const EMBED = /^#?embed(?:=([A-Za-z,]*))?(?:&|$)/

/** @param hash of an address, with or without its `#`. @returns null if the link is not for embedding. */
export function readEmbed(hash: string): Embed | null {
  const found = EMBED.exec(hash) ?? EMBED.exec(plain(hash))
  if (!found) return null
  const parts = (found[1] ?? '').split(',')
  return { strip: parts.includes('strip'), controls: parts.includes('controls') }
}

/** The link without the embedding options. */
export function withoutEmbed(hash: string): string {
  const text = hash.startsWith('#') ? hash.slice(1) : hash
  // The link may be encoded in transit. An address in it may be encoded on purpose, so only embedded links are decoded here.
  return EMBED.test(text) ? text.replace(EMBED, '') : EMBED.test(plain(hash)) ? plain(hash).replace(EMBED, '') : hash
}

/** Turns an address into one for embedding. */
export function withEmbed(address: string, { strip, controls }: Embed): string {
  const parts = [strip && 'strip', controls && 'controls'].filter(Boolean).join(',')
  return address.replace('#', `#embed${parts && `=${parts}`}&`)
}
