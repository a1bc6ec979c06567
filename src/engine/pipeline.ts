/** Pipelines by shader and constants, one promise each on a device: compiled once, with errors that say file and line. */
import type { Gpu } from './device'
import { checkInterface, type Declared } from './interface'
import type { KernelInfo } from './kernel'
import { link } from './link'

interface Compiler {
  readonly pipelines: Map<string, Promise<{ pipeline: GPUComputePipeline; layout: GPUBindGroupLayout; shader: Declared }>>
  readonly stepLayout: GPUBindGroupLayout
}
const compilers = new WeakMap<GPUDevice, Compiler>()

/** The layout of `@group(1)`, which holds the current time step of a scan. */
export const stepLayoutOf = (gpu: Gpu): GPUBindGroupLayout => compilerOf(gpu).stepLayout

function compilerOf(gpu: Gpu): Compiler {
  let compiler = compilers.get(gpu.device)
  if (!compiler) {
    const stepLayout = gpu.device.createBindGroupLayout({
      entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } }],
    })
    compiler = { pipelines: new Map(), stepLayout }
    compilers.set(gpu.device, compiler)
  }
  return compiler
}

/** @throws with the shader's file and line where it does not compile, with both sides where it and its kernel disagree. */
export function pipelineOf(gpu: Gpu, kernel: KernelInfo, constants: Readonly<Record<string, number>>) {
  const { pipelines, stepLayout } = compilerOf(gpu)
  const libraries = kernel.libraries ? JSON.stringify(kernel.libraries) : ''
  const key = `${kernel.source ?? kernel.shader} ${JSON.stringify(constants)} ${libraries}`
  let found = pipelines.get(key)
  if (!found) {
    found = createPipeline(gpu, kernel, constants, stepLayout)
    pipelines.set(key, found)
  }
  return found
}

async function createPipeline(gpu: Gpu, kernel: KernelInfo, constants: Readonly<Record<string, number>>, stepLayout: GPUBindGroupLayout) {
  const printed = { ...kernel.libraries, ...(kernel.source !== undefined && { [kernel.shader]: kernel.source }) }
  const { code, origin } = link(kernel.shader, { ...gpu.sources, ...printed })
  const shader = checkInterface(kernel, code)
  // Written out rather than 'auto', which drops bindings that a shader does not use.
  const types = [
    ...kernel.bindings.map((b) => (b.access === 'read' ? 'read-only-storage' : 'storage') as GPUBufferBindingType),
    ...(kernel.params.length > 0 ? ['uniform' as const] : []),
  ]
  const layout = gpu.device.createBindGroupLayout({
    label: kernel.shader,
    entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
  })
  const module = gpu.device.createShaderModule({ label: kernel.shader, code })
  const info = await module.getCompilationInfo()
  const wrong = info.messages.find((m) => m.type === 'error')
  if (wrong) throw new Error(`${origin(wrong.lineNum)}: ${wrong.message}`)
  const pipeline = await gpu.device.createComputePipelineAsync({
    label: kernel.shader,
    layout: gpu.device.createPipelineLayout({ bindGroupLayouts: kernel.scanned ? [layout, stepLayout] : [layout] }),
    compute: { module, entryPoint: 'main', constants },
  })
  return { pipeline, layout, shader }
}
