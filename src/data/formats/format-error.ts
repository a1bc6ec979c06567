/** A fault of a file, in words that follow its name: "is 12 bytes long, ...". The caller that knows the name adds it. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}

/** The first bytes in hex, as messages show them: `3c 21 64 6f`. */
export const hex = (bytes: Uint8Array): string => [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
