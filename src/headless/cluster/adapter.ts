/**
 * Selects one of several GPUs for a worker, by its index on this machine. Vulkan knows no index, so the GPU is named by its PCI address to
 * Mesa's device-selection layer, before the first device is requested.
 */
import { readdirSync, readFileSync } from 'node:fs'

const DEVICES = '/sys/bus/pci/devices'
/** NVIDIA, AMD, Intel; excludes console graphics of servers. */
const VENDORS = new Set(['0x10de', '0x1002', '0x8086'])

/** The PCI addresses of the GPUs, in order, such as "0000:3b:00.0"; empty where they cannot be determined. */
export function processorsHere(): string[] {
  const read = (place: string, file: string) => readFileSync(`${DEVICES}/${place}/${file}`, 'utf8').trim()
  try {
    return readdirSync(DEVICES)
      .sort()
      .filter((place) => /^0x03/.test(read(place, 'class')) && VENDORS.has(read(place, 'vendor')))
  } catch {
    return []
  }
}

/** The environment variables that select one GPU; empty where there is only one. @throws where there are fewer */
export function selectionOf(index: number, processors: readonly string[]): Readonly<Record<string, string>> {
  const place = processors[index]
  if (place === undefined)
    throw new Error(
      `There is no graphics processor ${index} here: ${processors.length === 0 ? 'none was found' : `they are 0 to ${processors.length - 1}`}.`,
    )
  if (processors.length === 1) return {}
  return { DRI_PRIME: `pci-${place.replaceAll(/[:.]/g, '_')}`, MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE: '1' }
}

/** The GPU index that the environment requests, set by hand or by SLURM; null if none is set. */
export function askedIndex(environment: NodeJS.ProcessEnv): number | null {
  const said = environment.MEMBRANE_ADAPTER ?? environment.SLURM_JOB_GPUS?.split(',')[0]
  return said !== undefined && /^\d{1,3}$/.test(said) ? Number(said) : null
}
