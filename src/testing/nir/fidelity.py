"""Runs networks that the lab wrote as NIR in other frameworks, and counts the spikes that differ: a line of Markdown for each.

    npx tsx src/testing/nir/fidelity.ts <preset or link> --steps 150 --samples 1000 --out FOLDER
    python3 src/testing/nir/fidelity.py FOLDER

Needs torch, h5py, and on PYTHONPATH the sources of nir, nirtorch, norse, snntorch, spikingjelly and sinabs; one that is missing is said to be.
Seen with the repositories at these commits: neuromorphs/NIR 7232ada, neuromorphs/NIRTorch 2604ce2, norse/norse 065a3b4,
jeshraghian/snntorch 634fc22 (0.9.4), fangwei123456/spikingjelly afb1322 (2.0.0.dev1), synsense/sinabs 904eb89; torch 2.6, h5py 3.13.
Sinabs asks pbr for its version and pylab for a plot when it is imported: empty modules of these names will do.
Every framework gets the same currents at each step, and starts at rest.
"""

import contextlib
import io
import json
import re
import sys

import nir
import numpy as np
import torch

folder = sys.argv[1]
about = json.load(open(f"{folder}/about.json"))
count = about["samples"]
steps = about["layers"][0]["steps"]
labels = np.array(about["labels"])


def spikes_of(layer):
    shape = (count, steps, layer["neurons"])
    return np.fromfile(f"{folder}/{layer['name']}.spikes.u8", np.uint8).reshape(shape)


def margins_of(layer):
    shape = (count, steps, layer["neurons"])
    return np.fromfile(f"{folder}/{layer['name']}.margins.f32", np.float32).reshape(shape)


def graph_of(target):
    return nir.read(f"{folder}/{target}.nir")


def input_of(graph):
    shape = tuple(int(n) for n in graph.nodes["input"].input_type["input"])
    values = np.fromfile(f"{folder}/input.f32", np.float32).reshape((count, -1, *shape))
    # [samples, steps, ...]: a current that is the same at every step is there once.
    return torch.from_numpy(np.repeat(values, steps, axis=1) if values.shape[1] == 1 else values)


def by_name(model):
    """Modules of spiking layers, whatever a framework makes of their names."""
    return {
        layer["name"]: module
        for layer in about["layers"]
        for name, module in model.named_modules()
        # Nodes of neurons with learned decays, or of equations, are called as the others.
        if name.split(".")[-1].removeprefix("nir_node_") == re.sub("^(plif|equations)", "lif", layer["name"])
    }


def first(value):
    return value[0] if isinstance(value, tuple) else value


def watched(model, work):
    """What every spiking layer gave, [calls, ...], while `work` ran."""
    seen = {name: [] for name in by_name(model)}
    hooks = [
        module.register_forward_hook(lambda _, __, out, name=name: seen[name].append(first(out).detach().clone()))
        for name, module in by_name(model).items()
    ]
    with torch.no_grad():
        work()
    for hook in hooks:
        hook.remove()
    return {name: torch.stack(values) for name, values in seen.items()}


def stepwise(model, inputs, single, stateful):
    """Step by step over all samples at once, or one sample after the other. @returns [samples, steps, neurons] by layer."""

    def run(batch):
        state = None
        for t in range(steps):
            if stateful:
                _, state = model(batch(t), state)
            else:
                model(batch(t))

    if not single:
        seen = watched(model, lambda: run(lambda t: inputs[:, t]))
        return {name: out.transpose(0, 1).flatten(2) for name, out in seen.items()}
    rows = []
    for i in range(count):
        reset(model)
        rows.append(watched(model, lambda: run(lambda t: inputs[i, t])))
    return {name: torch.stack([row[name].flatten(1) for row in rows]) for name in rows[0]}


def reset(model):
    for module in model.modules():
        if hasattr(module, "reset_mem"):
            module.reset_mem()
        elif hasattr(module, "reset") and module is not model:
            module.reset()


def of_norse(single):
    import norse.torch

    graph = graph_of("euler")
    return stepwise(norse.torch.from_nir(graph, dt=1e-4), input_of(graph), single, True)


def of_norse_soft(single):
    import norse.torch
    from norse.torch.functional.reset import reset_subtract

    graph = graph_of("euler")
    model = norse.torch.from_nir(graph, dt=1e-4)
    for module in by_name(model).values():
        module.p = module.p._replace(reset_method=reset_subtract)
    return stepwise(model, input_of(graph), single, True)


def of_spikingjelly(single):
    from spikingjelly.activation_based import functional
    from spikingjelly.activation_based.nir_exchange import import_from_nir

    graph = graph_of("euler")
    model = import_from_nir(graph, dt=1e-4)
    functional.reset_net(model)
    return stepwise(model, input_of(graph), False, True)


def of_snntorch(single):
    from snntorch.import_nir import import_from_nir

    graph = graph_of("euler")
    model = import_from_nir(graph)
    reset(model)
    return stepwise(model, input_of(graph), single, True)


def of_sinabs(change):
    import sinabs.nir

    graph = graph_of("steps")
    inputs = input_of(graph)
    model = sinabs.nir.from_nir(graph, batch_size=count)
    for module in by_name(model).values():
        change(module)
    seen = watched(model, lambda: model(inputs.flatten(0, 1)))
    return {name: out[0].reshape(count, steps, -1) for name, out in seen.items()}


def as_here(module):
    import sinabs.activation

    if not soft:
        module.reset_fn = sinabs.activation.MembraneReset()
    module.spike_fn = sinabs.activation.SingleSpike
    module.min_v_mem = None


flattens = "flatten" in graph_of("euler").nodes
soft = graph_of("euler").metadata["reset"] != "zero"
ways = {
    "Norse": lambda: of_norse(flattens),
    **({"Norse, reset_subtract": lambda: of_norse_soft(flattens)} if soft else {}),
    "SpikingJelly": lambda: of_spikingjelly(flattens),
    "snnTorch": lambda: of_snntorch(flattens),
    "Sinabs": lambda: of_sinabs(lambda module: None),
    f"Sinabs, {'' if soft else 'MembraneReset and '}SingleSpike": lambda: of_sinabs(as_here),
}
print("| framework | spikes here | spikes there | cells that differ | samples with a difference | of these nearer than 1e-4 to θ at first | answers that differ |")
print("| --- | --- | --- | --- | --- | --- | --- |")
for name, way in ways.items():
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            there = way()
    except ModuleNotFoundError as error:
        print(f"| {name} | not here: {error} | | | | | |")
        continue
    except Exception as error:  # what a framework says of the file is the finding
        print(f"| {name} | refused: {type(error).__name__}: {error} | | | | | |")
        continue
    here = {layer["name"]: spikes_of(layer) for layer in about["layers"]}
    differ = {key: here[key] != there[key].numpy() for key in here}
    any_step = np.stack([d.any(2) for d in differ.values()], 2)
    bad = [i for i in range(count) if any_step[i].any()]
    near = 0
    for i in bad:
        t = int(any_step[i].any(1).argmax())
        at = int(any_step[i, t].argmax())
        layer = about["layers"][at]
        margins = margins_of(layer)[i, t][differ[layer["name"]][i, t]]
        near += bool((margins < 1e-4).all())
    last = about["layers"][-1]["name"]
    answers = int((here[last].sum(1).argmax(1) != there[last].numpy().sum(1).argmax(1)).sum()) if last.endswith("Out") else "–"
    row = [sum(int(h.sum()) for h in here.values()), int(sum(float(there[k].sum()) for k in here)), sum(int(d.sum()) for d in differ.values()), len(bad), near, answers]
    print("| " + " | ".join([name, *(f"{v:,}" if isinstance(v, int) else v for v in row)]) + " |", flush=True)
