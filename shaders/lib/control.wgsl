// The words that step-control writes for the optimizers.
const NORM = 0u;        // of the gradient
const CLIP = 1u;        // factor on the gradient: min(1, clipNorm / norm)
const RATE = 2u;
const CORRECTION1 = 3u; // 1 - beta1^clock
const CORRECTION2 = 4u; // 1 - beta2^clock
const BETA1 = 5u;       // of SGD the momentum
const DONE = 6u;        // of several updates in a training step, those that are done
const SQUARES = 7u;     // the sum of their squared norms
const TABLE = 8u;       // offset of the table, with one row per epoch
const TABLE_COLUMNS = 3u;
