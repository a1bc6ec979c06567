"""Joint recall and the hunt (docs/control.md): the rules in plain Python.

usage: python3 teams.py OUTDIR SEED      (nothing but Python; every case is one JSON file as make.py writes it)
No environment is reset: the last step of a case of joint recall is the question, and a hunt goes on until its prey is caught.
"""
import json, os, random, sys
OUT, R = sys.argv[1], random.Random(int(sys.argv[2]))

def tensor(rows):
    shape = []; at = rows
    while isinstance(at, list): shape.append(len(at)); at = at[0]
    flat = lambda r: [float(r)] if not isinstance(r, list) else [v for one in r for v in flat(one)]
    return {'shape': shape, 'data': flat(rows)}
def save(name, attrs, inputs, outputs):
    case = {'name': f'environment/{name}', 'op': 'environment', 'source': 'the rules in plain Python', 'attrs': attrs, 'inputs': {k: tensor(v) for k, v in inputs.items()},
            'outputs': {k: tensor(v) for k, v in outputs.items()}, 'cotangents': {}, 'gradients': {}}
    with open(os.path.join(OUT, 'environment', name + '.json'), 'w') as f: json.dump(case, f)
time_first = lambda runs: [list(all_at) for all_at in zip(*runs)]

def recall(signs, length, says):
    """Signs of -1 and 1 are seen at step 0; at step `length` both have to say theirs. Action 0 says -1, action 1 says 1."""
    see = lambda t: [[s if t == 0 else 0, t == 0, t == length, i == 0, i == 1] for i, s in enumerate(signs)]
    O, S, W, D = [see(0)], [], [], []
    for t, said in enumerate(says):
        right = t == length and all((-1, 1)[a] == s for a, s in zip(said, signs))
        O.append(see(t + 1)); S.append([*signs, False, t + 1 == length]); W.append([float(right)] * 2); D.append(t == length)
    return O, S, W, D

MOVES = [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (0, 0)]
def hunt(bodies, size, sight, turns, limit):
    """Predators and the prey behind them, (row, column); `turns` are the actions of all predators and the prey's move."""
    n = len(bodies) - 1; bodies = list(bodies); reach = range(-sight, sight + 1)
    def see(i):
        around = [(bodies[i][0] + y, bodies[i][1] + x) for y in reach for x in reach]; inside = lambda c: 0 <= c[0] < size and 0 <= c[1] < size
        return [not inside(c) for c in around] + [c in bodies[:n] for c in around] + [c == bodies[n] for c in around] + [i == j for j in range(n)]
    all_see = lambda: [see(i) for i in range(n)]; near = lambda a, b: abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1
    O, S, W, D, C = [all_see()], [], [], [], []
    for t, turn in enumerate(turns):
        caught = sum(near(bodies[i], bodies[n]) and turn[i] == 5 for i in range(n)) >= 2
        for i, a in enumerate(turn):
            to = tuple(min(max(v + d, 0), size - 1) for v, d in zip(bodies[i], MOVES[a]))
            if to not in bodies[:i] + bodies[i + 1:]: bodies[i] = to
        O.append(all_see()); S.append([v for b in bodies for v in b]); W.append([caught - 0.01] * n); D.append(caught); C.append(t + 1 >= limit)
        if caught: break
    return O, S, W, D, C

def hunted(n, size, sight, steps):
    """A run whose predators close in, so that some are caught in; None unless it lasts for all steps."""
    cells = [(y, x) for y in range(size) for x in range(size)]; start = R.sample(cells, n + 1); turns = []
    for t in range(steps):
        S = hunt(start, size, sight, turns, steps)[1]; flat = S[-1] if S else [v for b in start for v in b]; b = list(zip(flat[::2], flat[1::2]))
        def act(i):
            dy, dx = b[n][0] - b[i][0], b[n][1] - b[i][1]
            if R.random() < 0.3: return R.randrange(6)
            if abs(dy) + abs(dx) == 1: return 5 if t == steps - 1 else R.choice([0, 5, 1, 4])
            return (2 if dy > 0 else 1) if abs(dy) > abs(dx) else (4 if dx > 0 else 3)
        turns.append([*(act(i) for i in range(n)), R.randrange(5)])
    run = hunt(start, size, sight, turns, steps)
    return (start, turns, run) if len(run[1]) == steps else None

os.makedirs(os.path.join(OUT, 'environment'), exist_ok=True)
for i, length in ((24, 1), (25, 8)):
    B = 6; signs = [[R.choice((-1, 1)) for _ in range(2)] for _ in range(B)]
    # Half of them are right.
    says = [[[R.randrange(2) if t < length or b % 2 else (s + 1) // 2 for s in signs[b]] for t in range(length + 1)] for b in range(B)]
    O, S, W, D = map(time_first, zip(*(recall(signs[b], length, says[b]) for b in range(B))))
    save(f'{i}-joint-recall-{length}', {'environment': 'jointRecall', 'length': length}, {'signs': signs, 'actions': time_first(says)}, {'states': S, 'observations': O, 'rewards': W, 'terminated': D})
for i, n, size, sight, steps in ((26, 3, 7, 2, 14), (27, 2, 5, 1, 10), (28, 4, 6, 3, 7)):
    runs = []
    while len(runs) < 6:
        run = hunted(n, size, sight, steps)
        # Half of them end with a catch.
        if run and run[2][3][-1] == len(runs) % 2: runs.append(run)
    O, S, W, D, C = map(time_first, zip(*(r[2] for r in runs)))
    turns = [r[1] for r in runs]
    save(f'{i}-hunt-{n}', {'environment': 'hunt', 'agents': n, 'size': size, 'sight': sight, 'limit': steps},
         {'bodies': [[list(b) for b in r[0]] for r in runs], 'actions': time_first([[t[:n] for t in turn] for turn in turns]), 'prey': time_first([[t[n] for t in turn] for turn in turns])},
         {'states': S, 'observations': O, 'rewards': W, 'terminated': D, 'truncated': C})
