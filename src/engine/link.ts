/** Composition of WGSL: a line `//#include lib/name` is replaced by that file, once. There are no macros. */

/** Linked code, and where each of its lines came from, so that errors can say so. */
export interface Linked {
  readonly code: string
  readonly origin: (line: number) => string
}

/** Shader text by name (`neurons/lif-forward`), however the host reads files. */
export type Sources = Readonly<Record<string, string>>

const INCLUDE = /^\/\/#include (\S+)$/

/** @throws when a file is missing, with the line that includes it. */
export function link(name: string, sources: Sources): Linked {
  const lines: string[] = []
  const origins: string[] = []
  const seen = new Set<string>()
  const visit = (file: string, from: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const source = sources[file]
    if (source === undefined) throw new Error(`${from}: no shader named ${file}`)
    source.split('\n').forEach((line, i) => {
      const included = INCLUDE.exec(line)?.[1]
      if (included) visit(included, `${file}.wgsl:${i + 1}`)
      else {
        lines.push(line)
        origins.push(`${file}.wgsl:${i + 1}`)
      }
    })
  }
  visit(name, 'link')
  return { code: lines.join('\n'), origin: (line) => origins[line - 1] ?? `${name}.wgsl` }
}
