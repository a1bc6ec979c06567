/** The data in Python: reading files, changes of training samples, and how samples become input over time. */
import { changesOf } from '../../data/augment/schema'
import type { Plan } from './plan'
import { block, docstring, float } from './python'

/** The sets of four IDX files, with the prefix of their names. */
const IDX: Readonly<Record<string, string>> = { mnist: '', fashionMnist: '', kmnist: '', emnist: 'emnist-balanced-' }

/** Describes what the folder must contain, and whether NumPy reads it. */
export function filesOf({ experiment: { data }, set }: Plan): { readonly words: string; readonly numpy: boolean } {
  if (data.kind in IDX) {
    const test = data.kind === 'emnist' ? 'emnist-balanced-test' : 't10k'
    return {
      words: `the four files of ${set.title}: ${IDX[data.kind]}train-images-idx3-ubyte, ${test}-labels-idx1-ubyte and so on, as they are or as .gz`,
      numpy: false,
    }
  }
  if (data.kind === 'cifar10')
    return { words: 'data_batch_1.bin to data_batch_5.bin and test_batch.bin, the binary version of CIFAR-10', numpy: false }
  if (data.kind === 'cifar100') return { words: 'train.bin and test.bin, the binary version of CIFAR-100', numpy: false }
  return {
    words: `train.npz and test.npz, with images as bytes [${sampleShapeText(set)}] and labels as whole numbers [samples]`,
    numpy: true,
  }
}

/** The shape of a sample in the arrays of train.npz and test.npz, as in `filesOf`; undefined if the code reads other files. */
export function arraysOf(plan: Plan): readonly number[] | undefined {
  const { set } = plan
  if (!filesOf(plan).numpy) return undefined
  return set.sequence && !set.frame ? [set.height, set.width] : shapeOf(set)
}

function sampleShapeText({ height, width, channels, sequence, frame }: Plan['set']): string {
  if (frame) return `samples, ${height} frames, ${frame.height} rows, ${frame.width} columns, ${frame.polarities} polarities`
  return sequence ? `samples, ${height} steps, ${width} channels` : `samples, ${height} rows, ${width} columns, ${channels} channels`
}

/** The shape of a sample's bytes in memory. */
const shapeOf = ({ height, width, channels, frame }: Plan['set']): readonly number[] =>
  frame ? [height, frame.height, frame.width, frame.polarities] : [height, width, channels]

export function reading(plan: Plan): string[] {
  const { data } = plan.experiment
  const about = docstring(
    `The samples of 'train' or 'test' in the order of their files: bytes [samples, ${shapeOf(plan.set).join(', ')}], and labels.`,
  )
  if (data.kind in IDX) return readingIdx(data.kind, about)
  if (data.kind === 'cifar10' || data.kind === 'cifar100') return readingCifar(data.kind, about)
  return block('def samples(folder, split):', [
    ...about,
    "file = np.load(Path(folder) / f'{split}.npz')",
    `images = torch.from_numpy(file['images'].astype(np.uint8)).reshape(-1, ${shapeOf(plan.set).join(', ')})`,
    "return images, torch.from_numpy(file['labels'].astype(np.int64))",
  ])
}

function readingIdx(kind: string, about: readonly string[]): string[] {
  const front = IDX[kind]!
  const test = kind === 'emnist' ? 'test' : 't10k'
  return [
    ...block('def read_idx(path):', [
      ...docstring('The bytes of an IDX file, packed by gzip or not.'),
      "packed = Path(f'{path}.gz')",
      'data = gzip.decompress(packed.read_bytes()) if packed.exists() else Path(path).read_bytes()',
      'axes = data[3]',
      "shape = struct.unpack(f'>{axes}I', data[4:4 + 4 * axes])",
      'return torch.frombuffer(bytearray(data[4 + 4 * axes:]), dtype=torch.uint8).reshape(shape)',
    ]),
    ...block('def samples(folder, split):', [
      ...about,
      `name = 'train' if split == 'train' else '${test}'`,
      `images = read_idx(f'{folder}/${front}{name}-images-idx3-ubyte')`,
      ...(kind === 'emnist' ? ['images = images.transpose(1, 2)  # the files of EMNIST have columns first'] : []),
      `labels = read_idx(f'{folder}/${front}{name}-labels-idx1-ubyte')`,
      'return images.unsqueeze(-1), labels.long()',
    ]),
  ]
}

function readingCifar(kind: 'cifar10' | 'cifar100', about: readonly string[]): string[] {
  const [names, label] =
    kind === 'cifar10'
      ? ["[f'data_batch_{i}.bin' for i in range(1, 6)] if split == 'train' else ['test_batch.bin']", 1]
      : ["[f'{split}.bin']", 2]
  return block('def samples(folder, split):', [
    ...about,
    `names = ${names}`,
    "data = b''.join((Path(folder) / name).read_bytes() for name in names)",
    `records = torch.frombuffer(bytearray(data), dtype=torch.uint8).reshape(-1, ${label} + 3072)`,
    `return records[:, ${label}:].reshape(-1, 3, 32, 32).permute(0, 2, 3, 1), records[:, ${label} - 1].long()`,
  ])
}

/** Whether bytes are standardized with the training set's statistics. */
export const isStandardized = ({ experiment: { data, encoder } }: Plan): boolean =>
  changesOf(data).normalize && encoder.kind !== 'poisson' && encoder.kind !== 'latency'

export function encoding(plan: Plan): string[] {
  const standard = isStandardized(plan)
  const { sequence } = plan.set
  const value = standard
    ? '(images - mean) / std'
    : sequence
      ? `(images.float() - ${float(sequence.zero)}) * ${float(sequence.scale)}`
      : 'images / 255'
  return [
    ...(standard ? standardization : []),
    ...(plan.experiment.encoder.kind === 'pixels' && plan.experiment.encoder.permuted ? readingOrder(plan) : []),
    ...block(`def encode(images${standard ? ', mean, std' : ''}):`, encoderLines(plan, value)),
  ]
}

const standardization = block('def standard(images):', [
  ...docstring('Mean and standard deviation of each channel, in bytes, over the training images.'),
  'values = images.double().flatten(0, -2)',
  '# A channel that is the same everywhere must not divide by zero.',
  'return values.mean(0).float(), values.std(0, unbiased=False).clamp(min=1).float()',
])

function encoderLines({ experiment: { encoder } }: Plan, value: string): string[] {
  const maps = `x = (${value}).permute(0, 3, 1, 2)  # [batch, channels, height, width]`
  switch (encoder.kind) {
    case 'direct':
      return [
        ...docstring('The same currents at every step: [steps, batch, channels, height, width].'),
        maps,
        'return x.expand(STEPS, *x.shape)',
      ]
    case 'poisson':
      return [
        ...docstring(
          'A spike at each step with a probability of the brightness times SPIKE_RATE: [steps, batch, channels, height, width].',
        ),
        maps,
        'return (torch.rand(STEPS, *x.shape) < SPIKE_RATE * x).float()',
      ]
    case 'latency':
      return [
        ...docstring('One spike, earlier for a brighter pixel; none for a black one: [steps, batch, channels, height, width].'),
        maps,
        'when = torch.round((1 - x) * (STEPS - 1))',
        'return torch.stack([((when == t) & (x > 0)).float() for t in range(STEPS)])',
      ]
    case 'pixels':
      return [
        ...docstring('One square of pixels at each step, its mean: [steps, batch, channels].'),
        maps,
        ...(encoder.pool > 1 ? [`x = F.avg_pool2d(x, ${encoder.pool})`] : []),
        `x = x.flatten(2).permute(2, 0, 1)`,
        `return x${encoder.permuted ? '[reading_order(STEPS)]' : ''}`,
      ]
    case 'rows':
      return [...docstring('One row at each step: [steps, batch, values].'), `return (${value}).flatten(2).transpose(0, 1)`]
    case 'frames':
      return framesLines(encoder)
    case 'camera':
      throw new Error('The simulated camera is not exported')
    default:
      return encoder satisfies never
  }
}

function framesLines({ values, order }: Extract<Plan['experiment']['encoder'], { readonly kind: 'frames' }>): string[] {
  const value = { counts: 'images.float()', binary: '(images > 0).float()', log: 'torch.log2(1 + images.float())' }[values]
  return [
    ...docstring('One frame of counted events at each step: [steps, batch, polarities, height, width].'),
    `x = ${value}.permute(1, 0, 4, 2, 3)`,
    order === 'reversed' ? 'return x.flip(0)' : order === 'collapsed' ? 'return x.mean(0).expand(x.shape)' : 'return x',
  ]
}

/** The keyed permutation of this app (a Feistel network over hashes), for the one order that all samples share. */
function readingOrder({ experiment: { encoder } }: Plan): string[] {
  const seed = encoder.kind === 'pixels' ? encoder.order : 0
  return [
    ...block('def mixed(x):', [
      ...docstring('A hash of 32 bits (lowbias32).'),
      'x = (x ^ x >> 16) * 0x7FEB352D & 0xFFFFFFFF',
      'x = (x ^ x >> 15) * 0x846CA68B & 0xFFFFFFFF',
      'return x ^ x >> 16',
    ]),
    ...block('def reading_order(count):', [
      ...docstring('In which order pixels are read: a permutation that depends on a seed, the same for every sample.'),
      `key = mixed(mixed(mixed(${seed}) + ${STREAM} & 0xFFFFFFFF))`,
      'half = max(1, (max(1, (count - 1).bit_length()) + 1) // 2)',
      'mask = (1 << half) - 1',
      'order = []',
      'for at in range(count):',
      '    while True:  # until it lands inside',
      '        left, right = at >> half, at & mask',
      '        for turn in range(4):',
      '            bits = mixed(right * 0x9E3779B9 + key + turn & 0xFFFFFFFF)',
      '            left, right = right, left ^ bits & mask',
      '        at = left << half | right',
      '        if at < count:',
      '            break',
      '    order.append(at)',
      'return torch.tensor(order)',
    ]),
  ]
}

/** FNV-1a of “order of pixels”. */
const STREAM = [...'order of pixels'].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5) >>> 0
