/** A detector that a software adapter trains in seconds: one scene per step, four test scenes. */
export const SMALL_DETECTOR = '#eas-shapes.2&sampler.kernel=3&data.batch=1&data.test=4&network.stem=8'
