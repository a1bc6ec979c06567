/** A simulated retina and a model of its responses, small enough to train within seconds on a software adapter. */

/** The number of bins in its test movie. */
export const RETINA_BINS = 120

/** The experiment as a link. */
export const SMALL_RETINA = [
  `#tecos-lvm.2&data.movies=2&data.frames=60&data.testFrames=${RETINA_BINS}&data.longFrames=180&data.cells=4&data.batch=2`,
  'scoring.samples=4&scoring.burnIn=30&network.stimulus.hidden=8&network.memory.size=16&network.latents=4',
].join('&')
