"""Writes package-1.0.8.nir.gz with the nir package (1.0.8, h5py 3.13), which tests read, and reads back what the lab wrote.

    python3 src/testing/nir/package.py                 writes the golden file
    python3 src/testing/nir/package.py FILE.nir …      says what the package reads in each
"""

import gzip
import io
import pathlib
import sys

import nir
import numpy as np

if not hasattr(nir, "version"):  # a checkout that is not installed does not know its own
    nir.version = "1.0.8"


def write():
    neurons = lambda *shape: nir.LIF(
        tau=np.full(shape, 5e-4),
        r=np.ones(shape),
        v_leak=np.zeros(shape),
        v_threshold=np.full(shape, 0.5),
    )
    ramp = lambda *shape: (np.arange(np.prod(shape)) / 16).reshape(shape).astype(np.float32)
    graph = nir.NIRGraph.from_list(
        nir.Input(np.array([1, 4, 4])),
        nir.Conv2d(input_shape=(4, 4), weight=ramp(2, 1, 3, 3), stride=1, padding=1, dilation=1, groups=1, bias=ramp(2)),
        neurons(2, 4, 4),
        nir.AvgPool2d(kernel_size=np.array([2, 2]), stride=np.array([2, 2]), padding=np.array([0, 0])),
        nir.Flatten(start_dim=0, end_dim=-1, input_type=np.array([2, 2, 2])),
        nir.Affine(weight=ramp(3, 8), bias=ramp(3)),
        neurons(3),
        nir.Linear(weight=ramp(2, 3)),
        neurons(2),
        nir.Output(np.array([2])),
    )
    file = io.BytesIO()
    nir.write(file, graph)
    pathlib.Path(__file__).with_name("package-1.0.8.nir.gz").write_bytes(gzip.compress(file.getvalue(), mtime=0))


for name in sys.argv[1:]:
    graph = nir.read(name)
    print(name, graph.metadata, graph.edges)
    for key, node in graph.nodes.items():
        shapes = {field: value.shape for field, value in vars(node).items() if isinstance(value, np.ndarray)}
        print(" ", key, type(node).__name__, shapes)
if len(sys.argv) == 1:
    write()
