/** Every kernel of the project, found by its file: `kernels.ts` and files that end in `-kernels.ts`. For contract tests. */
import type { Dispatch, KernelInfo } from '../engine/kernel'
import type { Tensor } from '../engine/tensor'

/** A kernel without its types: tests bind it by name. */
export type LooseKernel = KernelInfo &
  ((tensors: Record<string, Tensor>, params: Record<string, number>, constants?: Record<string, number>) => Dispatch)

const modules = import.meta.glob<Record<string, unknown>>(['../**/kernels.ts', '../**/*-kernels.ts', '!./**'], { eager: true })

const isKernel = (value: unknown): value is LooseKernel => typeof value === 'function' && 'shader' in value && 'bindings' in value

export const allKernels: readonly LooseKernel[] = Object.values(modules)
  .flatMap((module) => Object.values(module))
  .filter(isKernel)

/** `workgroup` is a word of wgsl_reflect's and a parameter's name in lib/dispatch. */
export const forReflection = (code: string): string => code.replace(/(?<!<)\bworkgroup\b(?!>)/g, 'workgroupSize')
