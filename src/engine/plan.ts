/**
 * A plan is the compiled form of a list of ops: pipelines, bind groups and memory are made once; encoding it allocates
 * nothing. A program holds two plans over the same buffers, bare and watched: the ops marked `watch` are left out of the bare one.
 */
import type { Gpu } from './device'
import { type Declared, isVector, workgroupSize } from './interface'
import { type Dispatch, type KernelInfo, type Op, unwatched } from './kernel'
import { countDispatches, dispatchesOf, type MemoryPlan, planMemory, pruneAll, usesOf } from './memory'
import { pipelineOf, stepLayoutOf } from './pipeline'
import { byteLengthOf, type Data, rootOf, sizeOf, type Tensor } from './tensor'

interface Encodable {
  /** The number of dispatches of the bare plan and of the watched plan, for display. */
  readonly dispatches: number
  readonly watchedDispatches: number
  /** The ops of the watched plan, for counting operations and bytes; the bare plan leaves out those marked `watch`. */
  readonly ops: readonly Op[]
  /** Encodes ops `from` to `to`: a plan can be cut at op borders, so that a submission stays short. */
  encode(
    encoder: GPUCommandEncoder,
    options?: { watched?: boolean; from?: number; to?: number; timestampWrites?: GPUComputePassTimestampWrites },
  ): void
}

export interface Compiled<Name extends string> {
  readonly programs: Readonly<Record<Name, Encodable>>
  readonly memory: MemoryPlan
  /** Bytes of every buffer these programs use: tensors and uniforms. Equal to `predictBytes` of the same programs. */
  readonly byteLength: number
  /** Whether these programs read or write the tensor: ops whose results nothing reads are left out. */
  holds(t: Tensor): boolean
  buffer(t: Tensor): GPUBuffer
  offset(t: Tensor): number
  write(t: Tensor, data: Data): void
  /** Copies a tensor back; for tests, results and checkpoints, never for the training loop. */
  read(t: Tensor): Promise<ArrayBuffer>
  /** Hands a tensor's buffer over: it is not destroyed with the rest, and these programs must not run again. */
  release(t: Tensor): GPUBuffer
  destroy(): void
}

const UNIFORM_STRIDE = 256
const USAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | GPUBufferUsage.INDIRECT

/** Bytes that compiling these programs would take, without a device. */
export function predictBytes(
  programs: Readonly<Record<string, readonly Op[]>>,
  pooled = true,
  readBack: ReadonlySet<Tensor> = new Set(),
): number {
  const lists = Object.values(pruneAll(programs, readBack))
  return planMemory(lists, pooled, readBack).byteLength + lists.reduce((sum, ops) => sum + uniformBytes(ops) + scanBytes(ops), 0)
}

const uniformBytes = (ops: readonly Op[]) =>
  Math.max(
    1,
    ops.reduce((n, op) => n + dispatchesOf(op).length, 0),
  ) * UNIFORM_STRIDE
const longestScan = (ops: readonly Op[]) => Math.max(0, ...ops.map((op) => (op.kind === 'scan' ? op.steps : 0)))
const scanBytes = (ops: readonly Op[]) => longestScan(ops) * UNIFORM_STRIDE

interface Step {
  readonly pipeline: GPUComputePipeline
  readonly group: GPUBindGroup
  readonly groups: readonly [number, number, number]
  readonly indirect?: { buffer: GPUBuffer; offset: number }
  readonly scanned: boolean
  readonly watch: boolean
}

/**
 * Compiles programs that share persistent tensors and pooled memory and never run at the same time.
 * @throws with the shader's name, file and line where a shader does not compile; with the tensor's name where one exceeds a limit.
 */
export async function compile<Name extends string>(
  gpu: Gpu,
  sources: Readonly<Record<Name, readonly Op[]>>,
  options: {
    pooled?: boolean
    readBack?: ReadonlySet<Tensor>
    /** Existing buffers for some of the persistent tensors, with their contents; these programs take ownership of them. */
    taken?: ReadonlyMap<Tensor, GPUBuffer>
    /** Buffers of other programs, for tensors that these only read: they see the other programs' results and do not change them. */
    lent?: (t: Tensor) => GPUBuffer | undefined
    onProgress?: (done: number, total: number) => void
  } = {},
): Promise<Compiled<Name>> {
  const lists = Object.entries<readonly Op[]>(pruneAll(sources, options.readBack))
  const memory = planMemory(
    lists.map(([, ops]) => ops),
    options.pooled ?? true,
    options.readBack,
  )
  refuseTooLarge(gpu, memory)
  const buffers = new Map<Tensor, GPUBuffer>()
  const owned: GPUBuffer[] = []
  const make = (label: string, bytes: number, usage: GPUBufferUsageFlags) => {
    const buffer = gpu.createBuffer(label, bytes, usage)
    owned.push(buffer)
    return buffer
  }
  const slots = memory.slots.map((bytes, i) => make(`slot ${i}`, bytes, USAGE()))
  for (const [t, slot] of memory.slotOf) buffers.set(t, slots[slot]!)
  const written = new Set(lists.flatMap(([, ops]) => ops.flatMap((op) => usesOf(op).writes)))
  for (const t of memory.persistent) {
    const taken = options.taken?.get(t)
    const lent = written.has(t) ? undefined : options.lent?.(t)
    if (taken) owned.push(taken)
    const buffer = taken ?? lent ?? make(t.name, byteLengthOf(t), USAGE())
    buffers.set(t, buffer)
    if (t.initial && !taken && !lent) gpu.device.queue.writeBuffer(buffer, 0, t.initial)
  }
  const buffer = (t: Tensor): GPUBuffer => {
    const found = buffers.get(rootOf(t))
    if (!found) throw new Error(`${t.name} is in no program of this plan`)
    return found
  }
  const offset = (t: Tensor) => (t.offset ?? 0) * 4

  const total = lists.reduce((n, [, ops]) => n + ops.reduce((m, op) => m + dispatchesOf(op).length, 0), 0)
  let done = 0
  const programs = {} as Record<Name, Encodable>
  try {
    for (const [name, ops] of lists) {
      const uniforms = make(`${name} uniforms`, uniformBytes(ops), GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)
      const scan = scanBytes(ops) > 0 ? make(`${name} scan`, scanBytes(ops), GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST) : undefined
      programs[name as Name] = await compileProgram(gpu, ops, uniforms, scan, buffer, () => options.onProgress?.(++done, total))
    }
  } catch (error) {
    for (const b of owned) gpu.destroyBuffer(b)
    throw error
  }

  return {
    programs,
    memory,
    byteLength: memory.byteLength + lists.reduce((sum, [, ops]) => sum + uniformBytes(ops) + scanBytes(ops), 0),
    holds: (t) => buffers.has(rootOf(t)),
    buffer,
    offset,
    write: (t, data) => gpu.device.queue.writeBuffer(buffer(t), offset(t), data),
    async read(t) {
      const bytes = sizeOf(t.shape) * 4
      const staging = gpu.createBuffer('read', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST)
      try {
        const encoder = gpu.device.createCommandEncoder()
        encoder.copyBufferToBuffer(buffer(t), offset(t), staging, 0, bytes)
        gpu.device.queue.submit([encoder.finish()])
        await staging.mapAsync(GPUMapMode.READ)
        return staging.getMappedRange().slice(0)
      } finally {
        gpu.destroyBuffer(staging)
      }
    },
    release(t) {
      const released = buffer(t)
      owned.splice(owned.indexOf(released), 1)
      return released
    },
    destroy() {
      for (const b of owned) gpu.destroyBuffer(b)
      owned.length = 0
      buffers.clear()
    },
  }
}

async function compileProgram(
  gpu: Gpu,
  ops: readonly Op[],
  uniforms: GPUBuffer,
  scan: GPUBuffer | undefined,
  buffer: (t: Tensor) => GPUBuffer,
  onDispatch: () => void,
): Promise<Encodable> {
  const stepLayout = stepLayoutOf(gpu)
  let next = 0
  const slotOf = new Map(ops.flatMap(dispatchesOf).map((d) => [d, next++]))
  const compileDispatch = async (d: Dispatch): Promise<Step> => {
    const { pipeline, layout, shader } = await pipelineOf(gpu, d.kernel, d.constants)
    const at = slotOf.get(d)! * UNIFORM_STRIDE
    gpu.device.queue.writeBuffer(uniforms, at, d.params)
    const resources = d.tensors.map((t, i) => {
      checkVector(d.kernel, i, shader, t)
      return { buffer: buffer(t), offset: (t.offset ?? 0) * 4, size: Math.max(4, sizeOf(t.shape) * 4) }
    })
    const entries = [...resources, ...(d.kernel.params.length > 0 ? [{ buffer: uniforms, offset: at, size: d.params.byteLength }] : [])]
    const group = gpu.device.createBindGroup({ layout, entries: entries.map((resource, binding) => ({ binding, resource })) })
    onDispatch()
    return {
      pipeline,
      group,
      groups: groupsOf(gpu, d, shader),
      ...(d.indirect && { indirect: { buffer: buffer(d.indirect), offset: (d.indirect.offset ?? 0) * 4 } }),
      scanned: d.kernel.scanned,
      watch: d.watch ?? false,
    }
  }
  // Waits for all of them, so that none still writes when a failure destroys the buffers.
  const steps = (
    await Promise.allSettled(ops.map(async (op) => (await Promise.allSettled(dispatchesOf(op).map(compileDispatch))).map(settled)))
  ).map(settled)
  const scanGroup = scan && fillScan(gpu, scan, stepLayout, longestScan(ops))

  const run = (pass: GPUComputePassEncoder, step: Step, t: number) => {
    pass.setPipeline(step.pipeline)
    pass.setBindGroup(0, step.group)
    if (step.scanned) pass.setBindGroup(1, scanGroup!, [t * UNIFORM_STRIDE])
    if (step.indirect) pass.dispatchWorkgroupsIndirect(step.indirect.buffer, step.indirect.offset)
    else pass.dispatchWorkgroups(...step.groups)
  }
  return {
    ops,
    dispatches: countDispatches(unwatched(ops)),
    watchedDispatches: countDispatches(ops),
    encode(encoder, { watched = false, from = 0, to = ops.length, timestampWrites } = {}) {
      const pass = encoder.beginComputePass(timestampWrites ? { timestampWrites } : {})
      for (let i = from; i < to; i++) {
        const op = ops[i]!
        if (op.watch && !watched) continue
        const made = watched ? steps[i]! : steps[i]!.filter(({ watch }) => !watch)
        if (op.kind === 'dispatch') run(pass, made[0]!, 0)
        else for (let k = 0; k < op.steps; k++) for (const step of made) run(pass, step, op.direction === 'forward' ? k : op.steps - 1 - k)
      }
      pass.end()
    },
  }
}

/** A buffer with one word per time step, bound at dynamic offsets, so that the ops of a scan can read the step. */
function fillScan(gpu: Gpu, scan: GPUBuffer, layout: GPUBindGroupLayout, steps: number): GPUBindGroup {
  const words = new Uint32Array((steps * UNIFORM_STRIDE) / 4)
  for (let t = 0; t < steps; t++) words[(t * UNIFORM_STRIDE) / 4] = t
  gpu.device.queue.writeBuffer(scan, 0, words)
  return gpu.device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer: scan, size: 16 } }] })
}

function checkVector(kernel: KernelInfo, i: number, shader: Declared, t: Tensor): void {
  const declaredType = shader.bindings.filter((b) => b.group === 0)[i]!.type
  if (isVector(declaredType) && t.shape.at(-1)! % 4 !== 0)
    throw new Error(`${kernel.shader}: ${kernel.bindings[i]!.name} [${t.shape}] is read as vec4; its last axis must be a multiple of 4`)
}

/** More than 65,535 workgroups of a kernel that counts invocations fold into y; `lib/dispatch` unfolds them in the shader. */
function groupsOf(gpu: Gpu, d: Dispatch, shader: Declared): readonly [number, number, number] {
  const size = d.extent.unit === 'threads' ? workgroupSize(shader, d.constants) : ([1, 1, 1] as const)
  let [x, y, z] = d.extent.size.map((n, i) => Math.max(1, Math.ceil(n / size[i]!))) as [number, number, number]
  const max = gpu.info.limits.maxComputeWorkgroupsPerDimension
  if (x > max && y === 1 && d.extent.unit === 'threads') {
    y = Math.ceil(x / max)
    x = Math.ceil(x / y)
  }
  if (Math.max(x, y, z) > max)
    throw new Error(`${d.kernel.shader}: ${x} x ${y} x ${z} workgroups; the adapter allows ${max} in each direction`)
  return [x, y, z]
}

/** Throws before any buffer is created, so that nothing has to be cleaned up. */
function refuseTooLarge(gpu: Gpu, memory: MemoryPlan): void {
  const max = gpu.info.limits.maxStorageBufferBindingSize
  const refuse = (name: string, bytes: number) => {
    if (bytes > max) throw new Error(`${name} needs ${mebibytes(bytes)} in one buffer; this adapter allows ${mebibytes(max)}`)
  }
  for (const t of memory.persistent) refuse(t.name, byteLengthOf(t))
  for (const t of memory.slotOf.keys()) refuse(t.name, byteLengthOf(t))
}

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason
  return result.value
}
