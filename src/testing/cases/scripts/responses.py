"""The HDF5 file of ../response, as h5py writes it: what the library in the browser can read and cannot write.

    python3 responses.py
"""

import os

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "response")
NUMBERS = np.arange(24).reshape(2, 3, 4)

os.makedirs(FOLDER, exist_ok=True)
with h5py.File(os.path.join(FOLDER, "h5py.h5"), "w") as file:
    chunks = (1, 3, 4)
    file.create_dataset("shuffled", data=NUMBERS.astype("<i4"), chunks=chunks, compression="gzip", shuffle=True)
    file.create_dataset("big", data=NUMBERS.astype(">f8"))
    file.create_dataset("checked", data=NUMBERS.astype("<u2"), chunks=chunks, fletcher32=True)
    file.create_dataset("halves", data=(NUMBERS / 4).astype("<f2"))
    file.create_dataset("flags", data=NUMBERS % 2 == 1)
    file.create_dataset("words", data=np.array([b"a", b"b"]))
