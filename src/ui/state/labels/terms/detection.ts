/** Terms of detection. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const DETECTION: Glossary = {
  sampler: {
    term: 'Sampler (ARSNN)',
    definition:
      'Converts events to images. The adaptive one has a spiking neuron at each pixel: a spike closes a window, and the sum of the potentials in it is a value of the image.',
    equations: [
      ['u[t]', '=', 'sigmoid(a[t]) · v[t−1] + I[t],  a[t], I[t] = conv(f[t]) + conv(s[t−1])'],
      ['s[t]', '=', '1 if u[t] > θ, else 0'],
      ['m[t]', '=', 'm[t−1] · (1 − s[t−1]) + u[t]'],
      ['R[k]', '=', 'm[t] where s[t] = 1, the k-th spike'],
    ],
    also: ['EAS-SNN', 'RSNN', 'voxel grid', 'time surface'],
    see: 'model.md#samplers-of-events-eas-snn',
  },
  spikeAwareTraining: {
    term: 'Spike-aware training (SAT)',
    definition:
      'The sum of a window is multiplied by the spike that closes it. Values stay the same; the time of the spike receives a gradient.',
    equations: [['R[k]', '=', 'm[t] · s[t]']],
    also: ['SAT'],
    see: 'model.md#samplers-of-events-eas-snn',
  },
  residualPotential: {
    term: 'Residual potential',
    definition:
      'What a pixel has accumulated since its last spike, in a window that no spike closes. Residual potential dropout (RPD) discards it in training and evaluation; nothing is random.',
    equations: [['R[k]', '=', '0 after the last spike; without RPD m of the oldest bin']],
    also: ['RPD', 'residual potential dropout'],
    see: 'model.md#samplers-of-events-eas-snn',
  },
  detector: {
    term: 'Detector (YOLOX)',
    definition:
      'A backbone computes feature maps at several strides, a neck combines them, and a head predicts a box, its objectness and its classes for each of their cells.',
    equations: [
      ['center', '=', '((tx + gx) s, (ty + gy) s), of cell (gx, gy) at stride s'],
      ['size', '=', '(exp(tw) s, exp(th) s)'],
    ],
    also: ['backbone', 'neck', 'head', 'stride'],
    see: 'model.md#detector',
  },
  iou: {
    term: 'Intersection over union (IoU)',
    definition: 'How well two boxes overlap: 1 if they are the same, 0 if they share nothing.',
    equations: [['IoU', '=', 'shared area / (area + area − shared area)']],
    also: ['IoU', 'overlap'],
    see: 'detection.md#how-detections-are-scored',
  },
  averagePrecision: {
    term: 'Average precision (AP)',
    definition:
      'Mean of the precision over recalls from 0 to 1, and over classes. AP50 requires an IoU of 0.5 with the truth, AP75 of 0.75; AP is the mean over ten from 0.5 to 0.95.',
    equations: [
      ['precision', '=', 'hits / detections'],
      ['AP', '=', 'mean of the precision at recalls 0, 0.01, … 1'],
    ],
    also: ['AP50', 'AP75', 'mAP', 'COCO'],
    see: 'detection.md#how-detections-are-scored',
  },
  recall: {
    term: 'Precision and recall',
    definition:
      'The fraction of detections above a score that are correct, and the fraction of objects that are found. AR is the recall of all detections.',
    equations: [
      ['precision', '=', 'hits / detections'],
      ['recall', '=', 'hits / objects'],
    ],
    also: ['AR', 'average recall'],
    see: 'detection.md#how-detections-are-scored',
  },
  objectness: {
    term: 'Objectness',
    symbol: 'o',
    definition:
      'The probability that a cell has an object, learned by a binary cross-entropy over all cells. The score of a box is this times the probability of its class.',
    equations: [
      ['score', '=', 'sigmoid(o) · sigmoid(c)'],
      ['L', '=', 'Σ over cells of BCE(o, [has an object]) / N'],
    ],
    also: ['confidence', 'score'],
    see: 'model.md#losses',
  },
  classLoss: {
    term: 'Class loss',
    definition:
      'Binary cross-entropy of the classes of the cells that have an object; the target is the IoU of the box, for the class of the object.',
    equations: [['L', '=', 'Σ over assigned cells and classes of BCE(c, [is its class] · IoU) / N']],
    see: 'model.md#losses',
  },
  boxLoss: {
    term: 'Box loss',
    definition:
      'How far the boxes of assigned cells are from the true ones; N is the number of these cells. L1 on the raw numbers also moves boxes that do not overlap.',
    equations: [
      ['L', '=', 'Σ of (1 − IoU²) / N,  or (1 − GIoU)'],
      ['L1', '=', 'Σ of |t − t of the truth| / N'],
    ],
    also: ['IoU loss', 'GIoU', 'L1'],
    see: 'model.md#losses',
  },
  detectionLoss: {
    term: 'Loss of a detector',
    symbol: 'L',
    definition: 'The sum of the losses of boxes, objectness and classes.',
    equations: [['L', '=', 'box weight · box loss + objectness loss + class loss + L1']],
    see: 'model.md#losses',
  },
  assignment: {
    term: 'Assigned cells (SimOTA)',
    definition:
      'The cells that predict an object, chosen again at every step: those with the lowest cost near its center, as many as the sum of its best IoU.',
    equations: [
      ['cost', '=', 'BCE of the classes − 3 ln(IoU)'],
      ['cells', '=', 'max(1, ⌊sum of the 10 largest IoU⌋)'],
    ],
    also: ['SimOTA', 'positives'],
    see: 'model.md#losses',
  },
  suppression: {
    term: 'Non-maximum suppression',
    definition: 'Of detections that overlap by more than a threshold, only the one with the highest score remains.',
    equations: [['dropped', '=', 'IoU with one of higher score > threshold']],
    also: ['NMS'],
    see: 'detection.md#how-detections-are-scored',
  },
}
