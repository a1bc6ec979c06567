// Gradients are multiplied by 2^40 before they are squared: over time they fade to 1e-30, whose square float32 cannot represent.
const SQUARES_SCALE = 1099511627776.0;
