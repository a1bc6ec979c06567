// A window that slides over an image, as in pooling: its size and stride, and which pixels it contains.
// Overrides, since a division by a number that the compiler does not know is slow on CPUs.

override KERNEL_Y: u32 = 2u;
override KERNEL_X: u32 = 2u;
override STRIDE_Y: u32 = 2u;
override STRIDE_X: u32 = 2u;

// Whether a pixel lies inside an image; above and left of it the subtraction of the padding wraps.
fn inside(y: u32, x: u32, height: u32, width: u32) -> bool { return y < height && x < width; }

// Whether window `window` of `count` exists and contains a pixel: above the first, the subtraction wraps.
fn holds(window: u32, count: u32, at: u32, kernel: u32, stride: u32) -> bool {
  return window < count && at - window * stride < kernel;
}
