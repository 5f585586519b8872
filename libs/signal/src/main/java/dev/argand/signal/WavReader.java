package dev.argand.signal;

import dev.argand.signal.AudioFormatException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads RIFF/WAVE and RF64 whole: PCM of 8 (unsigned), 16, 24 and 32 bits and floats of 32 and 64
 * bits, also as WAVE_FORMAT_EXTENSIBLE. {@link WavStream} gives the same piece by piece.
 *
 * <p>It is lenient where the audio is still certain: a data size of 0 or of all ones (written to a
 * pipe) reads to the end; a declared length beyond the file takes what exists and sets {@link
 * PcmAudio#truncated}; a missing pad byte after an odd chunk and unknown chunks are passed over.
 * All else is an {@link AudioFormatException}: rate, channels and encoding are never guessed, and
 * audio with NaN or infinities is refused. A file with more audio than one array holds is refused
 * before its audio is read.
 */
public final class WavReader {
  /** Arrays of the common virtual machines end a few elements before the largest int. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private WavReader() {}

  /** Reads a file. */
  public static PcmAudio read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(RiffInput.of(file, in), file.toString());
    }
  }

  /**
   * Reads a stream up to the end of its audio; the caller closes it.
   *
   * @param name what messages call the stream
   */
  public static PcmAudio read(InputStream in, String name) throws IOException {
    return read(new RiffInput(in, RiffInput.UNKNOWN), name);
  }

  static PcmAudio read(RiffInput riff, String name) throws IOException {
    WavHeader header = WavHeader.read(riff, name);
    PcmFormat format = header.format();
    byte[] pcm = readData(riff, header, name);
    if (header.isEmpty(pcm, pcm.length, riff.position())) {
      pcm = new byte[0];
    }
    int whole = pcm.length - pcm.length % format.bytesPerSampleFrame();
    boolean truncated =
        (!header.isOpenEnded() && pcm.length < header.declaredBytes()) || whole < pcm.length;
    byte[] frames = whole == pcm.length ? pcm : Arrays.copyOf(pcm, whole);
    FiniteSamples.require(format, frames, 0, frames.length, 0, name);
    return new PcmAudio(format, frames, truncated);
  }

  private static byte[] readData(RiffInput riff, WavHeader header, String name) throws IOException {
    long wanted = header.isOpenEnded() ? Long.MAX_VALUE : header.declaredBytes();
    long there = Math.min(wanted, riff.left());
    if (riff.isOfKnownLength() && there > MAX_BYTES) {
      throw tooLarge(name, "were " + there);
    }
    byte[] pcm = riff.read((int) Math.min(there, MAX_BYTES));
    if (pcm.length < there && pcm.length == MAX_BYTES && !riff.atEnd()) {
      throw tooLarge(name, "were more");
    }
    return pcm;
  }

  private static AudioFormatException tooLarge(String name, String found) {
    return new AudioFormatException(
        Reason.TOO_LARGE,
        name,
        "expected at most %d bytes of audio, %s".formatted(MAX_BYTES, found));
  }
}
