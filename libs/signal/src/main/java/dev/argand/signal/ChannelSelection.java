package dev.argand.signal;

/**
 * How several channels become one. A mix of two distant microphones can cancel itself (comb
 * filter), so this is chosen for each source. A source of one channel is that channel, whatever is
 * selected.
 */
public enum ChannelSelection {
  /** The mean of all channels. */
  MIX,
  /** Channel 0. */
  LEFT,
  /** Channel 1. */
  RIGHT
}
