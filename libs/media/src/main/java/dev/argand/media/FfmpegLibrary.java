package dev.argand.media;

import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** FFmpeg's native libraries, loaded once when a file first needs them. */
final class FfmpegLibrary {
  private static final String CACHE_VARIABLE = "DJL_CACHE_DIR";
  private static final int MESSAGE_BYTES = 256;
  private static final @Nullable String PROBLEM = load();

  private FfmpegLibrary() {}

  /**
   * Makes sure that the libraries are there.
   *
   * @param name of the file that needs them
   */
  static void require(String name) throws AudioFormatException {
    if (PROBLEM != null) {
      throw new AudioFormatException(
          Reason.NO_DECODER,
          name,
          "expected PCM in a WAV file, for FFmpeg cannot be used here: " + PROBLEM);
    }
  }

  /** What an error code of FFmpeg means. */
  static String message(int code) {
    try (BytePointer text = new BytePointer(MESSAGE_BYTES)) {
      avutil.av_strerror(code, text, MESSAGE_BYTES);
      // The pointer's whole room would come with what is behind the end.
      String all = text.getString();
      int end = all.indexOf('\0');
      return end < 0 ? all : all.substring(0, end);
    }
  }

  private static @Nullable String load() {
    // JavaCPP would count the whole process, PyTorch's memory too, against the heap's limit.
    setUnlessSet("org.bytedeco.javacpp.maxphysicalbytes", "0");
    String cache = System.getenv(CACHE_VARIABLE);
    if (cache != null && !cache.isBlank()) {
      // The one folder of an image that can be written to.
      setUnlessSet("org.bytedeco.javacpp.cachedir", cache + "/javacpp");
    }
    try {
      Loader.load(avutil.class);
      Loader.load(avcodec.class);
      Loader.load(avformat.class);
      // Its findings come as exceptions of ours; its own log would run over a terminal.
      avutil.av_log_set_level(avutil.AV_LOG_QUIET);
      return null;
    } catch (LinkageError | RuntimeException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
