"""Runs the neurons of exported equations with PyTorch in float64, and keeps their spikes and gradients.

    npx tsx src/testing/code/write-equations.ts FOLDER
    PYTHONPATH=... python3 src/testing/code/equations.py FOLDER src/testing/code/golden/equations.json

SpikingJelly runs those that its FlexSN takes; both codes must give the same bits. Run with torch 2.6.0 on the CPU and SpikingJelly
2.0.0.dev1 (afb1322); the formulas, which FlexSN does not take, with torch 2.13.0.
"""
import base64, glob, hashlib, importlib.util, json, os, struct, sys
import torch

FOLDER, OUT = sys.argv[1:]


def module_of(path):
    spec = importlib.util.spec_from_file_location('exported', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def neurons_of(code, learned, names, layer):
    layer = getattr(code.Network(), layer).double()
    here = dict(layer.named_parameters())
    assert {names.get(name, name) for name in learned} == set(here), (learned, here)
    for name, values in learned.items():
        here[names.get(name, name)].data = torch.tensor(values, dtype=torch.float64)
    return layer, {name: here[names.get(name, name)] for name in learned}


def run(path, case):
    code = module_of(path)
    names = {name.split('.')[1]: here.split('.')[1] for name, here in getattr(code, 'NAMES', {}).items()}
    layer, learned = neurons_of(code, case['learned'], names, case.get('layer', 'equations1'))
    x = torch.tensor(case['x']['data'], dtype=torch.float64).reshape(case['x']['shape']).requires_grad_()
    spikes = layer(x)
    assert spikes.shape == x.shape and spikes.dtype == torch.float64
    (spikes * torch.tensor(case['gradient'], dtype=torch.float64).reshape(x.shape)).sum().backward()
    assert set(spikes.unique().tolist()) <= {0.0, 1.0}
    # What is only compared has no gradient.
    grad_of = lambda tensor: torch.zeros_like(tensor) if tensor.grad is None else tensor.grad
    packed = lambda tensor: base64.b64encode(struct.pack(f'<{tensor.numel()}d', *tensor.flatten().tolist())).decode()
    digits = ''.join(str(int(value)) for value in spikes.flatten().tolist())
    return digits, {'x': packed(grad_of(x)), **{name: packed(grad_of(value)) for name, value in learned.items()}}


golden = {}
for path in sorted(glob.glob(f'{FOLDER}/*.case.json')):
    name = os.path.basename(path).split('.')[0]
    case = json.load(open(path))
    results = {}
    for framework in ('norse', 'spikingJelly'):
        code = f'{FOLDER}/{name}.{framework}.py'
        if framework == 'spikingJelly' and 'FlexSN(' not in open(code).read():
            continue
        results[framework] = (hashlib.sha256(open(code, 'rb').read()).hexdigest(), *run(code, case))
    _, spikes, gradients = results['norse']
    assert all(result[1:] == (spikes, gradients) for result in results.values()), f'{name}: FlexSN differs'
    golden[name] = {'code': {framework: result[0] for framework, result in results.items()}, 'spikes': spikes, 'gradients': gradients}
    print(name, list(results), spikes.count('1'), 'spikes of', len(spikes), flush=True)
with open(OUT, 'w') as file:
    json.dump(golden, file, indent=1)
    file.write('\n')
