/** The end of an exported file: reading and writing weights as files of this app, and the command line. */
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { isStandardized } from './data'
import { renamedParameters } from './equations'
import type { FrameworkCode } from './framework'
import { initializing } from './learning'
import { namesOf, type Plan, plansOf } from './plan'
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
      ...docstring(
        'Loads weights that were saved in Membrane; of a file that also has their average, the average. Stops if a tensor is missing, unknown or of another shape.',
      ),
      'file = read_safetensors(path)',
      "average = {name[len('average.'):]: tensor for name, tensor in file.items() if name.startswith('average.')}",
      "file = {name: tensor for name, tensor in file.items() if not name.startswith('average.')} | average",
      'here = net.state_dict()',
      'missing, problems = set(saved_names(net)), []',
      'for name, tensor in file.items():',
      ...(names.length > 0
        ? ["    module, _, leaf = name.rpartition('.')", "    key = NAMES.get(name) or f'{NAMES.get(module, module)}.{leaf}'"]
        : ['    key = name']),
      ...code.converted(plan, own).map((line) => `    ${line}`),
      '    if key not in here:',
      "        problems.append(f'{name} is not a part of this network')",
      '        continue',
      '    missing.discard(key)',
      '    if [n for n in tensor.shape if n != 1] == [n for n in here[key].shape if n != 1]:',
      '        here[key].copy_(tensor.reshape(here[key].shape))',
      '    else:',
      "        problems.append(f'{name} is {list(tensor.shape)}, not {list(here[key].shape)}')",
      "problems += [f'{key} is missing' for key in sorted(missing)]",
      'if problems:',
      "    raise SystemExit(f'{path} does not fit this network: ' + '; '.join(problems) + '.')",
    ]),
    ...block('def saved_names(net):', [
      ...docstring('What a file of weights has: parameters, and statistics of normalizations.'),
      'parameters = dict(net.named_parameters())',
      "return [key for key in net.state_dict() if key in parameters or '.running_' in key]",
    ]),
    ...saving(plan, code, own, names.length > 0),
  ]
}

/** The inverse of `load_weights`. */
function saving(plan: Plan, code: FrameworkCode, own: boolean, renames: boolean): string[] {
  const list = plan.experiment.network.kind === 'layers'
  return block('def save_weights(net, path):', [
    ...docstring('Saves weights as a safetensors file that `load_weights` and Membrane read.'),
    "header, data = {'__metadata__': {}}, b''",
    ...(renames ? ['names = {here: name for name, here in NAMES.items()}'] : []),
    'for key in saved_names(net):',
    '    tensor = net.state_dict()[key]',
    ...(renames
      ? ["    module, _, leaf = key.rpartition('.')", "    name = names.get(key) or f'{names.get(module, module)}.{leaf}'"]
      : ['    name = key']),
    ...code.converted(plan, own).map((line) => `    ${line}`),
    plan.neuron.rule.learnsDecay && !list
      ? "    shape = [1] if key.endswith('.w') else list(tensor.shape)"
      : '    shape = list(tensor.shape)',
    "    values = struct.pack(f'<{tensor.numel()}f', *tensor.flatten().tolist())",
    "    header[name] = {'dtype': 'F32', 'shape': shape, 'data_offsets': [len(data), len(data) + len(values)]}",
    '    data += values',
    'head = json.dumps(header).encode()',
    "head += b' ' * (-len(head) % 8)",
    "Path(path).write_bytes(struct.pack('<Q', len(head)) + head + data)",
  ])
}

/** Parameters with other names in the exported code: learned skips that all layers share, and decays of nodes inside a class. */
function namesHere(plan: Plan, code: FrameworkCode, own: boolean): (readonly [string, string])[] {
  const recurrence = recurrenceOf(plan.experiment.network)
  const node = own ? code.node?.(plan) : undefined
  const learned = namesOf(plan)
  const list = plan.experiment.network.kind === 'layers'
  return [
    ...plan.names.map(([inFile, here]) => [inFile, node && learned.includes(here) ? `${here}.${node}` : here] as const),
    ...plansOf(plan).flatMap(renamedParameters),
    ...(recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network' ? [['all.skip', 'skip'] as const] : []),
    ...(node && !list ? learned.map((name) => [`${name}.w`, `${name}.${node}.w`] as const) : []),
  ]
}

export function main(plan: Plan): string[] {
  const standard = isStandardized(plan)
  const given = standard ? ", standard(samples(options.data, 'train')[0].to(options.device))" : ''
  const first = initializing(plan).length > 0
  return [
    ...block('def main():', [
      'options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)',
      "options.add_argument('--data', required=True, help='the folder of the data set')",
      "options.add_argument('--weights', help='a safetensors file that was saved in Membrane')",
      "options.add_argument('--train', action='store_true', help='train, from new weights or from those of the file')",
      "options.add_argument('--save', default='trained.safetensors', help='the file in which --train saves its weights')",
      "options.add_argument('--device', default='cpu', help='cpu, or cuda for a GPU')",
      "options.add_argument('--first', type=int, help='evaluate on so many first test samples only')",
      'options = options.parse_args()',
      'if not (options.weights or options.train):',
      "    raise SystemExit('Give --weights, or --train, or both.')",
      'torch.manual_seed(SEED)',
      'torch.set_default_device(options.device)',
      'net = Network()',
      ...(first ? ['initialize(net)'] : []),
      'if options.weights:',
      '    load_weights(net, options.weights)',
      'if options.train:',
      "    images, labels = (values.to(options.device) for values in samples(options.data, 'train'))",
      '    train(',
      "        net, images, labels, lambda step, total, loss: print(f'step {step} of {total}: loss {loss:.4f}')" +
        (standard ? ', standard(images)' : '') +
        ',',
      '    )',
      '    save_weights(net, options.save)',
      "    print(f'saved {options.save}')",
      "images, labels = (values.to(options.device) for values in samples(options.data, 'test'))",
      `loss, accuracy = evaluate(net, images[:options.first], labels[:options.first]${given})`,
      "print(f'test loss {loss:.6f}, accuracy {accuracy:.4f}')",
    ]),
    "if __name__ == '__main__':",
    '    main()',
  ]
}
