/** Collects SVG elements in drawing order, and writes their text and colors. */

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text escaped for XML. */
export const escaped = (content: string): string =>
  content
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (mark) => MARKS[mark]!)

export const short = (value: number): string => String(Number(value.toFixed(2)))

/** "rgba(62, 199, 160, 0.13)" as a color and an opacity, which other programs read apart; any other color as it is. */
export function plainColor(color: string): readonly [color: string, opacity: number] {
  const parts = /^rgba?\(([^)]+)\)$/
    .exec(color)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean)
  if (!parts) return [color, 1]
  const hex = parts.slice(0, 3).map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
  return [`#${hex.join('')}`, parts[3] === undefined ? 1 : Number(parts[3])]
}

export interface SvgSheet {
  /** Makes a definition once. @returns its name. */
  readonly define: (element: (id: string) => string) => string
  /** @param clip the name of the clip path; empty for none. */
  readonly add: (clip: string, element: string) => void
  /** A filled path, together with those before it of the same style. */
  readonly fill: (clip: string, style: string, d: string) => void
  readonly text: () => string
}

/** A name derived from the content (FNV-1a, 32 bits), so that figures in the same page do not use each other's definitions. */
function nameOf(element: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < element.length; i++) hash = Math.imul(hash ^ element.charCodeAt(i), 0x01000193)
  return `d${(hash >>> 0).toString(16)}`
}

export function createSvgSheet(): SvgSheet {
  const defs: string[] = []
  const known = new Map<string, string>()
  const body: string[] = []
  let group = ''
  let fills: { readonly style: string; readonly d: string[] } | null = null
  const close = () => {
    if (fills) body.push(`<path d="${fills.d.join('')}"${fills.style}/>`)
    fills = null
  }
  const into = (clip: string) => {
    if (clip === group) return
    close()
    if (group) body.push('</g>')
    if (clip) body.push(`<g clip-path="url(#${clip})">`)
    group = clip
  }
  return {
    define(element) {
      const key = element('')
      const id = known.get(key) ?? nameOf(key)
      if (!known.has(key)) defs.push(element(id))
      known.set(key, id)
      return id
    },
    add(clip, element) {
      into(clip)
      close()
      body.push(element)
    },
    fill(clip, style, d) {
      into(clip)
      if (fills?.style !== style) close()
      fills ??= { style, d: [] }
      fills.d.push(d)
    },
    text() {
      into('')
      close()
      return `${defs.length > 0 ? `<defs>${defs.join('')}</defs>\n` : ''}${body.join('\n')}`
    },
  }
}
