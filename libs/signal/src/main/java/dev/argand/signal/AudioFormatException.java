package dev.argand.signal;

import java.io.IOException;

/**
 * A file is not audio that can be read. The message names the file, what it holds and what was
 * expected.
 */
public final class AudioFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** No bytes at all. */
    EMPTY,
    /** Not RIFF/WAVE. */
    NOT_WAVE,
    /** No complete format chunk before the audio. */
    MISSING_FORMAT,
    /** No data chunk. */
    MISSING_DATA,
    /** Sample rate zero or beyond an int. */
    INVALID_RATE,
    /** No channels. */
    INVALID_CHANNELS,
    /** A compressed or unknown encoding, or a sample size that is none of ours. */
    UNSUPPORTED_ENCODING,
    /** NaN or infinity among floating-point samples. */
    NON_FINITE_SAMPLE,
    /** More audio than one array holds. */
    TOO_LARGE,
    /** No container of audio that is known. */
    UNKNOWN_CONTAINER,
    /** A container without an audio stream, or with one in which nothing decodes. */
    NO_AUDIO,
    /** Rate, channels or encoding change amid the file. */
    CHANGING_FORMAT,
    /** The native decoder is missing on this machine. */
    NO_DECODER
  }

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param name what messages call the file
   * @param detail what was expected and what was found
   */
  public AudioFormatException(Reason reason, String name, String detail) {
    super(name + ": " + detail);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
