"""Event files and compressed frames, made by the programs that others make theirs with: flatc 23.5.26, lz4 1.10, zstd 1.5.7, NumPy 2.4, h5py 3.13.

    python3 events.py FOLDER

Event i of every file is at (7 i mod 34, 3 i mod 34), ON where i is a multiple of 3, at 37 i microseconds (AEDAT 4: after 1.6e15, and
on a sensor of 346 x 260).
"""
import datetime, io, json, os, pickle, struct, subprocess, sys, tempfile
import numpy as np

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
work = tempfile.mkdtemp()


def run(*command):
    subprocess.run(command, check=True, cwd=work, stderr=subprocess.DEVNULL)


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


# AEDAT 4

SCHEMAS = {
    'events': '''struct Event { timestamp: long; x: short; y: short; on: bool; }
        table EventPacket { elements: [Event]; } root_type EventPacket; file_identifier "EVTS";''',
    'frame': '''table Frame { timestamp: long; begin: long; end: long; exposure_begin: long; exposure_end: long; format: byte;
        width: short; height: short; left: short; top: short; pixels: [ubyte]; } root_type Frame; file_identifier "FRME";''',
    'header': '''enum Compression : int { NONE = 0, LZ4 = 1, LZ4_HIGH = 2, ZSTD = 3, ZSTD_HIGH = 4 }
        table IOHeader { compression: Compression; data_table_position: long = -1; info_node: string; }
        root_type IOHeader; file_identifier "IOHE";''',
}


def flat(schema, value):
    write(f'{work}/{schema}.fbs', SCHEMAS[schema].encode())
    write(f'{work}/value.json', json.dumps(value).encode())
    run('flatc', '-b', '--size-prefixed', f'{schema}.fbs', 'value.json')
    return read(f'{work}/value.bin')


def pack(data, command):
    if not command:
        return data
    write(f'{work}/in', data)
    run(*command)
    return read(f'{work}/out')


def stream(number, kind):
    return (f'<node name="{number}" path="/mainloop/Recorder/outInfo/{number}/"><attr key="compression" type="string">LZ4</attr>'
            f'<attr key="typeIdentifier" type="string">{kind}</attr><node name="info" path="/mainloop/Recorder/outInfo/{number}/info/">'
            '<attr key="sizeX" type="int">346</attr><attr key="sizeY" type="int">260</attr>'
            '<attr key="source" type="string">DAVIS346_00000002</attr></node></node>')


XML = f'<dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">{stream(0, "EVTS")}{stream(1, "FRME")}</node></dv>'


def aedat4(method, command):
    def events(a, b):
        return flat('events', {'elements': [
            dict(timestamp=1600000000000000 + 37 * i, x=7 * i % 346, y=3 * i % 260, on=i % 3 == 0) for i in range(a, b)]})
    picture = flat('frame', dict(timestamp=1600000000000500, width=4, height=2, pixels=list(range(1, 9))))
    packets = [(0, events(0, 40)), (1, picture), (0, events(40, 60)), (5, b'of a stream that is not in the header')]
    body = b''
    for number, data in packets:
        packed = pack(data, command)
        body += struct.pack('<II', number, len(packed)) + packed
    header = lambda end: flat('header', dict(compression=method, data_table_position=end, info_node=XML))
    end = 14 + len(header(1)) + len(body)
    return b'#!AER-DAT4.0\r\n' + header(end) + body + pack(b'a table that is not read', command)


write(f'{out}/none.aedat4', aedat4(0, None))
write(f'{out}/lz4.aedat4', aedat4(1, ['lz4', '-f', '-q', '-BD', '-B4', '--no-frame-crc', 'in', 'out']))
write(f'{out}/zstd.aedat4', aedat4(3, ['zstd', '-f', '-q', '-19', '--no-check', 'in', '-o', 'out']))

# Frames of many blocks

text = b''.join(b'spike %d of neuron %d\n' % (i // 1000, (i * i >> 6) % 7) for i in range(8000))
text += bytes((i * i >> 5) & 255 for i in range(700)) + bytes(70000)
write(f'{out}/linked.lz4', pack(text, ['lz4', '-f', '-q', '-9', '-BD', '-B4', 'in', 'out']))
write(f'{out}/checked.lz4', pack(text, ['lz4', '-f', '-q', '-1', '-BI', '-B5', '-BX', '--content-size', 'in', 'out']))
write(f'{out}/sized.zst', pack(text, ['zstd', '-f', '-q', '-19', 'in', '-o', 'out']))
write(f'{out}/unsized.zst', pack(text, ['sh', '-c', 'zstd -q -3 < in > out']))

# NumPy

COUNT = 40
i = np.arange(COUNT)
COLUMNS = dict(t=37 * i, x=7 * i % 34, y=3 * i % 34, p=i % 3 == 0)


def records(*fields, **more):
    array = np.zeros(COUNT, np.dtype([(name, kind) for name, kind in fields], **more))
    for name, _ in fields:
        array[name] = COLUMNS[name]
    return array


np.save(f'{out}/nmnist.npy', records(('x', '<i8'), ('y', '<i8'), ('t', '<i8'), ('p', '<i8')))
np.save(f'{out}/dvsgesture.npy', records(('x', '<i2'), ('y', '<i2'), ('p', '?'), ('t', '<i8')))
np.save(f'{out}/cifar10dvs.npy', records(('t', '<u8'), ('x', '<u2'), ('y', '<u2'), ('p', '?')))
np.save(f'{out}/default.npy', records(('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '?')))
np.save(f'{out}/shd.npy', records(('t', '<i8'), ('x', '<i8'), ('p', '<i8')))
np.save(f'{out}/aligned.npy', records(('p', '?'), ('t', '<u4'), ('x', 'u1'), ('y', '>i2'), align=True))
seconds = np.zeros(COUNT, np.dtype([('ts', '<f8'), ('x', '<f4'), ('y', '<f4'), ('pol', '<i1')]))
for name, column in dict(ts=COLUMNS['t'] / 1e6, x=COLUMNS['x'], y=COLUMNS['y'], pol=np.where(COLUMNS['p'], 1, -1)).items():
    seconds[name] = column
np.save(f'{out}/seconds.npy', seconds)
np.save(f'{out}/rows-7.npy', np.stack([COLUMNS['x'], COLUMNS['y'], COLUMNS['p'], COLUMNS['t'] / 1000], 1))
np.savez(f'{out}/columns.npz', **COLUMNS)
np.savez_compressed(f'{out}/columns-deflated.npz', **{name: column.astype('<f4' if name == 't' else column.dtype) for name, column in COLUMNS.items()})
np.savez_compressed(f'{out}/records.npz', events=records(('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '?')), label=np.int64(3))
np.savez_compressed(f'{out}/3_drink_dimLED_back_event.npz', **{**COLUMNS, 't': COLUMNS['t'] * 1000 + 1600000000000000000})
np.savez_compressed(f'{out}/3_drink_dimLED_back_frame.npz', t=np.array(['1600000000000000000', '1600000000050000000'], object),
                    imgs=np.zeros((2, 26, 34, 3), np.uint8))

# Times of pictures, in the forms that NumPy may have kept them in

TIMES = [1600000000000000000 + 50000003 * k for k in range(3)]


def objects(name, values, protocol=None):
    array = np.array(values, object)
    if protocol is None:
        return np.save(f'{out}/{name}.npy', array)
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(array))
    write(f'{out}/{name}.npy', head.getvalue() + pickle.dumps(array, protocol))


class Evil:
    def __reduce__(self):
        return os.system, ('touch evil',)


np.save(f'{out}/times-text.npy', np.array([str(t) for t in TIMES]))
np.save(f'{out}/times-bytes.npy', np.array([b'%d' % t for t in TIMES]))
np.save(f'{out}/times-big-endian.npy', np.array(TIMES, '>i8'))
objects('times-objects', TIMES)
objects('times-scalars', [np.int64(t) for t in TIMES])
objects('times-texts-2', [str(t) for t in TIMES], 2)
objects('times-mixed-3', [TIMES[0], str(TIMES[1]), np.uint64(TIMES[2])], 3)
objects('times-dates', [datetime.timedelta(seconds=t) for t in range(3)])
objects('times-evil', [Evil(), 1, 2])

# Boxes

new = np.zeros(3, np.dtype({'names': ['t', 'x', 'y', 'w', 'h', 'class_id', 'track_id', 'class_confidence'],
                            'formats': ['<i8', '<f4', '<f4', '<f4', '<f4', '<u4', '<u4', '<f4'],
                            'offsets': [0, 8, 12, 16, 20, 24, 28, 32], 'itemsize': 40}))
old = np.zeros(3, np.dtype([('ts', '<u8'), ('x', '<f4'), ('y', '<f4'), ('w', '<f4'), ('h', '<f4'), ('class_id', 'u1'),
                            ('confidence', '<f4'), ('track_id', '<u4')]))
for k in range(3):
    box = dict(x=10 * k - 5, y=20 + k, w=30.5, h=40.25, class_id=k % 2, track_id=7 + k)
    for name, value in {**box, 't': 1000000 * k, 'class_confidence': 1 - k / 4}.items():
        new[name][k] = value
    for name, value in {**box, 'ts': 1000000 * k, 'confidence': 1 - k / 4}.items():
        old[name][k] = value
np.save(f'{out}/new_bbox.npy', new)
np.save(f'{out}/old_bbox.npy', old)

# HDF5

try:
    import h5py
except ImportError:
    sys.exit('Without h5py, shd.h5 is left as it is.')
with h5py.File(f'{out}/shd.h5', 'w') as f:
    times = [np.array([0, .5, 1.001], '<f2'), np.array([.25], '<f2'), np.array([], '<f2')]
    units = [np.array([699, 0, 350], '<u2'), np.array([12], '<u2'), np.array([], '<u2')]
    for name, lists, kind in (('spikes/times', times, '<f2'), ('spikes/units', units, '<u2')):
        column = f.create_dataset(name, (3,), h5py.vlen_dtype(np.dtype(kind)))
        for k, values in enumerate(lists):
            column[k] = values
    f['labels'] = np.array([5, 19, 0], '<u2')
    f['extra/keys'] = np.array([b'ZERO', b'ONE'])
