/**
 * One adapter, one device: limits asked for and reported, a software adapter recognized, loss as a state.
 * Every buffer of the lab is made here, so that what was predicted can be compared with what was made.
 */
import type { Sources } from './link'

export interface DeviceInfo {
  readonly vendor: string
  readonly architecture: string
  readonly description: string
  /** llvmpipe, SwiftShader and their like: correct, and slow. */
  readonly software: boolean
  /** The kind of machine that runs the shaders: selects default variants among those that give the same bits. */
  readonly profile: Profile
  readonly limits: Readonly<Record<LimitName, number>>
  readonly features: readonly string[]
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
] as const
type LimitName = (typeof LIMITS)[number]

/** A CPU with wide vectors and cheap arithmetic; one with narrow vectors and no loop unrolling; a graphics processor. */
export type Profile = 'llvmpipe' | 'swiftshader' | 'gpu'

/**
 * The invocations of a workgroup that shares memory with one vector for each, where any number gives the same bits. SwiftShader compiles an
 * instruction for each word of workgroup memory that starts at zero: 8 KiB take it longer than all other kernels of a layer.
 */
export const invocationsFor = (profile: Profile, min = 16): number | undefined => (profile === 'swiftshader' ? min : undefined)

/** Why no device is available. */
export type Missing = 'no-api' | 'insecure-context' | 'no-adapter' | 'device-refused'

export class NoDevice extends Error {
  readonly reason: Missing
  constructor(reason: Missing, message: string) {
    super(message)
    this.name = 'NoDevice'
    this.reason = reason
  }
}

export interface Gpu {
  readonly device: GPUDevice
  readonly sources: Sources
  readonly info: DeviceInfo
  /** Total size of all live buffers in bytes. */
  allocated(): number
  createBuffer(label: string, byteLength: number, usage: GPUBufferUsageFlags): GPUBuffer
  destroyBuffer(buffer: GPUBuffer): void
  /** Resolves with the browser's message when the device is lost. */
  readonly lost: Promise<string>
  isLost(): boolean
  /** Called with errors that no error scope caught. These are bugs, and are always reported. */
  onError(listener: (message: string) => void): void
}

/** What the device allows networks to be built of. */
export const buildingOn = ({ info }: Gpu) => ({ profile: info.profile, subgroups: info.features.includes('subgroups') })

/** An unknown software adapter counts as the slower kind. */
const profileOf = (text: string, software: boolean): Profile =>
  /llvmpipe|lavapipe/i.test(text) ? 'llvmpipe' : software ? 'swiftshader' : 'gpu'

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i

/** @throws NoDevice, whose `reason` says which of the cases it is. */
export async function openGpu(api: GPU | undefined, sources: Sources, secure = true): Promise<Gpu> {
  if (!api)
    throw secure
      ? new NoDevice('no-api', 'This browser has no WebGPU.')
      : new NoDevice('insecure-context', 'WebGPU needs https or localhost.')
  const adapter = await api.requestAdapter()
  if (!adapter) throw new NoDevice('no-adapter', 'WebGPU is here, but it found no graphics adapter.')
  const features = (['timestamp-query', 'subgroups'] as const).filter((f) => adapter.features.has(f))
  let device: GPUDevice
  try {
    device = await adapter.requestDevice({
      requiredFeatures: features,
      requiredLimits: {
        maxBufferSize: adapter.limits.maxBufferSize,
        maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
      },
    })
  } catch (error) {
    throw new NoDevice('device-refused', `The graphics adapter refused a device: ${error instanceof Error ? error.message : String(error)}`)
  }
  return wrapDevice(device, adapter.info, sources, features)
}

export function wrapDevice(device: GPUDevice, about: GPUAdapterInfo, sources: Sources, features: readonly string[] = []): Gpu {
  const sizes = new Map<GPUBuffer, number>()
  let total = 0
  let gone = false
  const listeners = new Set<(message: string) => void>()
  device.addEventListener('uncapturederror', (event) => {
    for (const listener of listeners) listener((event as GPUUncapturedErrorEvent).error.message)
  })
  const lost = device.lost.then(({ message, reason }) => {
    gone = true
    return message || reason
  })
  const text = `${about.vendor} ${about.architecture} ${about.description} ${about.device}`
  const software = SOFTWARE.test(text) || about.isFallbackAdapter === true
  return {
    device,
    sources,
    info: {
      vendor: about.vendor,
      architecture: about.architecture,
      description: about.description || about.device,
      software,
      profile: profileOf(text, software),
      limits: Object.fromEntries(LIMITS.map((name) => [name, device.limits[name]])) as Record<LimitName, number>,
      features: [...features],
    },
    allocated: () => total,
    createBuffer(label, byteLength, usage) {
      const buffer = device.createBuffer({ label, size: byteLength, usage })
      sizes.set(buffer, byteLength)
      total += byteLength
      return buffer
    },
    destroyBuffer(buffer) {
      total -= sizes.get(buffer) ?? 0
      sizes.delete(buffer)
      buffer.destroy()
    },
    lost,
    isLost: () => gone,
    onError: (listener) => void listeners.add(listener),
  }
}
