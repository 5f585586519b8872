package dev.argand.media;

import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Demultiplexes and decodes one audio stream of a local file.
 *
 * <p>Only local files are opened, also where a file names others, and lists of other files are
 * refused: data from elsewhere must not make this machine read what it likes.
 */
final class FfmpegDecoder implements Pieces {
  private static final Set<String> LISTS = Set.of("hls", "dash", "concat", "ffmetadata", "imf");

  /** Ends earlier than declared by less than this are a matter of rounding and padding. */
  private static final double TOLERATED_SECONDS = 0.25;

  private final String name;
  private AVFormatContext container = new AVFormatContext(null);
  private final AVCodecContext codec = avcodec.avcodec_alloc_context3(null);
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame frame = avutil.av_frame_alloc();
  private int streamIndex;
  private double declaredSeconds;
  private double decodedSeconds;
  private boolean atEnd;
  private boolean damaged;
  private boolean closed;

  private FfmpegDecoder(String name) {
    this.name = name;
  }

  static FfmpegDecoder open(Path file) throws AudioFormatException {
    FfmpegLibrary.require(file.toString());
    FfmpegDecoder decoder = new FfmpegDecoder(file.toString());
    try {
      decoder.openContainer(file);
      decoder.openCodec();
      return decoder;
    } catch (AudioFormatException | RuntimeException e) {
      decoder.close();
      throw e;
    }
  }

  @Override
  public boolean isDamaged() {
    return damaged;
  }

  private void openContainer(Path file) throws AudioFormatException {
    AVDictionary options = new AVDictionary(null);
    avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
    // The bytes by which Java itself would name the file to the system.
    Charset charset =
        Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
    try (BytePointer url = new BytePointer("file:" + file.toAbsolutePath(), charset)) {
      // On failure the context is freed, and null from then on.
      int code = avformat.avformat_open_input(container, url, null, options);
      if (code < 0) {
        container = new AVFormatContext(null);
        throw new AudioFormatException(
            Reason.UNKNOWN_CONTAINER,
            name,
            "expected an audio file, FFmpeg says: " + FfmpegLibrary.message(code));
      }
    } finally {
      avutil.av_dict_free(options);
    }
    String kind = container.iformat().name().getString();
    if (LISTS.contains(kind)) {
      throw new AudioFormatException(
          Reason.UNKNOWN_CONTAINER, name, "expected audio itself, was a list (%s)".formatted(kind));
    }
    avformat.avformat_find_stream_info(container, (AVDictionary) null);
  }

  private void openCodec() throws AudioFormatException {
    streamIndex =
        avformat.av_find_best_stream(
            container, avutil.AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
    if (streamIndex < 0) {
      throw new AudioFormatException(
          Reason.NO_AUDIO,
          name,
          "expected an audio stream, was %s without one"
              .formatted(container.iformat().long_name().getString()));
    }
    for (int i = 0; i < container.nb_streams(); i++) {
      if (i != streamIndex) {
        container.streams(i).discard(avcodec.AVDISCARD_ALL);
      }
    }
    AVStream stream = container.streams(streamIndex);
    AVCodec decoder = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    if (decoder == null || decoder.isNull()) {
      throw new AudioFormatException(
          Reason.UNSUPPORTED_ENCODING,
          name,
          "expected a codec that FFmpeg decodes, was "
              + avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString());
    }
    avcodec.avcodec_parameters_to_context(codec, stream.codecpar());
    codec.pkt_timebase(stream.time_base());
    codec.thread_count(1);
    int code = avcodec.avcodec_open2(codec, decoder, (AVDictionary) null);
    if (code < 0) {
      throw new AudioFormatException(
          Reason.UNSUPPORTED_ENCODING,
          name,
          "expected audio that decodes, FFmpeg says: " + FfmpegLibrary.message(code));
    }
    boolean isGuess =
        container.duration_estimation_method() == avformat.AVFMT_DURATION_FROM_BITRATE;
    declaredSeconds =
        isGuess || stream.duration() == avutil.AV_NOPTS_VALUE
            ? 0
            : stream.duration() * avutil.av_q2d(stream.time_base());
  }

  @Override
  public @Nullable Piece next() throws AudioFormatException {
    while (true) {
      int code = avcodec.avcodec_receive_frame(codec, frame);
      if (code >= 0) {
        if (frame.nb_samples() > 0) {
          return piece();
        }
      } else if (code == avutil.AVERROR_EOF()) {
        damaged |= decodedSeconds + TOLERATED_SECONDS < declaredSeconds;
        return null;
      } else if (code == avutil.AVERROR_EAGAIN()) {
        send();
      } else {
        damaged = true;
        if (atEnd) {
          return null;
        }
        send();
      }
    }
  }

  private Piece piece() throws AudioFormatException {
    try {
      Piece piece = SampleLayout.piece(frame, name);
      decodedSeconds += (double) frame.nb_samples() / piece.format().sampleRateHz();
      return piece;
    } finally {
      avutil.av_frame_unref(frame);
    }
  }

  /** Hands the decoder the next packet of the stream, or the end. */
  private void send() {
    while (!atEnd) {
      int code = avformat.av_read_frame(container, packet);
      if (code < 0) {
        damaged |= code != avutil.AVERROR_EOF();
        atEnd = true;
        avcodec.avcodec_send_packet(codec, null);
        return;
      }
      boolean isOurs = packet.stream_index() == streamIndex;
      if (isOurs) {
        damaged |= avcodec.avcodec_send_packet(codec, packet) < 0;
      }
      avcodec.av_packet_unref(packet);
      if (isOurs) {
        return;
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      avutil.av_frame_free(frame);
      avcodec.av_packet_free(packet);
      avcodec.avcodec_free_context(codec);
      if (!container.isNull()) {
        avformat.avformat_close_input(container);
      }
    }
  }
}
