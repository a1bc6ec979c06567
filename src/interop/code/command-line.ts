/** The end of an exported file: reading weights that were saved here, and the command line. */
import { isStandardized } from './data'
import type { FrameworkCode } from './framework'
import { initializing } from './learning'
import { type Plan, recurrenceOf } from './plan'
import { block, comment, docstring } from './python'

export function weights(plan: Plan, code: FrameworkCode, own: boolean): string[] {
  const names = namesHere(plan, code, own)
  return [
    ...block('def read_safetensors(path):', [
      ...docstring('The tensors of a safetensors file, by name; all are float32.'),
      'data = Path(path).read_bytes()',
      "start = 8 + struct.unpack('<Q', data[:8])[0]",
      'tensors = {}',
      'for name, entry in json.loads(data[8:start]).items():',
      "    if name != '__metadata__':",
      "        first, last = entry['data_offsets']",
      '        values = torch.frombuffer(bytearray(data[start + first:start + last]), dtype=torch.float32)',
      "        tensors[name] = values.reshape(entry['shape'])",
      'return tensors',
    ]),
    ...(names.length > 0
      ? [
          ...comment('Modules of the file of weights, and what they are called here.'),
          'NAMES = {',
          ...names.map(([inFile, here]) => `    '${inFile}': '${here}',`),
          '}',
          '',
          '',
        ]
      : []),
    ...block('def load_weights(net, path):', [
      ...docstring('Weights that were saved in Membrane. An average of them, where there is one, is what evaluations use.'),
      'file = read_safetensors(path)',
      "average = {name[len('average.'):]: tensor for name, tensor in file.items() if name.startswith('average.')}",
      "file = {name: tensor for name, tensor in file.items() if not name.startswith('average.')} | average",
      'here = net.state_dict()',
      'missing = {name for name, _ in net.named_parameters()}',
      'for name, tensor in file.items():',
      ...(names.length > 0
        ? ["    module, _, leaf = name.rpartition('.')", "    key = NAMES.get(name) or f'{NAMES.get(module, module)}.{leaf}'"]
        : ['    key = name']),
      ...code.converted(plan, own).map((line) => `    ${line}`),
      '    here[key].copy_(tensor.reshape(here[key].shape))',
      '    missing.discard(key)',
      'if missing:',
      "    raise SystemExit(f'The file has no weights for {sorted(missing)}.')",
    ]),
  ]
}

/** Parameters with other names in the exported code: learned skips that all layers share, and decays of nodes inside a class. */
function namesHere(plan: Plan, code: FrameworkCode, own: boolean): (readonly [string, string])[] {
  const recurrence = recurrenceOf(plan.experiment)
  const node = own && recurrence && plan.neuron.rule.learnsDecay ? code.node : undefined
  const learned = [
    ...plan.pieces.flatMap((piece) => (piece.kind === 'spiking' ? [piece.neurons] : [])),
    ...(plan.outputNeurons ? [plan.outputNeurons] : []),
  ]
  return [
    ...plan.names,
    ...(recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network' ? [['all.skip', 'skip'] as const] : []),
    ...(node ? learned.map((name) => [`${name}.w`, `${name}.${node}.w`] as const) : []),
  ]
}

export function main(plan: Plan): string[] {
  const standard = isStandardized(plan)
  const given = standard ? ", standard(samples(options.data, 'train')[0])" : ''
  const first = initializing(plan).length > 0
  return [
    ...block('def main():', [
      'options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)',
      "options.add_argument('--data', required=True, help='the folder of the data set')",
      "options.add_argument('--weights', help='a safetensors file that was saved in Membrane')",
      "options.add_argument('--train', action='store_true', help='train, from new weights or from those of the file')",
      "options.add_argument('--first', type=int, help='evaluate on so many first test samples only')",
      'options = options.parse_args()',
      'if not (options.weights or options.train):',
      "    raise SystemExit('Give --weights, or --train, or both.')",
      'torch.manual_seed(SEED)',
      'net = Network()',
      ...(first ? ['initialize(net)'] : []),
      'if options.weights:',
      '    load_weights(net, options.weights)',
      'if options.train:',
      "    images, labels = samples(options.data, 'train')",
      '    train(',
      "        net, images, labels, lambda step, total, loss: print(f'step {step} of {total}: loss {loss:.4f}')" +
        (standard ? ', standard(images)' : '') +
        ',',
      '    )',
      "images, labels = samples(options.data, 'test')",
      `loss, accuracy = evaluate(net, images[:options.first], labels[:options.first]${given})`,
      "print(f'test loss {loss:.6f}, accuracy {accuracy:.4f}')",
    ]),
    "if __name__ == '__main__':",
    '    main()',
  ]
}
