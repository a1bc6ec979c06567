/** Converts JSON to and from base64url of raw deflate, with the platform's own streams. Decompression is bounded and never throws. */
import { readBounded } from './bounded'
import { isJson, type Json } from './json'

/** A link decompresses to a few kilobytes; more than this is an attack or an accident. */
const MAX_UNPACKED = 256 * 1024

export const pack = (value: Json): Promise<string> => packText(JSON.stringify(value))

export async function packText(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export type Unpacked = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string }

export async function unpack(text: string): Promise<Unpacked> {
  const bytes = fromBase64(text)
  if (!bytes) return { ok: false, message: DAMAGED }
  const inflated = await inflate(bytes)
  if (inflated === undefined) return { ok: false, message: DAMAGED }
  if (inflated === 'too long')
    return { ok: false, message: `The link unpacks to more than ${MAX_UNPACKED / 1024} kB, which no experiment needs.` }
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated))
    return isJson(value) ? { ok: true, value } : { ok: false, message: DAMAGED }
  } catch {
    return { ok: false, message: DAMAGED }
  }
}
const DAMAGED = 'The link is damaged: a part of it is missing or was changed on the way. Ask for it again.'

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | 'too long' | undefined> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return readBounded(stream, MAX_UNPACKED).catch(() => undefined)
}
