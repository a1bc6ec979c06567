/** The contract between shaders and kernels, checked without a GPU: every file links, agrees with its kernel and respects core limits. */
import { describe, expect, test } from 'vitest'
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js'
import { checkInterface, declared, workgroupSize } from '../engine/interface'
import type { KernelInfo } from '../engine/kernel'
import { link } from '../engine/link'
import { readShaders } from '../headless/shaders'
import { printedShaders } from './equations'
import { allKernels, forReflection } from './kernels'

const sources = readShaders()
const names = Object.keys(sources).filter((name) => !name.startsWith('lib/'))
/** The constants of a kernel: its defaults, then each of its candidates. */
const settings = (kernel: KernelInfo) => [
  kernel.constants,
  ...kernel.candidates.map((candidate) => ({ ...kernel.constants, ...candidate })),
]

/** Bytes of the workgroup variables of linked code, by the independent parser. */
function workgroupBytes(code: string, settled: Readonly<Record<string, number>>): number {
  const sizeOf: Record<string, number> = { f32: 4, u32: 4, i32: 4, vec2f: 8, vec2u: 8, vec3f: 16, vec4f: 16, vec4u: 16, 'atomic<u32>': 4 }
  const written = [...code.matchAll(/^const (\w+) = (\d+)u?;/gm)].map(([, name, value]) => [name!, Number(value)] as const)
  const constants: Readonly<Record<string, number>> = { ...settled, ...Object.fromEntries(written) }
  const bytes = (type: string): number => {
    const array = /^array<(.+), (\w+)>$/.exec(type)
    if (array) return bytes(array[1]!) * (constants[array[2]!] ?? Number.parseInt(array[2]!, 10))
    return sizeOf[type] ?? Number.NaN
  }
  return [...code.matchAll(/^var<workgroup> \w+: ([^;]+);/gm)].reduce((sum, [, type]) => sum + bytes(type!), 0)
}

test('each shader has exactly one kernel, and each kernel a shader', () => {
  expect(allKernels.map((kernel) => kernel.shader).sort()).toEqual([...names].sort())
})

const written = names.map((name) => ({
  name,
  kernel: allKernels.find((k) => k.shader === name)!,
  source: sources[name]!,
  code: link(name, sources).code,
}))
const printed = printedShaders(sources)

describe.each([...written, ...printed])('$name', ({ kernel, source, code }) => {
  test('starts by saying what it computes', () => {
    expect(source).toMatch(/^\/\/ \S.{20,}/)
  })

  test('is laid out so that the scanner sees all of it', () => {
    expect(code.match(/@group\(/g)?.length).toBe(declared(code).bindings.length)
    expect(code.match(/\boverride\b/g)?.length ?? 0).toBe(declared(code).constants.length)
    expect(code.match(/@compute/g)).toHaveLength(1)
    expect(source).not.toMatch(/[^\n]\/\/#include/)
  })

  test('overrides have an explicit type and a default', () => {
    for (const [line] of code.matchAll(/^override.*$/gm)) expect(line).toMatch(/^override [A-Z][A-Z0-9_]*: (u32|bool|f32) = [^;]+;/)
  })

  test('declares what its kernel promises', () => {
    checkInterface(kernel, code)
  })

  test('is read the same by an independent parser', () => {
    const groups = new WgslReflect(forReflection(code)).getBindGroups()
    const bound = groups[0]!.filter((b) => b !== undefined)
    const hasParams = kernel.params.length > 0
    expect(bound.map((b) => b.name)).toEqual([...kernel.bindings.map((b) => b.name), ...(hasParams ? ['params'] : [])])
    expect(bound.slice(0, kernel.bindings.length).map((b) => b.access || 'read')).toEqual(kernel.bindings.map((b) => b.access))
    if (hasParams) {
      const members = bound.at(-1)!.members!
      expect(members.map((m) => m.name)).toEqual(kernel.params.map((p) => p.name))
      expect(members.map((m) => m.offset)).toEqual(kernel.params.map((_, i) => i * 4))
      expect(members.map((m) => m.type.name)).toEqual(kernel.params.map((p) => p.type))
    }
    expect(groups.length).toBe(kernel.scanned ? 2 : 1)
  })

  test('its defaults are those of its kernel', () => {
    const defaults = [...code.matchAll(/^override (\w+): \w+ = (\w+)/gm)].map(([, constant, value]) => [
      constant!,
      value === 'true' ? 1 : value === 'false' ? 0 : Number.parseFloat(value!),
    ])
    expect(Object.fromEntries(defaults)).toEqual(kernel.constants)
  })

  test('respects the limits of core WebGPU, at every candidate', () => {
    expect(kernel.bindings.length).toBeLessThanOrEqual(8)
    for (const constants of settings(kernel)) {
      expect(workgroupBytes(code, constants)).toBeLessThanOrEqual(16 * 1024)
      const [x, y, z] = workgroupSize(declared(code), constants)
      expect(x * y * z).toBeGreaterThan(0)
      expect(x * y * z).toBeLessThanOrEqual(256)
      expect(z).toBeLessThanOrEqual(64)
    }
  })

  test('uses subgroups only where its name says so, and no f16', () => {
    const own = kernel.shader.endsWith('-subgroups')
    expect([...code.matchAll(/^\s*enable\b.*/gm)].map(([line]) => line)).toEqual(own ? ['enable subgroups;'] : [])
    expect(/\bsubgroup[A-Z]/.test(code)).toBe(own)
    expect(code).not.toMatch(/\bf16\b/)
  })

  test('does not ask whether a number is finite by comparing', () => {
    // v != v is false for NaN on software adapters; lib/finite reads bits instead.
    for (const [, left, right] of code.replace(/\/\/.*/g, '').matchAll(/\b(\w+) != (\w+)\b/g)) expect(left).not.toBe(right)
  })
})

describe('lib', () => {
  test.each(Object.keys(sources).filter((name) => name.startsWith('lib/')))(
    '%s is included, binds nothing and starts by saying what it is',
    (name) => {
      const all = [...Object.values(sources), ...printed.map(({ source }) => source)]
      expect(all.some((source) => source.includes(`//#include ${name}\n`))).toBe(true)
      expect(sources[name]).not.toMatch(/^@group|^@compute/m)
      expect(sources[name]).toMatch(/^\/\/ \S.{20,}/)
    },
  )
})
