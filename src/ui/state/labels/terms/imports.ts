/** Terms of how recordings, movies and boxes of others become a set. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const SETS: Glossary = {
  keptSet: {
    term: 'Saved set',
    definition:
      'Imported data stay in this browser and are sent nowhere. Links identify a set by its kind, or by a fingerprint of its samples: the same files, converted alike, are the same set.',
    equations: [['fingerprint', '=', 'half of the SHA-256 of the samples']],
    also: ['fingerprint', 'size', 'storage'],
    see: 'data.md#what-an-experiment-says-of-a-set',
  },
  halves: {
    term: 'Training and test',
    definition: 'A sample is used for training or for testing, never both. If the files do not say which, a fraction is drawn with a seed.',
    also: ['split', 'validation', 'test set'],
    see: 'event-sets.md#what-is-recognized',
  },
  featureTable: {
    term: 'Table of features',
    definition:
      'A row is a sample: numbers that are its features, and a cell with its class, the label. Features are scaled by the minimum and maximum of the training rows.',
    equations: [['input', '=', '(value − min) / (max − min), between 0 and 1']],
    also: ['CSV', 'TSV', 'label', 'feature'],
    see: 'data.md#what-can-be-opened',
  },
  damaged: {
    term: 'Damaged recording',
    definition:
      'A truncated recording is read as far as it goes. One that cannot be read is skipped and named, or stops the import, and then nothing is imported.',
    see: 'event-files.md#what-is-wrong-in-a-file',
  },
}

/** Terms of event camera recordings. */
export const RECORDINGS: Glossary = {
  eventRecording: {
    term: 'Recording of events',
    definition:
      'The events of an event camera, each with its time t in microseconds, its pixel x and y, and its polarity p: 1 for ON, 0 for OFF.',
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
    definition: 'The number of events per second, separately for ON and OFF, in slices of time.',
    equations: [['rate', '=', 'events of a slice / its duration']],
    see: 'events.md#the-player',
  },
  timeSurface: {
    term: 'Time surface',
    symbol: 'τ',
    definition: 'How recent the last event of each pixel is: 1 for now, decaying with a time constant τ.',
    equations: [['value', '=', 'exp(−(t − t of the last event) / τ)']],
    see: 'events.md#the-player',
  },
  slicing: {
    term: 'Slices of a recording',
    definition:
      'A recording is cut into the T frames of a sample by equal times, equal counts, windows, or a fixed number of events. tonic and SpikingJelly treat the remainder differently.',
    equations: [
      ['equal times', '=', '⌊(t of the last − t of the first) / T⌋ per frame'],
      ['equal counts', '=', '⌊events / T⌋ per frame'],
    ],
    also: ['tonic', 'SpikingJelly', 'rule', 'window'],
    see: 'event-sets.md#from-events-to-frames',
  },
  eventFrame: {
    term: 'Frame of events',
    definition: 'One time step of a sample: for each pixel and polarity, the number of events in a slice, 255 at most.',
    equations: [['frame[k, y, x, p]', '=', 'events of slice k in pixel (x, y) of polarity p']],
    also: ['bin', 'step', 'count'],
    see: 'event-sets.md#from-events-to-frames',
  },
  sensorField: {
    term: 'Field of a sensor',
    definition:
      'The sensor has the pixels of the camera. The field is the part around its center that is used; a frame may be coarser and then sums pixels.',
    equations: [['column', '=', '⌊(x − first of the field) · width of a frame / width of the field⌋, rows alike']],
    also: ['crop', 'frame size', 'resolution'],
    see: 'event-sets.md#from-events-to-frames',
  },
  streamPair: {
    term: 'Pair of events and image',
    definition:
      'A time step of two streams: the events between two points in time, and the image at the second one. These points are the times of the images, or evenly spaced by dt with images repeated.',
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
      'A label has the boxes at one time of a recording; a sample is the events just before it. Labels that follow too closely are thinned out.',
    equations: [['window', '=', 'events with t of the label − length ≤ t < t of the label']],
    also: ['labels apart'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxBins: {
    term: 'Bins of a window',
    definition: 'Each bin of a window is an image of event counts, with separate channels for OFF and ON. The oldest comes first.',
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
      'One factor s for both sides, so that nothing is stretched or enlarged; the part of the image that the sensor does not cover stays empty. Boxes are scaled alike.',
    equations: [
      ['s', '=', 'min(width / width of the sensor, height / height of the sensor, 1)'],
      ['pixel', '=', '(⌊x · s⌋, ⌊y · s⌋)'],
    ],
    also: ['image size', 'padding'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxFilter: {
    term: 'Filter of boxes',
    symbol: 'D, S',
    definition: 'A label must be late enough for events to precede it, and a box, clipped to the sensor, large enough.',
    equations: [['counts', '=', 'w² + h² ≥ D², w ≥ S and h ≥ S, with D 30 and S 10 for Gen1']],
    also: ['Prophesee', 'diagonal', 'side'],
    see: 'boxes.md#from-events-to-bins',
  },
  boxClasses: {
    term: 'Classes of boxes',
    definition: 'A file gives each box a class number without a name: 0 is a car in Gen1, a pedestrian in 1 Mpx.',
    see: 'boxes.md#what-is-recognized',
  },
}

/** Terms of movies and neural responses. */
export const MOVIES: Glossary = {
  arrayAxes: {
    term: 'Axes of an array',
    definition:
      'The meaning of each dimension of an array. A movie has time, rows, columns and colors; responses have trials, cells and time. MATLAB stores them in reverse.',
    also: ['movie', 'responses', 'layout', 'shape'],
    see: 'responses.md#arrays-and-axes',
  },
  responseValues: {
    term: 'Spikes, counts and rates',
    definition: 'What the numbers in a file mean: a spike or none per bin, a number of spikes, or a rate, which is a mean or smoothed.',
    equations: [['spikes per bin', '=', 'spikes per second · duration of a bin']],
    also: ['unit', 'binary', 'Hz'],
    see: 'responses.md#what-is-kept',
  },
  responseBin: {
    term: 'Bin of time',
    definition:
      'Spikes are counted in bins of equal duration, and each bin of the set has one frame. Frames are averaged over longer bins, and repeated for shorter ones.',
    equations: [['bin of the set', '=', 'bin of the file · bins that become one']],
    also: ['bin width', 'frame', 'binning'],
    see: 'responses.md#what-is-kept',
  },
  responseLag: {
    term: 'Lag of responses',
    definition:
      'How long before the movie the responses of a file begin, in bins, which are dropped; negative if they begin later, in frames, which are dropped.',
    equations: [['response to frame t', '=', 'bin t + lag, with one bin per frame']],
    also: ['delay', 'offset'],
    see: 'responses.md#what-is-kept',
  },
  trial: {
    term: 'Trial',
    definition:
      'One presentation of the same movie. Several trials separate a cell’s reliable response from noise. Cells with fewer trials than others are left out.',
    also: ['repeat', 'repetition'],
    see: 'responses.md#what-is-kept',
  },
  movieCut: {
    term: 'Part of a movie',
    definition: 'A rectangle of its pixels, optionally downsampled, in gray: one color channel, or the mean of all.',
    equations: [['pixel', '=', 'mean over n × n pixels of the rectangle']],
    also: ['crop', 'down-sampling', 'color'],
    see: 'responses.md#what-is-kept',
  },
  movieScale: {
    term: 'Mean 0, standard deviation 1',
    definition: 'The movie in units of its contrast: networks learn best from numbers around 0.',
    equations: [['x', '←', '(x − mean of the training movies) / their standard deviation']],
    also: ['normalization', 'contrast', 'z-score'],
    see: 'responses.md#what-is-kept',
  },
}
