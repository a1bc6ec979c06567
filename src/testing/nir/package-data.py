"""NIRData of the nir package (1.0.8 and what came after it until January 2026, h5py 3.13): writes package-data.h5.gz, which tests compare
with what the lab writes of the same numbers, and reads back what the lab wrote.

    python3 src/testing/nir/package-data.py              writes the golden file
    python3 src/testing/nir/package-data.py FILE.h5 …    says what the package reads in each
"""

import gzip
import pathlib
import sys
import tempfile

import nir
import numpy as np


def write():
    membrane = np.array([[[0.5, 1.5, -0.25], [2, 1, 0]], [[0, 0.125, 0.25], [0.375, 0.5, 0.625]]], np.float32)
    gridded = lambda: nir.TimeGriddedData(membrane, 0.25)
    fired = np.zeros((2, 2, 3), bool)
    fired[0, 0, 1] = fired[0, 1, 0] = fired[0, 1, 1] = True
    spikes = nir.TimeGriddedData(fired, 0.25).to_event(3, time_shift=0.125)
    data = nir.NIRGraphData(
        {"lif1": nir.NIRNodeData({"membrane": gridded(), "spikes": spikes}), "relu2": nir.NIRNodeData({"membrane": gridded()})}
    )
    with tempfile.NamedTemporaryFile() as file:
        nir.write_data(file.name, data, compression=None)
        packed = gzip.compress(pathlib.Path(file.name).read_bytes(), mtime=0)
    pathlib.Path(__file__).with_name("package-data.h5.gz").write_bytes(packed)


for name in sys.argv[1:]:
    for key, node in nir.read_data(name).nodes.items():
        membrane, spikes = node.observables["membrane"], node.observables.get("spikes")
        print(name, key, membrane.data.shape, membrane.data.dtype, "dt", membrane.dt, "mean potential", membrane.data.mean(dtype=float))
        if spikes:
            gridded = spikes.to_time_gridded(membrane.dt)
            assert gridded.shape == membrane.shape
            fired = membrane.data[gridded.data]
            print("  ", int(gridded.data.sum()), "spikes, at potentials from", fired.min() if fired.size else None)
if len(sys.argv) == 1:
    write()
