/** The page of the benchmarks, called by the browser half of `npm run bench`. Served by the development server, never built. */
import '@tensorflow/tfjs-backend-cpu'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { openGpu } from '../../engine/device'
import { timePeer } from '../../experiments/peer'
import { presetNamed } from '../../experiments/presets'
import { grayData, SEQUENCES, WORKLOADS } from '../../experiments/workloads'
import { timeLif } from './kernels'
import { timeOps } from './ops'
import { timeSteps } from './steps'

const sources = Object.fromEntries(
  Object.entries(import.meta.glob('/shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true })).map(([path, code]) => [
    path.replace(/^\/shaders\/|\.wgsl$/g, ''),
    code as string,
  ]),
)
setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/')
const gpu = openGpu(navigator.gpu, sources)

const ALL = { ...WORKLOADS, ...SEQUENCES }
type Name = keyof typeof ALL | 'preset'
const experimentOf = (name: Name) => (name === 'preset' ? presetNamed('window')!.experiment : ALL[name].experiment)

const bench = {
  adapter: async () => (await gpu).info.description || (await gpu).info.architecture,
  steps: async (name: Name, tunedVariants: Record<string, string>, repetitions = 20) =>
    timeSteps(await gpu, experimentOf(name), { tunedVariants, repetitions }),
  ops: async (name: Name) => timeOps(await gpu, experimentOf(name), grayData(4096, name !== 'small' && name !== 'preset')),
  lif: async () => timeLif(await gpu),
  peer: (backend: 'webgpu' | 'wasm' | 'cpu', name: keyof typeof WORKLOADS) => timePeer(backend, WORKLOADS[name].peer),
}
export type BenchPage = typeof bench
;(window as unknown as { bench: BenchPage }).bench = bench
