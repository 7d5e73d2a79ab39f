"""Computing without Django: plain values in, plain values out, no clock and no global state."""
