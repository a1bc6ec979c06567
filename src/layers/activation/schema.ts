/** The elementwise functions of layers. Data, no code. */

/** In the order of their numbers in shaders/lib/activation.wgsl. */
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'softplus', 'exp'] as const
export type ActivationKind = (typeof ACTIVATIONS)[number]
