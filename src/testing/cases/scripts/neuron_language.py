"""The language of neurons in torch: a reader and an interpreter, with which neurons.py makes and checks golden cases.

    read(text) -> Model; Model.run(x [T, B, N], values, learned) -> dict of sequences [T, B, N]
Expressions are those of Python's grammar, with ^ for powers; nothing is evaluated by Python itself. float64.
"""
import ast, math, re
import torch

class Fault(Exception):
    def __init__(self, line, text): super().__init__(f'line {line}: {text}'); self.line = line

FUNCTIONS = {
    'exp': torch.exp, 'log': torch.log, 'sqrt': torch.sqrt, 'abs': torch.abs, 'tanh': torch.tanh, 'sin': torch.sin, 'cos': torch.cos,
    'sigmoid': torch.sigmoid, 'relu': torch.relu, 'floor': torch.floor, 'sign': torch.sign, 'softplus': torch.nn.functional.softplus,
    'min': torch.minimum, 'max': torch.maximum, 'clamp': lambda a, lo, hi: torch.minimum(torch.maximum(a, lo), hi),
    'where': lambda c, a, b: torch.where(c != 0, a, b), 'detach': lambda a: a.detach(), 'step': lambda a: (a >= 0).to(a),
}
ARITY = {'min': 2, 'max': 2, 'clamp': 3, 'where': 3}
RESERVED = {'x', 't', 'T', 'pi', 'spike', 'param', 'init', 'surrogate', *FUNCTIONS}

PARAM = re.compile(r'^param\s+([A-Za-z_]\w*)\s*=\s*(\S+)(?:\s+in\s+(\S+)\s*\.\.\s*(\S+))?(?:\s+(learned)(?:\s+per\s+(layer|channel|neuron))?)?\s*$')
INIT = re.compile(r'^init\s+([A-Za-z_]\w*)\s*=\s*(.+)$')
SURROGATE = re.compile(r'^surrogate\s*\(\s*([A-Za-z_]\w*)\s*\)\s*=\s*(.+)$')
ASSIGN = re.compile(r'^([A-Za-z_]\w*)\s*=\s*(.+)$')

def expression(text, line):
    try: return ast.parse(text.replace('^', '**').replace('[t-1]', '[-1]').replace('[t - 1]', '[-1]'), mode='eval').body
    except SyntaxError as e: raise Fault(line, f'{text}: {e.msg}')

class Model:
    def __init__(self, text):
        self.params, self.inits, self.statements, self.surrogate = {}, {}, [], None
        for number, raw in enumerate(text.split('\n'), 1):
            line = raw.split('#', 1)[0].strip()
            if not line: continue
            if m := PARAM.match(line):
                name, value, low, high, learned, per = m.groups()
                self.params[name] = {'value': float(value), 'low': low and float(low), 'high': high and float(high), 'learned': bool(learned), 'per': per or 'layer'}
            elif m := INIT.match(line): self.inits[m[1]] = expression(m[2], number)
            elif m := SURROGATE.match(line): self.surrogate = (m[1], expression(m[2], number))
            elif m := ASSIGN.match(line): self.statements.append((m[1], expression(m[2], number), number))
            else: raise Fault(number, f'"{line}" is no statement')
        self.states = sorted({n.value.id for _, e, _ in self.statements for n in ast.walk(e) if isinstance(n, ast.Subscript)})
        self.spike = [(name, e) for name, e, _ in self.statements for n in ast.walk(e) if isinstance(n, ast.Call) and n.func.id == 'spike']
        if len(self.spike) != 1: raise Fault(0, 'exactly one spike(...) is wanted')

    def value(self, node, names, before, spike):
        go = lambda n: self.value(n, names, before, spike)
        if isinstance(node, ast.Constant): return torch.tensor(float(node.value))
        if isinstance(node, ast.Name):
            if node.id == 'pi': return torch.tensor(math.pi)
            if node.id not in names: raise Fault(getattr(node, 'lineno', 0), f'{node.id} is not known here')
            return names[node.id]
        if isinstance(node, ast.Subscript): return before[node.value.id]
        if isinstance(node, ast.UnaryOp):
            a = go(node.operand); return -a if isinstance(node.op, ast.USub) else a
        if isinstance(node, ast.BinOp):
            a, b = go(node.left), go(node.right)
            return {ast.Add: lambda: a + b, ast.Sub: lambda: a - b, ast.Mult: lambda: a * b, ast.Div: lambda: a / b, ast.Pow: lambda: a ** b}[type(node.op)]()
        if isinstance(node, ast.Compare):
            a, b = go(node.left), go(node.comparators[0])
            return {ast.GtE: a >= b, ast.Gt: a > b, ast.LtE: a <= b, ast.Lt: a < b}[type(node.ops[0])].to(torch.get_default_dtype())
        if isinstance(node, ast.Call):
            args = [go(a) for a in node.args]
            if node.func.id == 'spike': return spike(args[0])
            if node.func.id not in FUNCTIONS or len(args) != ARITY.get(node.func.id, 1): raise Fault(0, f'{node.func.id} is not a function of {len(args)}')
            return FUNCTIONS[node.func.id](*args)
        raise Fault(0, f'{ast.dump(node)} has no meaning here')

    def run(self, x, values, derivative=None):
        """x [T, B, N]; values: tensors by parameter ([] per layer, [N] or [C] per neuron or channel, brought to x by broadcasting).
        derivative(z, t): the surrogate of the experiment, unless the text has its own. -> sequences by name, with 'argument' that of spike."""
        names = {k: torch.tensor(p['value']) for k, p in self.params.items()} | values | {'T': torch.tensor(float(x.shape[0]))}
        nothing = torch.zeros_like(x[0])
        before = {s: self.value(self.inits[s], names, {}, None) + nothing if s in self.inits else nothing for s in self.states}
        out, margin = {}, []
        for t in range(x.shape[0]):
            now = dict(names, x=x[t], t=torch.tensor(float(t)))
            def spike(z):
                margin.append(z.detach().abs().min()); now['argument'] = z
                slope = lambda a: self.value(self.surrogate[1], dict(now, **{self.surrogate[0]: a}), before, None) if self.surrogate else derivative(a, t)
                return Spike.apply(z, slope)
            for name, e, _ in self.statements: now[name] = self.value(e, now, before, spike) + nothing
            before = {s: now[s] for s in self.states}
            for name in [n for n, _, _ in self.statements] + ['argument']: out.setdefault(name, []).append(now[name])
        self.margin = float(torch.stack(margin).min())
        return {k: torch.stack(v) for k, v in out.items()}

class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, slope): ctx.save_for_backward(z); ctx.slope = slope; return (z >= 0).to(z)
    @staticmethod
    def backward(ctx, g):
        z, = ctx.saved_tensors; return g * ctx.slope(z.detach()).detach(), None

read = Model
