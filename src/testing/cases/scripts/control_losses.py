"""The losses of recurrent TD3, SAC and SAC-discrete, QMIX and its loss, TD(lambda) and GAE.

usage: PEERS=FOLDER [N=6] [ONLY=op,op] python3 control_losses.py OUTDIR SEED      (checkouts: pomdp-baselines, pymarl, pymarl2; Debian: python3-torch)
Official code runs; a second implementation below follows docs/learning-by-trial.md word by word and must agree. What had to be changed: optimisers of
the learners do not step, and .float() in their train() keeps float64; gym and modules nobody needs here are stand-ins.
"""
import codecs, contextlib, copy, importlib, io, math
from common import *
from types import SimpleNamespace as Bag

uni = lambda *s: torch.rand(*s, generator=G)
r3 = lambda lo, hi: round(lo + float(uni(1)) * (hi - lo), 3)
coin = lambda p=0.5: float(uni(1)) < p
rows = lambda xs: np.array(xs, dtype=float)

def bare_package(name, folder):
    """A package whose __init__ is not run."""
    m = stand_in(name); m.__path__ = [os.path.join(PEERS, folder)]
    return m

class Any_:
    def __init__(self, *a, **k): pass
    def __call__(self, *a, **k): return self
    def __getattr__(self, k): return Any_()
    def __class_getitem__(cls, k): return cls
stand_in('gym', Env=object, Wrapper=object); stand_in('gym.spaces', Discrete=Any_, MultiDiscrete=Any_, Box=Any_, Tuple=Any_); stand_in('matplotlib.pyplot')

# ---------------------------------------------------------------- recurrent TD3, SAC, SAC-discrete
codecs.register(lambda n: codecs.lookup('utf-8') if n.replace('-', '_') == 'future_fstrings' else None)
def from_checkout(folder, *names, bare=()):
    """Imports modules of a checkout whose top-level names (utils, modules, ...) several checkouts use, then forgets those names."""
    root = os.path.join(PEERS, folder); sys.path.insert(0, root)
    for b in bare: bare_package(b, folder + '/' + b.replace('.', '/'))
    out = [importlib.import_module(n) for n in names]; sys.path.remove(root)
    for n in [n for n in sys.modules if n.split('.')[0] in ('utils', 'modules', 'components', 'learners', 'controllers', 'envs', 'policies', 'torchkit')]: del sys.modules[n]
    return out
stand_in('utils.logger')
policy_rnn, ptu, rl, recurrent_critic, recurrent_actor = from_checkout('pomdp-baselines', 'policies.models.policy_rnn', 'torchkit.pytorch_utils', 'policies.rl', 'policies.models.recurrent_critic', 'policies.models.recurrent_actor', bare=['utils'])
ptu.set_gpu_mode(False)

class StillOptimiser:
    """Zeroes the gradients like Adam; where Adam would step it keeps a copy of them."""
    def __init__(self, net): self.net = net
    def zero_grad(self): [setattr(p, 'grad', None) for p in self.net.parameters()]
    def step(self): self.kept = {id(p): p.grad.clone() for p in self.net.parameters() if p.grad is not None}

def critic_weights(c, prefix): return {f'{prefix}Embed{w}': getattr(c.current_shortcut_embedder.fc, w.lower()) for w in ('Weight', 'Bias')} | {f'{prefix}{q}{w}{k}': getattr(getattr(getattr(c, 'qf' + q[-1]), l), w.lower()) for q in ('Q1', 'Q2') for k, l in ((1, 'fc0'), (2, 'last_fc')) for w in ('Weight', 'Bias')}
def actor_weights(a, prefix):
    d = {f'{prefix}Embed{w}': getattr(a.current_observ_embedder.fc, w.lower()) for w in ('Weight', 'Bias')} | {f'{prefix}{w}{k}': getattr(getattr(a.policy, l), w.lower()) for k, l in ((1, 'fc0'), (2, 'last_fc')) for w in ('Weight', 'Bias')}
    if hasattr(a.policy, 'last_fc_log_std'): d |= {f'{prefix}LogStd{w}': getattr(a.policy.last_fc_log_std, w.lower()) for w in ('Weight', 'Bias')}
    return d

def head_two(x, W, p, pre): h = F.linear(x, W[p + 'Weight1'], W[p + 'Bias1']); pre.append(h); return F.linear(torch.relu(h), W[p + 'Weight2'], W[p + 'Bias2'])
def q_values(h, obs, act, W, p, pre):
    e = F.linear(obs if act is None else torch.cat([obs, act], -1), W[p + 'EmbedWeight'], W[p + 'EmbedBias']); pre.append(e); x = torch.cat([h, torch.relu(e)], -1)
    return head_two(x, W, p + 'Q1', pre), head_two(x, W, p + 'Q2', pre)
def policy(algo, h, obs, noise, W, p, pre, zs):
    e = F.linear(obs, W[p + 'EmbedWeight'], W[p + 'EmbedBias']); pre.append(e); x = torch.cat([h, torch.relu(e)], -1); out = head_two(x, W, p, pre)
    if algo == 'td3': return torch.tanh(out), None
    if algo == 'sacd': q = torch.softmax(out, -1); return q, torch.log(q.clamp(min=1e-8))
    hid = torch.relu(F.linear(x, W[p + 'Weight1'], W[p + 'Bias1'])); ls = F.linear(hid, W[p + 'LogStdWeight'], W[p + 'LogStdBias']).clamp(-20, 2); z = out + ls.exp() * noise; a = torch.tanh(z); zs.append(z)
    return a, (-.5 * noise ** 2 - ls - .5 * math.log(2 * math.pi) - torch.log(1 - a ** 2 + 1e-6)).sum(-1, keepdim=True)

def recurrent_case(i, which):
    algo = ['td3', 'sac', 'sacd'][i % 3]
    while True:
        T, B, O, A, H = ri(3, 7), ri(2, 4), ri(1, 4), ri(2, 4) if algo == 'sacd' else ri(1, 3), ri(3, 6); gamma, log_alpha = pick([.9, .99]), r3(-2.5, -.5); t_noise, clip = pick([(.2, .5), (.2, .3)])
        alg = rl.RL_ALGORITHMS[algo](action_dim=A, **({'target_entropy': .7} if algo == 'sacd' else {'target_noise': t_noise, 'target_noise_clip': clip} if algo == 'td3' else {}))
        mk = lambda c: c(O, A, 'gru', alg, 2, 3, 2, H, [ri(4, 7)], 1)
        agent = policy_rnn.ModelFreeOffPolicy_Separate_RNN.__new__(policy_rnn.ModelFreeOffPolicy_Separate_RNN); nn.Module.__init__(agent); agent.gamma, agent.tau, agent.algo = gamma, .005, alg
        agent.critic, agent.actor = mk(recurrent_critic.Critic_RNN), mk(recurrent_actor.Actor_RNN); agent.critic_target, agent.actor_target = copy.deepcopy(agent.critic), copy.deepcopy(agent.actor)
        for net in (agent.critic, agent.critic_target, agent.actor, agent.actor_target):
            for p in net.parameters(): p.data = rnd(*p.shape) * (.5 if p.dim() > 1 else .3)
        if algo == 'sac':
            for net in (agent.actor, agent.actor_target): net.policy.last_fc_log_std.bias.data -= 1.0; net.policy.last_fc_log_std.weight.data *= .4; net.policy.last_fc.weight.data *= .5
        hid = {k: param(torch.tanh(rnd(T + 1, B, H))) for k in ('critic', 'critic_target', 'actor', 'actor_target')}
        for k, v in hid.items(): getattr(agent, k).get_hidden_states = lambda v=v, **_: v
        obs, rew = rnd(T + 1, B, O), rnd(T + 1, B, 1); act = F.one_hot(torch.randint(0, A, (T + 1, B), generator=G), A).double() if algo == 'sacd' else uni(T + 1, B, A) * 2 - 1
        lens = torch.tensor([T] + [ri(1, T) for _ in range(B - 1)]); mask = (torch.arange(T)[:, None] < lens).double().unsqueeze(-1); done = torch.zeros(T + 1, B, 1)
        for b in range(B):
            if coin(.6): done[lens[b], b] = 1
        act[0] = rew[0] = 0; n1, n2 = rnd(T + 1, B, A), rnd(T + 1, B, A)
        if algo != 'td3': alg.log_alpha_entropy.data.fill_(log_alpha); alg.alpha_entropy = math.exp(log_alpha)
        agent.critic_optimizer, agent.actor_optimizer = StillOptimiser(agent.critic), StillOptimiser(agent.actor); W = critic_weights(agent.critic, 'critic') | critic_weights(agent.critic_target, 'target') | actor_weights(agent.actor, 'actor') | (actor_weights(agent.actor_target, 'targetActor') if algo == 'td3' else {})
        W = {k: v.detach().clone() for k, v in W.items()}; pre, zs = [], []
        # the second implementation, docs/learning-by-trial.md
        with torch.no_grad():
            src = 'targetActor' if algo == 'td3' else 'actor'; a2, lp = policy(algo, hid['actor_target' if algo == 'td3' else 'actor'], obs, n1, W, src, pre, zs)
            if algo == 'td3': e = (t_noise * n1); jumps = [clear(e, clip, -clip), clear(a2 + e.clamp(-clip, clip), 1, -1)]; a2 = (a2 + e.clamp(-clip, clip)).clamp(-1, 1)
            q1, q2 = q_values(hid['critic_target'], obs, None if algo == 'sacd' else a2, W, 'target', pre); m = torch.min(q1, q2); ties = [clear(q1 - q2, 0)]; al = math.exp(log_alpha)
            if algo == 'sac': m = m - al * lp
            if algo == 'sacd': m = (a2 * (m - al * lp)).sum(-1, keepdim=True)
            y = (rew + gamma * (1 - done) * m)[1:]
        V = {k: param(v) for k, v in W.items()}; hc, ha = param(hid['critic']), param(hid['actor'])
        p1, p2 = q_values(hc[:-1], obs[:-1], None if algo == 'sacd' else act[1:], V, 'critic', pre); p1.retain_grad(); p2.retain_grad(); s1, s2 = ((p * act[1:]).sum(-1, keepdim=True) if algo == 'sacd' else p for p in (p1, p2))
        n = mask.sum().clamp(min=1); l1, l2 = ((mask * (s1 - y)) ** 2).sum() / n, ((mask * (s2 - y)) ** 2).sum() / n; (l1 + l2).backward()
        b2, lp = policy(algo, ha, obs, n2, V, 'actor', pre, zs); u1, u2 = q_values(hid['critic'], obs, None if algo == 'sacd' else b2, W, 'critic', pre); m = torch.min(u1, u2); ties.append(clear((u1 - u2).detach(), 0))
        pl = -m if algo == 'td3' else al * lp - m
        if algo == 'sacd': pl = (b2 * pl).sum(-1, keepdim=True); lp = (b2 * lp).sum(-1, keepdim=True)
        la = (mask * pl[:-1]).sum() / n; la.backward()
        if all(ties) and all(clear(p.detach(), 0) for p in pre) and all(z.abs().max() < 2.5 for z in zs) and (algo != 'td3' or all(jumps)): break
    queue_ = [n1, n2]; old = torch.randn_like, torch.normal
    try:
        if algo == 'td3': torch.randn_like = lambda x: queue_.pop(0)
        if algo == 'sac': torch.normal = lambda m_, s_: queue_.pop(0)
        info = agent(act, rew, obs, done, mask)
    finally: torch.randn_like, torch.normal = old
    one = lambda v: torch.as_tensor(float(v)).reshape(1)
    agree(one(l1), one(info['qf1_loss']), what='qf1'); agree(one(l2), one(info['qf2_loss']), what='qf2'); agree(one(la), one(info['policy_loss']), what='policy loss')
    off_c = {k: agent.critic_optimizer.kept[id(p)] for k, p in critic_weights(agent.critic, 'critic').items()}; off_a = {k: agent.actor_optimizer.kept[id(p)] for k, p in actor_weights(agent.actor, 'actor').items()}
    attrs = {'algorithm': algo, 'actions': A}
    if algo != 'td3': attrs['logAlpha'] = log_alpha
    base = {'criticHidden': hid['critic'], 'observations': obs, 'mask': mask}; src = 'pomdp-baselines, ModelFreeOffPolicy_Separate_RNN.forward with its RNN replaced by given hidden states'
    if which == 'critic':
        attrs['gamma'] = gamma
        if algo == 'td3': attrs |= {'targetNoise': t_noise, 'targetNoiseClip': clip}
        for k, g in off_c.items(): agree(V[k].grad, g, what=k)
        ins = base | {'targetHidden': hid['critic_target'], 'actorHidden': hid['actor_target' if algo == 'td3' else 'actor'], 'actions': act, 'rewards': rew, 'dones': done} | {k: v for k, v in W.items() if not (algo == 'td3' and k.startswith('actor'))}
        if algo != 'sacd': ins['noise'] = n1
        save('critic-loss', f'{i:02d}-{algo}', 'criticLoss', attrs, ins, {'loss': l1 + l2, 'q1Loss': l1, 'q2Loss': l2, 'target': y, 'q1': p1, 'q2': p2, 'q1Gradient': p1.grad, 'q2Gradient': p2.grad} | {}, {}, {'criticHidden': hc.grad} | off_c, src)
    else:
        if algo != 'td3':
            attrs['targetEntropy'] = alg.target_entropy; ent = (mask * lp[:-1]).sum().detach() / n; agree(one(-ent), one(info['policy_entropy']), what='entropy'); agree(one(-math.exp(log_alpha) * (ent + alg.target_entropy)), alg.log_alpha_entropy.grad, what='alpha')
        for k, g in off_a.items(): agree(V[k].grad, g, what=k)
        ins = base | {'actorHidden': hid['actor']} | {k: v for k, v in W.items() if k.startswith(('critic', 'actor'))}
        if algo == 'sac': ins['noise'] = n2
        out = {'loss': la, 'q1': u1, 'q2': u2, 'policy': b2}
        if algo != 'td3': out |= {'meanLogProbability': ent, 'alphaLoss': one(-math.exp(log_alpha) * (ent + alg.target_entropy)), 'alphaGradient': alg.log_alpha_entropy.grad}
        save('actor-loss', f'{i:02d}-{algo}', 'actorLoss', attrs, ins, out, {}, {'actorHidden': ha.grad} | off_a, src)
scalar = lambda d: {k: (v.reshape(1) if torch.is_tensor(v) and v.dim() == 0 else v) for k, v in d.items()}
_save = save
def save(folder, name, op, attrs, inputs, outputs, *rest): _save(folder, name, op, attrs, inputs, scalar(outputs), *rest)

# ---------------------------------------------------------------- QMIX, TD(lambda), GAE
bare = ['learners', 'modules', 'modules.mixers', 'components', 'utils']
pymarl_qmix, pymarl_learner = from_checkout('pymarl/src', 'modules.mixers.qmix', 'learners.q_learner', bare=bare)
stand_in('envs.matrix_game', print_matrix_status=None); pymarl2_rl, pymarl2_learner = from_checkout('pymarl2/src', 'utils.rl_utils', 'learners.nq_learner', bare=bare)

def mixer_weights(m):
    linears = lambda seq: [l for l in seq if isinstance(l, nn.Linear)] if isinstance(seq, nn.Sequential) else [seq]; d = {}
    parts = (m.hyper_w_1, m.hyper_w_final, m.hyper_b_1, m.V) if hasattr(m, 'hyper_w_1') else (m.hyper_w1, m.hyper_w2, m.hyper_b1, m.hyper_b2)
    for name, seq in zip(('hyper1', 'hyper2', 'bias', 'value'), parts):
        for k, l in enumerate(linears(seq)): d[f'{name}Weight{k + 1}'], d[f'{name}Bias{k + 1}'] = l.weight, l.bias
    return d

def mix(q, s, W, p='', pre=None):
    """docs/learning-by-trial.md; q [..., n], s [..., S] -> [...]"""
    g = lambda n: p + (n[:1].upper() + n[1:] if p else n)
    def net(n):
        h = F.linear(s, W[g(n + 'Weight1')], W[g(n + 'Bias1')])
        if g(n + 'Weight2') not in W: return h
        if pre is not None: pre.append(h)
        return F.linear(torch.relu(h), W[g(n + 'Weight2')], W[g(n + 'Bias2')])
    w1, w2 = net('hyper1'), net('hyper2')
    if pre is not None: pre += [w1, w2]
    w1 = w1.abs().unflatten(-1, (q.shape[-1], -1)); x = (q.unsqueeze(-1) * w1).sum(-2) + net('bias')
    return (torch.where(x > 0, x, torch.exp(x.clamp(max=0)) - 1) * w2.abs()).sum(-1) + net('value')[..., 0]

def qmix_case(i):
    layers = 2 if i % 3 != 2 else 1
    while True:
        T, B, n, S, E, Hh = ri(1, 4), ri(1, 3), ri(2, 5), ri(2, 7), ri(3, 8), ri(3, 8); m = pymarl_qmix.QMixer(Bag(n_agents=n, state_shape=S, mixing_embed_dim=E, hypernet_layers=layers, hypernet_embed=Hh))
        for p in m.parameters(): p.data = rnd(*p.shape) * .5
        q, s = param(rnd(T, B, n)), rnd(T, B, S); W = mixer_weights(m); y = m(q.transpose(0, 1).contiguous(), s.transpose(0, 1)).transpose(0, 1)[..., 0]; pre = []; agree(mix(q, s, W, '', pre), y, what='mixer')
        if all(clear(p.detach(), 0) for p in pre): break
    g = rnd(T, B); (y * g).sum().backward()
    save('qmix', f'{i:02d}-{n}-agents-{layers}', 'qmix', {'agents': n, 'embed': E, 'hypernetLayers': layers}, {'q': q, 'state': s} | W, {'total': y}, {'total': g}, {'q': q.grad} | {k: p.grad for k, p in W.items()}, 'pymarl QMixer')

class Batch(dict): pass
def qmix_loss_case(i):
    lam = None if i % 2 == 0 else pick([.6, .9]); double = lam is not None or i % 4 == 0
    while True:
        T, B, n, A, S, E, Hh = ri(3, 6), ri(2, 4), ri(2, 3), ri(3, 4), ri(2, 5), ri(3, 5), ri(3, 5); gamma = pick([.9, .99]); q, tq, s = rnd(B, T + 1, n, A), rnd(B, T + 1, n, A), rnd(B, T + 1, S); lens = [T] + [ri(1, T) for _ in range(B - 1)]
        avail = (uni(B, T + 1, n, A) < .7).long(); avail[..., 0] = 1; act = torch.multinomial(avail.double().flatten(0, 2), 1, generator=G).reshape(B, T + 1, n, 1); rew = rnd(B, T + 1, 1); term, filled = torch.zeros(B, T + 1, 1), torch.zeros(B, T + 1, 1)
        for b in range(B):
            filled[b, :lens[b] + 1] = 1
            if coin(.6): term[b, lens[b] - 1] = 1
        qp = nn.Parameter(q.clone())
        class Mac:
            def __init__(self, x): self.x = x; self.agent = Bag(train=lambda: None)
            def parameters(self): return [self.x] if isinstance(self.x, nn.Parameter) else []
            def init_hidden(self, b): pass
            def forward(self, batch, t): return self.x[:, t]
        args = Bag(n_agents=n, state_shape=S, mixing_embed_dim=E, hypernet_layers=2, hypernet_embed=Hh, mixer='qmix', lr=0., optim_alpha=.99, optim_eps=1e-5, learner_log_interval=0, double_q=double, gamma=gamma, grad_norm_clip=1e12, target_update_interval=1e9, use_cuda=False, optimizer='adam', td_lambda=lam, env='')
        logged = {}; logger = Bag(log_stat=lambda k, v, t: logged.__setitem__(k, v), console_logger=None)
        with contextlib.redirect_stdout(io.StringIO()): L = (pymarl_learner.QLearner if lam is None else pymarl2_learner.NQLearner)(Mac(qp), None, logger, args)
        L.target_mac = Mac(tq)
        for net in (L.mixer, L.target_mixer):
            for p in net.parameters(): p.data = rnd(*p.shape) * .5
        W, WT = mixer_weights(L.mixer), {'target' + k[0].upper() + k[1:]: v for k, v in mixer_weights(L.target_mixer).items()}
        V = {k: param(v) for k, v in W.items()}; qs = param(q); pre = []
        masked = lambda x: torch.where(avail == 0, torch.tensor(-9999999.), x); mk = filled[:, :-1].clone(); mk[:, 1:] *= 1 - term[:, :-2]; d = term[:, :-1]; ties = []
        with torch.no_grad():
            best = masked(q if double else tq); top = best.sort(-1).values; ties.append(bool((top[..., -1] - top[..., -2]).min() > EDGE)); TQ = mix(tq.gather(3, best.argmax(3, keepdim=True)).squeeze(3), s, WT, 'target', pre).unsqueeze(-1)
            if lam is None: y = rew[:, :-1] + gamma * (1 - d) * TQ[:, 1:]
            else:
                y = torch.zeros(B, T, 1); ret = TQ[:, -1] * (1 - d.sum(1))
                for t in reversed(range(T)): ret = lam * gamma * ret + mk[:, t] * (rew[:, t] + (1 - lam) * gamma * TQ[:, t + 1] * (1 - d[:, t])); y[:, t] = ret
        tot = mix(qs[:, :-1].gather(3, act[:, :-1]).squeeze(3), s[:, :-1], V, '', pre).unsqueeze(-1); loss = (mk * (tot - y) ** 2).sum() / mk.sum() * (.5 if lam is not None else 1); loss.backward()
        if all(ties) and all(clear(p.detach(), 0) for p in pre): break
    batch = Batch(reward=rew, actions=act, terminated=term, filled=filled, avail_actions=avail, state=s); batch.batch_size, batch.max_seq_length = B, T + 1; single = torch.Tensor.float; torch.Tensor.float = torch.Tensor.double
    try: L.train(batch, 10 ** 9, 0)
    finally: torch.Tensor.float = single
    agree(loss.detach().reshape(1), rows([logged['loss' if lam is None else 'loss_td']]), 1e-7, 'qmix loss'); agree(qs.grad, qp.grad, 1e-7, 'q gradient')
    for k, p in W.items(): agree(V[k].grad, p.grad, 1e-7, k)
    tm = lambda x: x.transpose(0, 1)
    save('qmix-loss', f'{i:02d}-{"one-step" if lam is None else "td-lambda"}{"-double" if double else ""}', 'qmixLoss', {'agents': n, 'embed': E, 'gamma': gamma, 'double': double, 'lambda': lam, 'half': lam is not None},
         {'q': tm(q), 'targetQ': tm(tq), 'available': tm(avail), 'actions': tm(act)[:-1, ..., 0], 'rewards': tm(rew)[:-1, ..., 0], 'terminated': tm(term)[:-1, ..., 0], 'filled': tm(filled)[:-1, ..., 0], 'state': tm(s)} | {k: v for k, v in W.items()} | {k: v for k, v in WT.items()},
         {'loss': loss, 'target': tm(y)[..., 0], 'total': tm(tot)[..., 0], 'mask': tm(mk)[..., 0]}, {}, {'q': tm(qp.grad)} | {k: p.grad for k, p in W.items()}, 'pymarl QLearner.train' if lam is None else 'pymarl2 NQLearner.train')

def td_case(i):
    T, B = ri(3, 12), ri(1, 5); gamma, lam = pick([.9, .99]), pick([.6, .8, .95, 0.]); rew, TQ = rnd(B, T, 1), rnd(B, T + 1, 1); term = torch.zeros(B, T, 1); mask = torch.ones(B, T, 1)
    for b in range(B):
        if coin(.6): n = ri(1, T); term[b, n - 1] = 1; mask[b, n:] = 0
    y = pymarl2_rl.build_td_lambda_targets(rew, term, mask, TQ, 1, gamma, lam); tm = lambda x: x.transpose(0, 1)[..., 0]
    save('td-lambda', f'{i:02d}', 'tdLambda', {'gamma': gamma, 'lambda': lam}, {'rewards': tm(rew), 'terminated': tm(term), 'mask': tm(mask), 'values': tm(TQ)}, {'returns': tm(y)}, {}, {}, 'pymarl2 build_td_lambda_targets')

def gae_case(i):
    T, B = ri(3, 20), ri(1, 5); gamma, lam = pick([.9, .99]), pick([.95, .9, 1.]); rew, V, d = rnd(B, T, 1, 1), rnd(B, T + 1, 1, 1), (uni(B, T, 1, 1) < .2).double(); adv, ret = pymarl2_rl.build_gae_targets(rew, 1 - d, V, gamma, lam)
    a = torch.zeros(B); mine = torch.zeros(T, B)
    for t in reversed(range(T)): a = rew[:, t, 0, 0] + gamma * V[:, t + 1, 0, 0] * (1 - d[:, t, 0, 0]) - V[:, t, 0, 0] + gamma * lam * (1 - d[:, t, 0, 0]) * a; mine[t] = a
    tm = lambda x: x.transpose(0, 1)[..., 0, 0]; agree(mine, tm(adv), what='gae')
    save('gae', f'{i:02d}', 'gae', {'gamma': gamma, 'lambda': lam}, {'rewards': tm(rew), 'values': tm(V), 'dones': tm(d)}, {'advantages': tm(adv), 'returns': tm(ret)}, {}, {}, 'pymarl2 build_gae_targets (the form of JaxMARL)')

if __name__ == '__main__':
    run('criticLoss', lambda i: recurrent_case(i, 'critic'), N); run('actorLoss', lambda i: recurrent_case(i, 'actor'), N)
    run('qmix', qmix_case, max(4, N - 1)); run('qmixLoss', qmix_loss_case, N); run('tdLambda', td_case, max(4, N - 2)); run('gae', gae_case, max(4, N - 2))
