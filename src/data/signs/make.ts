/** Generates the samples of a set of signs from its seed: on a GPU if there is one, otherwise in float64, which takes about a minute. */
import type { Gpu } from '../../engine/device'
import type { DataSet, Samples } from '../labeled-set'
import type { Stream } from '../streams'
import { openSignCameras, type SignCameras } from './cameras'
import { seeSign, signSensor } from './reference'
import { type SignSample, samplesOf } from './samples'
import { sceneOf } from './scene'
import { allSubjects, type SignsSpec, SPLITS, type Split, signsShape, subjectsOf } from './schema'

/**
 * @param onProgress called before each batch of samples, after a pause in which other work can run; an error that it throws ends the work.
 * @param validation whether its validation part is made too.
 */
export async function makeSigns(
  spec: SignsSpec,
  gpu: Gpu | undefined,
  onProgress: (done: number, total: number) => void,
  validation = false,
): Promise<DataSet> {
  const cameras = gpu ? await openSignCameras(gpu, spec.seed) : referenceCameras(spec.seed)
  const counts = signsShape(spec)
  const parts = SPLITS.filter((split) => validation || split !== 'validation')
  const total = parts.reduce((sum, split) => sum + counts[split], 0)
  const made: Partial<Record<Split, Samples>> = {}
  let before = 0
  try {
    for (const split of parts) {
      made[split] = await samplesIn(spec, split, cameras, (done) => onProgress(before + done, total))
      before += counts[split]
    }
    onProgress(total, total)
    return made as DataSet
  } finally {
    cameras.destroy()
  }
}

/** The same cameras on the CPU, one sample at a time. */
function referenceCameras(seed: number): SignCameras {
  const sensor = signSensor(seed)
  return {
    maxScenes: 1,
    async see(scenes) {
      await new Promise((resolve) => setTimeout(resolve))
      return seeSign(seed, scenes[0]!, sensor)
    },
    destroy: () => undefined,
  }
}

async function samplesIn(spec: SignsSpec, split: Split, cameras: SignCameras, tell: (done: number) => void): Promise<Samples> {
  const { height, width, channels, classes, pictures } = signsShape(spec)
  const samples = samplesOf(spec, split)
  const count = samples.length
  const images = new Uint8Array(count * height * width)
  const frames = new Uint8Array(count * height * pictures.height * pictures.width)
  for (let first = 0; first < count; first += cameras.maxScenes) {
    tell(first)
    const seen = await cameras.see(samples.slice(first, first + cameras.maxScenes).map((sample) => sceneOf(spec.seed, sample)))
    images.set(seen.events, first * height * width)
    frames.set(seen.frames, first * height * pictures.height * pictures.width)
  }
  return {
    images,
    labels: Uint8Array.from(samples, ({ sign }) => sign),
    count,
    height,
    width,
    channels,
    classes,
    more: {
      frames: { shape: [height, pictures.height, pictures.width], type: 'u8', values: frames },
      ...conditionsOf(spec, samples),
    },
  }
}

/** The conditions of each sample, as indices of the values in the set's shape. */
function conditionsOf(spec: SignsSpec, samples: readonly SignSample[]): Record<'light' | 'position' | 'subject', Stream> {
  const subjects = [...allSubjects(spec), ...subjectsOf(spec, 'validation')]
  const words = (value: (sample: SignSample) => number): Stream => ({ shape: [1], type: 'u32', values: Uint32Array.from(samples, value) })
  return {
    light: words(({ light }) => light),
    position: words(({ position }) => position),
    subject: words(({ subject }) => subjects.indexOf(subject)),
  }
}
