/**
 * The profile of an adapter without a name. A software adapter is a CPU, and timing one product of spikes shows which kind: with wide
 * vectors, bits are read as fast as lists of events. All variants give the same bits, so a wrong choice only costs time.
 */
import type { DeviceInfo, Gpu, Profile } from '../engine/device'
import { compile } from '../engine/plan'
import { tensor } from '../engine/tensor'
import { timeWork } from '../engine/timing'
import { linearForwardBits, noBias, sumOfEvents } from '../layers/linear/kernels'

/** Milliseconds of one product of spikes, from their bits and from lists of them. */
export interface Times {
  readonly bits: number
  readonly events: number
}

/** An adapter with a name has a known profile, and is not measured. */
export async function profileOf(
  {
    vendor,
    architecture,
    description,
    software,
    profile,
  }: Pick<DeviceInfo, 'vendor' | 'architecture' | 'description' | 'software' | 'profile'>,
  measure: () => Promise<Times>,
): Promise<Profile> {
  if (!software || `${vendor}${architecture}${description}` !== '') return profile
  const { bits, events } = await measure()
  return bits < MARGIN * events ? 'llvmpipe' : 'swiftshader'
}

/**
 * The threshold between adapters: the time for bits relative to that for lists is 0.8 to 1.1 on llvmpipe and 1.6 to 6.5 on SwiftShader,
 * both on a busy machine.
 */
const MARGIN = 1.3

const [ROWS, INPUTS, OUTPUTS] = [256, 256, 128]

export async function timeProduct(gpu: Gpu): Promise<Times> {
  // One input in eight spikes, a different one in each row.
  const each = INPUTS / 8
  const lists = Uint32Array.from({ length: ROWS * each }, (_, i) => 8 * (i % each) + (Math.floor(i / each) % 8))
  const words = new Uint32Array((ROWS / 32) * INPUTS)
  for (const [i, input] of lists.entries()) {
    const row = Math.floor(i / each)
    words[Math.floor(row / 32) * INPUTS + input]! |= 1 << (row % 32)
  }
  const t = {
    bits: tensor('bits', 'u32', [words.length]),
    events: tensor('events', 'u32', [ROWS, each]),
    counts: tensor('counts', 'u32', [ROWS]),
    weight: tensor('weight', 'f32', [INPUTS, OUTPUTS]),
    bias: tensor('bias', 'f32', [OUTPUTS]),
    output: tensor('output', 'f32', [ROWS, OUTPUTS]),
  }
  const { weight, bias, output } = t
  const compiled = await compile(
    gpu,
    {
      bits: [linearForwardBits({ bits: t.bits, weight, bias, output }, {})],
      events: [sumOfEvents({ counts: t.counts, events: t.events, values: weight, bias, output, biasPartial: noBias() }, {})],
    },
    { pooled: false, readBack: new Set(Object.values(t)) },
  )
  try {
    compiled.write(t.bits, words)
    compiled.write(t.events, lists)
    compiled.write(t.counts, new Uint32Array(ROWS).fill(each))
    const time = async (name: keyof Times) =>
      (await timeWork(gpu, (encoder) => compiled.programs[name].encode(encoder), { samples: 5 })).min
    return { bits: await time('bits'), events: await time('events') }
  } finally {
    compiled.destroy()
  }
}

/** The same device with its measured profile. A device that is lost meanwhile keeps its previous one. */
export async function withProfile(gpu: Gpu, measure: (gpu: Gpu) => Promise<Times> = timeProduct): Promise<Gpu> {
  try {
    return { ...gpu, info: { ...gpu.info, profile: await profileOf(gpu.info, () => measure(gpu)) } }
  } catch (error) {
    if (gpu.isLost()) return gpu
    throw error
  }
}
