/**
 * Restores a link as it was written, before chats and mails changed it: they encode it, some of them twice, wrap it, and add characters.
 */

/** The maximum number of decodings. No link of this app contains a percent sign; one that does was encoded in transit. */
const MAX_TIMES = 3
/** Characters that sentences, brackets or markup leave at the end of a link. No link of this app ends with them. */
const STRAY_END = /[)\]}>.,;:!?'"’”»*]+$/
/** Line breaks in mails, and what words are broken with: soft hyphens and zero-width spaces. */
const BREAKS = /[\s\u00ad\u200b-\u200d\u2060\ufeff]+/g

/** Whether a part of a link sets a text of equations, whose spaces, line ends, comments and closing brackets are its own. */
export const isText = (part: string): boolean => /^\s*(?:[A-Za-z.]+\.text|equations)\s*=/.test(part)

/** @param hash with or without its `#`, or a whole address that has one. */
export function plain(hash: string): string {
  let text = hash.slice(hash.indexOf('#') + 1)
  for (let times = 0; times < MAX_TIMES && text.includes('%'); times++) {
    try {
      text = decodeURIComponent(text)
    } catch {
      break
    }
  }
  text = text.replaceAll('&amp;', '&')
  // A whole address may have been encoded with its sign. In a text, it begins a comment.
  const sign = text.indexOf('#')
  if (
    !text
      .slice(0, sign + 1)
      .split('&')
      .some(isText)
  )
    text = text.slice(sign + 1)
  const parts = text.split('&')
  text = parts.map((part) => (isText(part) ? part : part.replaceAll(BREAKS, ''))).join('&')
  if (isText(parts.at(-1)!)) return text
  const stripped = text.replace(STRAY_END, '')
  // A closing bracket that belongs to the text itself is quoted with it.
  const closed = /<[^>]*$/.test(stripped) ? text.indexOf('>', stripped.length) + 1 : 0
  const bare = closed > 0 ? text.slice(0, closed) : stripped
  // A packed link that was cut off after its dot keeps the dot.
  return /^d\d+$/.test(bare) ? text : bare
}

/** Whether a plain link asks how fast the device is. */
export const isBench = (text: string): boolean => text === 'bench'

/** Whether a plain link opens a single neuron: it starts with `neuron=`, and neuron-link.ts reads the rest. */
export const isNeuron = (text: string): boolean => /^neuron(=|$)/.test(text)
