package dev.argand.signal;

import dev.argand.signal.AudioFormatException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads the format chunk of a WAV file (WAVEFORMATEX and WAVEFORMATEXTENSIBLE). */
final class WavFormatChunk {
  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;

  /** The last 14 bytes of KSDATAFORMAT_SUBTYPE_PCM and its siblings; the first two are the tag. */
  private static final byte[] SUB_FORMAT_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private WavFormatChunk() {}

  static PcmFormat parse(byte[] chunk, String name) throws AudioFormatException {
    if (chunk.length < 16) {
      throw new AudioFormatException(
          Reason.MISSING_FORMAT,
          name,
          "expected a format chunk of at least 16 bytes, had " + chunk.length);
    }
    ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int tag = fields.getShort(0) & 0xFFFF;
    int channels = fields.getShort(2) & 0xFFFF;
    long rate = fields.getInt(4) & 0xFFFF_FFFFL;
    int blockAlign = fields.getShort(12) & 0xFFFF;
    int bits = fields.getShort(14) & 0xFFFF;
    if (tag == EXTENSIBLE) {
      tag = subFormat(chunk, fields, name);
    }
    PcmEncoding encoding = encoding(tag, bits, name);
    if (rate < 1 || rate > Integer.MAX_VALUE) {
      throw new AudioFormatException(
          Reason.INVALID_RATE, name, "expected a sample rate of at least 1 Hz, was " + rate);
    }
    if (channels < 1) {
      throw new AudioFormatException(
          Reason.INVALID_CHANNELS, name, "expected at least 1 channel, was " + channels);
    }
    PcmFormat format = new PcmFormat((int) rate, channels, encoding);
    // Some writers leave the block size 0; any other value says how samples are packed.
    if (blockAlign != 0 && blockAlign != format.bytesPerSampleFrame()) {
      throw new AudioFormatException(
          Reason.UNSUPPORTED_ENCODING,
          name,
          "expected %d bytes a sample frame for %d channels of %d bits, was %d"
              .formatted(format.bytesPerSampleFrame(), channels, bits, blockAlign));
    }
    return format;
  }

  private static int subFormat(byte[] chunk, ByteBuffer fields, String name)
      throws AudioFormatException {
    if (chunk.length < 40) {
      throw new AudioFormatException(
          Reason.MISSING_FORMAT,
          name,
          "expected 40 bytes of an extensible format chunk, had " + chunk.length);
    }
    if (!Arrays.equals(Arrays.copyOfRange(chunk, 26, 40), SUB_FORMAT_TAIL)) {
      throw new AudioFormatException(
          Reason.UNSUPPORTED_ENCODING,
          name,
          "expected the extensible sub-format PCM or IEEE float, was a foreign identifier");
    }
    return fields.getShort(24) & 0xFFFF;
  }

  private static PcmEncoding encoding(int tag, int bits, String name) throws AudioFormatException {
    if (tag == PCM && bits >= 1 && bits <= 32) {
      // Sizes between whole bytes are stored left-justified in the next whole byte.
      return switch ((bits + 7) / 8) {
        case 1 -> PcmEncoding.U8;
        case 2 -> PcmEncoding.S16LE;
        case 3 -> PcmEncoding.S24LE;
        default -> PcmEncoding.S32LE;
      };
    }
    if (tag == IEEE_FLOAT && (bits == 32 || bits == 64)) {
      return bits == 32 ? PcmEncoding.F32LE : PcmEncoding.F64LE;
    }
    String found =
        switch (tag) {
          case PCM -> "PCM";
          case 2 -> "Microsoft ADPCM";
          case IEEE_FLOAT -> "IEEE float";
          case 6 -> "A-law";
          case 7 -> "mu-law";
          case 0x11 -> "IMA ADPCM";
          case 0x55 -> "MP3";
          default -> "unknown";
        };
    throw new AudioFormatException(
        Reason.UNSUPPORTED_ENCODING,
        name,
        "expected PCM (1) of 1 to 32 bits or IEEE float (3) of 32 or 64 bits, was %s (%d) of %d bits"
            .formatted(found, tag, bits));
  }
}
