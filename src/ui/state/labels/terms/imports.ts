/** Terms of how recordings, movies and boxes of others become a set. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const SETS: Glossary = {
  keptSet: {
    term: 'Kept set',
    definition:
      'What was converted stays in this browser and is sent nowhere. Links know a set by its kind, or by a fingerprint of its samples: the same files, converted alike, are the same set.',
    equations: [['fingerprint', '=', 'half of the SHA-256 of the samples']],
    also: ['fingerprint', 'size', 'storage'],
    see: 'data.md#what-an-experiment-says-of-a-set',
  },
  halves: {
    term: 'Training and test',
    definition:
      'A sample is learned from or tested with, never both: a test is of what was not seen. Where files do not say which, a share is drawn under a seed.',
    also: ['split', 'validation', 'test set'],
    see: 'event-sets.md#what-is-recognized',
  },
  featureTable: {
    term: 'Table of features',
    definition:
      'A row is a sample: numbers that are its features, and one cell that says its class, the label. Features are scaled by the least and the largest value that the training rows have.',
    equations: [['input', '=', '(value − least) / (largest − least), between 0 and 1']],
    also: ['CSV', 'TSV', 'label', 'feature'],
    see: 'data.md#what-can-be-opened',
  },
  damaged: {
    term: 'Damaged recording',
    definition:
      'A recording that is cut off is read up to there. One that cannot be read is left out and named, or stops the import, of which then nothing is kept.',
    see: 'event-files.md#what-is-wrong-in-a-file',
  },
}

/** Terms of event camera recordings. */
export const RECORDINGS: Glossary = {
  eventRecording: {
    term: 'Recording of events',
    definition:
      'What an event camera sent: of each event its time t in microseconds, its pixel x and y, and its polarity p, 1 for ON, 0 for OFF.',
    also: ['t', 'x', 'y', 'p', 'sensor'],
    see: 'event-files.md',
  },
  polarity: {
    term: 'Polarity',
    symbol: 'p',
    definition: 'Whether the light of a pixel rose (ON, 1) or fell (OFF, 0). In a frame OFF comes before ON.',
    also: ['ON', 'OFF'],
    see: 'event-sets.md#from-events-to-frames',
  },
  eventRate: {
    term: 'Event rate',
    definition: 'How many events a recording has in a second, ON and OFF apart, slice by slice of its time.',
    equations: [['rate', '=', 'events of a slice / its duration']],
    see: 'events.md#the-player',
  },
  timeSurface: {
    term: 'Time surface',
    symbol: 'τ',
    definition: 'How long ago the last event of each pixel was: 1 just now, and less the older it is, by a time constant τ.',
    equations: [['value', '=', 'exp(−(t − t of the last event) / τ)']],
    see: 'events.md#the-player',
  },
  slicing: {
    term: 'Slices of a recording',
    definition:
      'A recording is cut into the T frames of a sample by equal times, equal counts, windows, or a given count of events. tonic and SpikingJelly differ in what becomes of the rest.',
    equations: [
      ['equal times', '=', '⌊(t of the last − t of the first) / T⌋ a frame'],
      ['equal counts', '=', '⌊events / T⌋ a frame'],
    ],
    also: ['tonic', 'SpikingJelly', 'rule', 'window'],
    see: 'event-sets.md#from-events-to-frames',
  },
  eventFrame: {
    term: 'Frame of events',
    definition: 'One step of a sample: for each pixel and polarity how many events of a slice fall on it, 255 at most.',
    equations: [['frame[k, y, x, p]', '=', 'events of slice k in pixel (x, y) of polarity p']],
    also: ['bin', 'step', 'count'],
    see: 'event-sets.md#from-events-to-frames',
  },
  sensorField: {
    term: 'Field of a sensor',
    definition:
      'The sensor is the pixels of the camera. The field is what of it is seen, around its middle; a frame may be coarser, and then counts pixels together.',
    equations: [['column', '=', '⌊(x − first of the field) · width of a frame / width of the field⌋, rows alike']],
    also: ['crop', 'frame size', 'resolution'],
    see: 'event-sets.md#from-events-to-frames',
  },
  streamPair: {
    term: 'Pair of events and picture',
    definition:
      'A step of two streams: the events between two borders in time, and the picture at the second. Borders are the times of the pictures, or evenly dt apart with held pictures.',
    equations: [['events of step k', '=', 'those with border[k] ≤ t < border[k + 1]']],
    also: ['two streams', 'interval', 'dt', 'gray'],
    see: 'event-sets.md#dvs-slr',
  },
}

/** Terms of bounding boxes in recordings. */
export const BOXES: Glossary = {
  boxWindow: {
    term: 'Window before a label',
    definition:
      'Boxes were drawn at one time of a recording, a label; a sample is what the camera sent just before. Labels that follow too closely are thinned out.',
    equations: [['window', '=', 'events with t of the label − length ≤ t < t of the label']],
    also: ['labels apart'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxBins: {
    term: 'Bins of a window',
    definition: 'Each bin of a window is a picture of counts, OFF and ON apart. The oldest comes first.',
    equations: [
      ['w', '=', '⌊(t of the last event − t₀) / bins⌋, t₀ of the first'],
      ['bin j', '=', 'events with t₀ + j · w ≤ t < t₀ + (j + 1) · w'],
    ],
    see: 'boxes.md#from-events-to-bins',
  },
  letterbox: {
    term: 'Letterbox',
    symbol: 's',
    definition:
      'One factor s for both sides, so that nothing is stretched and nothing is made larger; what of the picture is left over beside the sensor stays empty. Boxes are scaled alike.',
    equations: [
      ['s', '=', 'min(width / width of the sensor, height / height of the sensor, 1)'],
      ['pixel', '=', '(⌊x · s⌋, ⌊y · s⌋)'],
    ],
    also: ['picture size', 'padding'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxFilter: {
    term: 'Filter of boxes',
    symbol: 'D, S',
    definition: 'A label has to be late enough for events to have come before it, and a box, cut at the edge of the sensor, large enough.',
    equations: [['counts', '=', 'w² + h² ≥ D², w ≥ S and h ≥ S, with D 30 and S 10 for Gen1']],
    also: ['Prophesee', 'diagonal', 'side'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxClasses: {
    term: 'Classes of boxes',
    definition: 'A file gives each box a number, and does not say what it means: 0 is a car in Gen1, a pedestrian in 1 Mpx.',
    see: 'boxes.md#what-is-recognized',
  },
}

/** Terms of movies and neural responses. */
export const MOVIES: Glossary = {
  arrayAxes: {
    term: 'Axes of an array',
    definition:
      'What the places along each direction of an array are. A movie has time, rows, columns and colors; responses have trials, cells and time. MATLAB writes them in reverse.',
    also: ['movie', 'responses', 'layout', 'shape'],
    see: 'responses.md#arrays-and-axes',
  },
  responseValues: {
    term: 'Spikes, counts and rates',
    definition:
      'What a number of a file is: a spike or none in a bin, how many spikes, or a rate, which is a mean or was smoothed and is no spike.',
    equations: [['spikes a bin', '=', 'spikes a second · duration of a bin']],
    also: ['unit', 'binary', 'Hz'],
    see: 'responses.md#what-is-kept',
  },
  responseBin: {
    term: 'Bin of time',
    definition:
      'Spikes are counted in bins of one duration, and a bin of the set has one frame. Frames are averaged over a longer bin, and stay on for shorter ones.',
    equations: [['bin of the set', '=', 'bin of the file · bins that become one']],
    also: ['bin width', 'frame', 'binning'],
    see: 'responses.md#what-is-kept',
  },
  responseLag: {
    term: 'Lag of responses',
    definition:
      'How far the responses of a file begin before its movie, in bins that are dropped; negative: after it, in frames that are dropped.',
    equations: [['answer to frame t', '=', 'bin t + lag, at one bin a frame']],
    also: ['delay', 'offset'],
    see: 'responses.md#what-is-kept',
  },
  trial: {
    term: 'Trial',
    definition:
      'One showing of the same movie. With several, what a cell does every time is told from chance. Cells that have fewer than the others are left out.',
    also: ['repeat', 'repetition'],
    see: 'responses.md#what-is-kept',
  },
  movieCut: {
    term: 'What of a movie is seen',
    definition: 'A rectangle of its pixels, coarser where asked for, in gray: of colors one channel, or the mean of all.',
    equations: [['pixel', '=', 'mean over n × n pixels of the rectangle']],
    also: ['crop', 'down-sampling', 'color'],
    see: 'responses.md#what-is-kept',
  },
  movieScale: {
    term: 'Mean 0, deviation 1',
    definition: 'The movie in the unit of its own contrast: networks learn from numbers around 0 best.',
    equations: [['x', '←', '(x − mean of the training movies) / their deviation']],
    also: ['normalization', 'contrast', 'z-score'],
    see: 'responses.md#what-is-kept',
  },
}
