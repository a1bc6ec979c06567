"""Runs the exported code of every case with the frameworks themselves, and keeps what their neurons fire.

    npx tsx src/testing/code/write.ts FOLDER
    PYTHONPATH=... python3 src/testing/code/run.py FOLDER MNIST src/testing/code/golden [NAME ...]

MNIST is a folder with the four files of the set; cases of other sets have their samples in FOLDER. Run with SpikingJelly 2.0.0.dev1 (afb1322), snnTorch 0.9.4 (634fc22), Norse of
February 2026 behind 0.0.7 (065a3b4; with nir and nirtorch, which it imports), Python 3.13, torch 2.6.0 on the CPU, one thread.
"""
import base64, glob, hashlib, importlib.util, json, os, re, sys, zipfile, zlib
import torch

torch.set_num_threads(1)
FOLDER, MNIST, OUT, *NAMES = sys.argv[1:]
COUNT = 1000
VERSIONS = 'SpikingJelly 2.0.0.dev1, snnTorch 0.9.4, Norse of February 2026 behind 0.0.7; torch 2.6.0 on the CPU'
os.makedirs(OUT, exist_ok=True)


def module_of(path):
    spec = importlib.util.spec_from_file_location('exported', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def samples_of(name):
    """The folder that the code reads: what the lab saved of the set is a zip with two files."""
    if not os.path.exists(f'{FOLDER}/{name}.zip'):
        return MNIST
    with zipfile.ZipFile(f'{FOLDER}/{name}.zip') as file:
        file.extractall(f'{FOLDER}/{name}')
    return f'{FOLDER}/{name}'


def gradient(code, weights, data):
    """Loss of the first batch of training samples, in training, and the norm of its gradient."""
    net = code.Network()
    code.load_weights(net, weights)
    images, labels = code.samples(data, 'train')
    loss = code.loss_of(net.train()(code.encode(images[:code.BATCH])), labels[:code.BATCH]).mean()
    loss.backward()
    return {'trainLoss': loss.item(), 'gradientNorm': torch.cat([p.grad.flatten() for p in net.parameters()]).norm().item()}


def run(path, weights, data):
    """Loss, accuracy, spikes by layer, and a checksum of the spikes of each sample."""
    code = module_of(path)
    net = code.Network()
    code.load_weights(net, weights)
    fired = {}
    for name, layer in net.named_children():
        if re.fullmatch(r'(p?lif|equations)(\d+|Out)', name):
            layer.register_forward_hook(lambda _, __, out, name=name: fired.setdefault(name, []).append(out.bool()))
    images, labels = code.samples(data, 'test')
    loss, accuracy = code.evaluate(net, images[:COUNT], labels[:COUNT])
    whole = lambda parts: parts if parts[0].dim() > 2 else [torch.stack(parts[at:at + code.STEPS]) for at in range(0, len(parts), code.STEPS)]
    layers = {name: torch.cat(whole(parts), 1) for name, parts in fired.items()}
    order = sorted(layers, key=lambda name: int(re.sub(r'\D', '', name) or 999))
    sums = []
    for i in range(COUNT):
        at = 0
        for name in order:
            at = zlib.crc32(layers[name][:, i].contiguous().to(torch.uint8).numpy().tobytes(), at)
        sums.append(at)
    return {
        'code': hashlib.sha256(open(path, 'rb').read()).hexdigest(),
        'loss': loss, 'accuracy': accuracy, 'spikes': {name: int(layers[name].sum()) for name in order},
        **gradient(code, weights, data),
    }, sums


for weights in sorted(glob.glob(f'{FOLDER}/*.safetensors')):
    name = os.path.basename(weights).split('.')[0]
    if NAMES and name not in NAMES:
        continue
    data = samples_of(name)
    frameworks, first = {}, None
    for framework in ('spikingJelly', 'snnTorch', 'norse'):
        if not os.path.exists(f'{FOLDER}/{name}.{framework}.py'):
            continue
        result, sums = run(f'{FOLDER}/{name}.{framework}.py', weights, data)
        first = first or sums
        result['differs'] = {i: s for i, (s, f) in enumerate(zip(sums, first)) if s != f}
        frameworks[framework] = result
        print(name, framework, {**result, 'code': ''}, flush=True)
    spikes = b''.join(s.to_bytes(4, 'little') for s in first)
    golden = {'versions': VERSIONS, 'frameworks': frameworks, 'spikes': base64.b64encode(spikes).decode()}
    with open(f'{OUT}/{name}.json', 'w') as file:
        json.dump(golden, file, indent=1)
        file.write('\n')
