// The label of a sample past the end of the data, which counts nowhere.
const PADDING = 0xffffffffu;
