/**
 * What a shader declares, read with a small scanner that relies on this repository's layout (one declaration a line),
 * and compared with what its kernel promises. Tests let an independent parser agree; the browser carries only this.
 */
import type { KernelInfo } from './kernel'

export interface Declared {
  readonly bindings: readonly { group: number; index: number; space: string; name: string; type: string }[]
  readonly params: readonly string[]
  readonly constants: readonly string[]
  /** The arguments of `@workgroup_size`, numbers or names of constants. */
  readonly workgroup: readonly string[]
}

export function declared(code: string): Declared {
  const bindings = [
    ...code.matchAll(/^@group\((\d)\) @binding\((\d+)\) var<(storage, read|storage, read_write|uniform)> (\w+): ([^;]+);/gm),
  ].map(([, group, index, space, name, type]) => ({ group: Number(group), index: Number(index), space: space!, name: name!, type: type! }))
  const params = [...(/^struct Params \{\n([^}]*)\}/m.exec(code)?.[1] ?? '').matchAll(/^ {2}(\w+): (\w+),/gm)].map(
    ([, name, type]) => `${name}: ${type}`,
  )
  const constants = [...code.matchAll(/^override (\w+)/gm)].map(([, name]) => name!)
  const workgroup = /@compute @workgroup_size\(([^)]*)\)/.exec(code)?.[1]?.split(', ') ?? []
  return { bindings, params, constants, workgroup }
}

/** The scalar inside a storage array's element type: `vec2f`, `vec4f` and `atomic<u32>` are made of `f32` and `u32`. */
const SCALAR_OF: Readonly<Record<string, string>> = {
  'array<f32>': 'f32',
  'array<vec2f>': 'f32',
  'array<vec4f>': 'f32',
  'array<u32>': 'u32',
  'array<vec4u>': 'u32',
  'array<atomic<u32>>': 'u32',
}
export const isVector = (type: string): boolean => type.startsWith('array<vec4')

/** @throws unless the shader declares exactly what the kernel promises. A buffer of f32 may be bound as u32, to look at its bits. */
export function checkInterface(kernel: KernelInfo, code: string): Declared {
  const shader = declared(code)
  const complain = (what: string, have: string, want: string): never => {
    throw new Error(`${kernel.shader}.wgsl and its kernel disagree on ${what}:\nshader: ${have}\nkernel: ${want}`)
  }
  const bindings = shader.bindings.filter((b) => b.group === 0)
  const want = [
    ...kernel.bindings.map((b, i) => `${i} storage, ${b.access} ${b.name}`),
    ...(kernel.params.length > 0 ? [`${kernel.bindings.length} uniform params`] : []),
  ]
  const have = bindings.map((b) => `${b.index} ${b.space} ${b.name}`)
  if (have.join('\n') !== want.join('\n')) complain('bindings', have.join('; '), want.join('; '))
  kernel.bindings.forEach((b, i) => {
    const scalar = SCALAR_OF[bindings[i]!.type]
    if (scalar !== b.dtype && !(scalar === 'u32' && b.dtype === 'f32')) complain(`the type of ${b.name}`, bindings[i]!.type, b.dtype)
  })
  const params = kernel.params.map((p) => `${p.name}: ${p.type}`)
  if (shader.params.join('\n') !== params.join('\n')) complain('Params', shader.params.join('; '), params.join('; '))
  const constants = Object.keys(kernel.constants)
  if ([...shader.constants].sort().join() !== [...constants].sort().join()) complain('overrides', shader.constants.join(), constants.join())
  const scanned = shader.bindings.some((b) => b.group === 1)
  if (scanned !== kernel.scanned) complain('scan', String(scanned), String(kernel.scanned))
  return shader
}

/** The three numbers of `@workgroup_size` under the given constants. */
export function workgroupSize(shader: Declared, constants: Readonly<Record<string, number>>): readonly [number, number, number] {
  const [x = 1, y = 1, z = 1] = shader.workgroup.map((word) => constants[word] ?? Number.parseInt(word, 10))
  return [x, y, z]
}
