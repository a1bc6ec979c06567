// What the tables of joined linear layers call the function that ends a layer; 0: none.

const RELU = 1u;
const TANH = 2u;
