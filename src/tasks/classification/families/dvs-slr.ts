/**
 * Events and frames together, after DVS-SLR and its cross-modality attention (Zhou et al., Neural Networks 2024). The paper's network,
 * neuron and training are not published: each preset here is a reconstruction, all but one on signs that are made for this lab.
 */
import { presets, type Settings } from './preset'

const conv = (outputs: number) => ({ kind: 'conv' as const, outputs, stride: 2 })

type Fusion = NonNullable<Extract<Settings['network'], { kind: 'layers' }>['fusion']>
type Signs = Omit<Extract<Settings['data'], { kind: 'twoStreamSigns' }>, 'kind'>

/** Two convolutions per stream, one after the fusion, then weights for every step: 87 thousand parameters in all. */
const signs = (fusion: Fusion, data: Signs = {}): Settings => ({
  data: { kind: 'twoStreamSigns', batch: 32, ...data },
  encoder: { kind: 'frames', values: 'log' },
  network: { kind: 'layers', layers: [conv(16), conv(24), conv(32)], fusion },
  neuron: { kind: 'lif', decay: 0.5, inputGain: 0.5, threshold: 1 },
  surrogate: { kind: 'atan', scale: 2 },
  readout: { kind: 'perStep' },
  optimizer: { kind: 'adamw', rate: 3e-3, weightDecay: 0.01 },
  schedule: { kind: 'cosine' },
  run: { epochs: 10, seed: 2025 },
})

/** Recordings in pairs as the published loader makes them, every fourth pixel of a side: 59 thousand parameters. */
const recordings: Settings = {
  data: { kind: 'dvsSlr', batch: 8 },
  encoder: { kind: 'frames', values: 'log' },
  network: { kind: 'layers', layers: [conv(16), conv(24), conv(32), conv(48)], fusion: { kind: 'cmaV1' } },
  neuron: { kind: 'lif', decay: 0.5, inputGain: 0.5, threshold: 1 },
  surrogate: { kind: 'atan', scale: 2 },
  optimizer: { kind: 'adamw', rate: 1e-3, weightDecay: 0.01 },
  schedule: { kind: 'cosine' },
  run: { epochs: 20, seed: 2025 },
}

export const DVS_SLR = presets('DVS-SLR: events and frames', [
  {
    name: 'cma-signs',
    title: 'Two cameras, with attention',
    summary:
      'An event camera and a frame camera see eight signs; temporal scores of the events weigh the frames, spatial scores of the frames weigh the events. The attention is reconstructed from the abstract of the paper; on these signs it was not seen to be better than plain concatenation, over five seeds.',
    group: 'for a laptop',
    counterpart: 'concat-signs',
    asCounterpart: 'With attention',
    experiment: signs({ kind: 'cmaV1' }),
  },
  {
    name: 'concat-signs',
    title: 'Two cameras, concatenated',
    summary:
      'The same two streams without attention: their channels side by side. Either stream alone misses a part of the sign, so that both together are needed: the shape of the resting hand is seen by frames, the trill of fingers by events. A control, not from the paper.',
    group: 'for a laptop',
    counterpart: 'cma-signs',
    asCounterpart: 'Concatenated streams',
    experiment: signs({ kind: 'concat' }),
  },
  {
    name: 'events-signs',
    title: 'The event camera alone',
    summary:
      'The same signs seen as events only: order and trill are there, the hand that does not move is hardly seen. A control, not from the paper.',
    group: 'for a laptop',
    counterpart: 'frames-signs',
    asCounterpart: 'Event camera alone',
    experiment: signs({ kind: 'eventOnly' }),
  },
  {
    name: 'frames-signs',
    title: 'The frame camera alone',
    summary:
      'The same signs seen as pictures only: order and shape are there, fingers that tremble faster than 20 pictures a second hardly. A control, not from the paper.',
    group: 'for a laptop',
    counterpart: 'events-signs',
    asCounterpart: 'Frame camera alone',
    experiment: signs({ kind: 'frameOnly' }),
  },
  {
    name: 'lights-off',
    title: 'Turn off the light',
    summary:
      'For a lecture: trained in bright light alone, tested in dim light. In the Inspector a slider dims the light of a sample, and shows what each camera still sees, which scores change, and what becomes of the answer: here neither camera carries it into a light that was not trained in. A reconstruction.',
    group: 'tasks',
    counterpart: 'cma-signs',
    experiment: signs({ kind: 'cmaV1' }, { trainLight: 'bright', testLight: 'dim' }),
  },
  {
    name: 'dvs-slr',
    title: 'DVS-SLR',
    summary:
      'Your own copy of DVS-SLR, 21 signs before a camera of events and pictures: 120 steps of 50 ms, paired as its authors’ loader does, the middle of the sensor at 64 × 64, tested on ten people who are not in training. Network, training, split and size are a reconstruction, and no accuracy of it is known.',
    group: 'for a laptop',
    experiment: recordings,
  },
])
