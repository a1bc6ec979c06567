/** An agent that a software adapter trains in seconds: eight carts, sixteen time steps per rollout, four evaluation episodes. */
export const SMALL_AGENT =
  '#grsn-cart.2&data.batch=8&data.test=4&data.environment.limit=40&encoder.steps=17&network.units=16&algorithm.minibatches=2&algorithm.epochs=1'
