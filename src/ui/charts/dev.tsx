import { createRoot } from 'react-dom/client'
import { receiveFrame } from '../frames'
import { GafPanel } from '../panels/gaf-table'
import { GradientNormPanel } from '../panels/gradient-norm'
import { CurvesPanel } from '../panels/learning-curves'
import { MembranePanel } from '../panels/membrane'
import { RasterPanel } from '../panels/spike-raster'
import { setLab, store } from '../store'
import { MiniHistogram } from './mini-histogram'
import '../style/tokens.css'
import '../style/base.css'
import '../style/layout.css'
import { membraneFrames, sampleFrame, scalarRows } from './dev-frames'

const q = new URLSearchParams(location.search)
const n = (k: string, d: number) => Number(q.get(k) ?? d)
const world = {
  layers: n('layers', 3),
  steps: n('steps', 4),
  neurons: n('neurons', 256),
  threshold: n('threshold', 0.5),
  decay: 0.2,
  batch: 100,
}
document.documentElement.dataset.theme = q.get('theme') ?? 'dark'
const names = Array.from({ length: world.layers }, (_, i) => `hidden ${i + 1}`)
setLab({
  theme: (q.get('theme') ?? 'dark') as 'dark',
  layer: q.get('layer') ?? names.at(-1)!,
  step: q.has('step') ? n('step', 0) : null,
  layers: names.map((name) => ({
    name,
    kind: 'lif' as const,
    shape: [256],
    inputs: 256,
    parameters: 1,
    watchable: ['membrane', 'spikes', 'potentials', 'gradientNorm'] as const,
  })),
})
const per = 600,
  epochs = n('epochs', 50),
  now = Math.round(n('now', 33.4) * per)
const tick = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 0)))
createRoot(document.getElementById('root')!).render(
  <div className="lab">
    <div className="bar" />
    <div className="experiment" />
    <main className="middle">
      <div style={{ height: '7.5rem', display: 'flex' }}>
        {names.map((x) => (
          <div key={x} style={{ position: 'relative', flex: 1, margin: '3rem .75rem 2rem' }}>
            <MiniHistogram layer={x} />
          </div>
        ))}
      </div>
      <MembranePanel />
      <div className="trio">
        <GafPanel />
        <GradientNormPanel />
        <RasterPanel />
      </div>
      <CurvesPanel />
    </main>
    <div className="side" />
  </div>,
)
const progress = (step: number) => ({
  kind: 'state' as const,
  state: { kind: 'running' as const, step },
  progress: {
    step,
    totalSteps: epochs * per,
    epoch: step / per,
    epochs,
    stepsPerEpoch: per,
    samplesPerSecond: 1,
    elapsedMs: 1,
    evaluating: false,
  },
})
if (q.get('empty') === null) {
  receiveFrame(progress(now))
  receiveFrame({ kind: 'sample', step: now, frame: sampleFrame(world) })
  const frames = 60
  for (let i = 1; i <= frames; i++) {
    const step = Math.round(now * (i / frames) ** 1.6),
      from = Math.round(now * ((i - 1) / frames) ** 1.6)
    receiveFrame(membraneFrames(world, step / per, step))
    receiveFrame({ kind: 'scalars', rows: scalarRows(from, step, per) })
    await tick()
  }
  for (let e = 1; e <= now / per; e++) {
    receiveFrame({
      kind: 'test',
      step: e * per,
      epoch: e,
      loss: 0.067 + 2.05 * Math.exp(-e / 0.5) + 0.1 * Math.exp(-e / 4.5),
      accuracy: 0.979 - 0.6 * Math.exp(-e / 0.5) - 0.03 * Math.exp(-e / 4.6),
      confusion: new Uint32Array(100),
      classes: 10,
    })
    await tick()
  }
  receiveFrame(progress(now))
}
;(window as unknown as { store: unknown }).store = store
await tick()
await tick()
document.documentElement.dataset.ready = ''
if (q.has('live')) {
  const all = Array.from({ length: 20 }, (_, i) => membraneFrames(world, i, 0))
  const cached = sampleFrame(world)
  let i = 0,
    worst = 0,
    last = performance.now()
  const loop = () => {
    const t = performance.now()
    worst = Math.max(worst, t - last)
    last = t
    i++
    if (i % 6 === 0) {
      const step = now + i
      receiveFrame({ ...all[(i / 6) % 20]!, step })
      receiveFrame(progress(step))
      receiveFrame({ kind: 'scalars', rows: scalarRows(step - 6, step, per) })
      receiveFrame({ kind: 'sample', step, frame: cached })
    }
    if (i < 300) requestAnimationFrame(loop)
    else (window as unknown as { worst: number }).worst = worst
  }
  requestAnimationFrame(loop)
}
