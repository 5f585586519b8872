package dev.argand.media;

import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.WavReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an audio file whole, whatever its container and codec.
 *
 * <p>PCM in RIFF/WAVE is read by {@link WavReader}, bit for bit and with its leniency. All else,
 * such as Ogg, Opus, FLAC, MP3, AAC, AIFF, the sound of a film, and compressed WAV, is decoded by
 * FFmpeg in the encoding that its codec gives: lossless codecs exactly, lossy ones mostly as 32-bit
 * floats. What a file is follows from its content, not from its name.
 */
public final class MediaReader {
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;
  private static final int PIECE_BYTES = 1 << 16;

  private static final Set<String> ENDINGS =
      Set.of(
          "3gp", "aac", "ac3", "aif", "aifc", "aiff", "amr", "ape", "au", "caf", "flac", "m4a",
          "m4b", "mka", "mkv", "mov", "mp2", "mp3", "mp4", "mpc", "oga", "ogg", "opus", "rf64",
          "snd", "spx", "tta", "w64", "wav", "wave", "webm", "wma", "wv");

  private MediaReader() {}

  /** How audio files' names end, for a person: {@code *.3gp, *.aac, ...}, by the alphabet. */
  public static String audioNames() {
    return ENDINGS.stream().sorted().map("*."::concat).collect(Collectors.joining(", "));
  }

  /** Whether a file's name ends as audio files' do. */
  public static boolean isAudioName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot > 0 && ENDINGS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Reads a file.
   *
   * @throws AudioFormatException if it is no audio that can be read, naming it and saying why
   */
  public static PcmAudio read(Path file) throws IOException {
    return read(file, MAX_BYTES);
  }

  /**
   * Reads a file that is not longer than there is room for.
   *
   * @param mostBytes of audio as it is decoded; a WAV file may have as many, all in all
   * @throws AudioFormatException if it is no audio that can be read, or too large, naming it
   */
  public static PcmAudio read(Path file, int mostBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a folder, an audio file was expected");
    }
    if (mostBytes < MAX_BYTES && Files.size(file) > mostBytes && isWav(file)) {
      throw tooLarge(file, mostBytes);
    }
    Optional<PcmAudio> wav = wav(file);
    if (wav.isPresent()) {
      return wav.get();
    }
    try (MediaStream stream = MediaStream.open(file)) {
      return readAll(stream, file, mostBytes);
    }
  }

  /** The file's audio if it is PCM in RIFF/WAVE. */
  private static Optional<PcmAudio> wav(Path file) throws IOException {
    if (!isWav(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(WavReader.read(file));
    } catch (AudioFormatException e) {
      if (e.reason() == Reason.UNSUPPORTED_ENCODING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether it begins as WAV does, or is empty, which {@link WavReader} has words for. */
  static boolean isWav(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(12);
      String text = new String(magic, StandardCharsets.ISO_8859_1);
      return magic.length == 0
          || (text.startsWith("RIFF") || text.startsWith("RF64")) && text.endsWith("WAVE");
    }
  }

  private static PcmAudio readAll(MediaStream stream, Path file, int mostBytes) throws IOException {
    ByteArrayOutputStream pcm = new ByteArrayOutputStream(PIECE_BYTES);
    byte[] piece = new byte[Math.max(PIECE_BYTES, stream.format().bytesPerSampleFrame())];
    for (int given = stream.read(piece, 0, piece.length);
        given >= 0;
        given = stream.read(piece, 0, piece.length)) {
      if (given > mostBytes - pcm.size()) {
        throw tooLarge(file, mostBytes);
      }
      pcm.write(piece, 0, given);
    }
    return new PcmAudio(stream.format(), pcm.toByteArray(), stream.isDamaged());
  }

  private static AudioFormatException tooLarge(Path file, int mostBytes) {
    return new AudioFormatException(
        Reason.TOO_LARGE,
        file.toString(),
        "expected at most %d bytes of decoded audio".formatted(mostBytes));
  }
}
