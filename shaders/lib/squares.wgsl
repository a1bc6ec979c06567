// Gradients are multiplied by 2^40 before they are squared: along time they fade to 1e-30, whose square float32 does not have.
const SQUARES_SCALE = 1099511627776.0;
