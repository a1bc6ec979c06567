// The bins of a sample's events: all of one width, in whole microseconds, from the first event on. Events at their end or
// after it are in no bin; if the bins would be shorter than one microsecond, no event is in any.

struct Window {
  first: u32,    // microseconds, as all of it
  duration: u32, // to the last event
  width: u32,    // of a bin
}

// `first` and `last` as pixel-event-span leaves them.
fn windowOf(first: u32, last: u32, bins: u32) -> Window {
  let duration = select(0u, last - first, first <= last);
  return Window(first, duration, duration / bins);
}

fn endOfBin(window: Window, bin: u32) -> u32 { return window.first + (bin + 1u) * window.width; }
