// The label of a sample past the end of the data: it counts nowhere.
const PADDING = 0xffffffffu;
