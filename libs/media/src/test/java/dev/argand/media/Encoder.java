package dev.argand.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Writes audio files with FFmpeg, so that no recordings need to lie among the tests. */
final class Encoder {
  private Encoder() {}

  /**
   * Writes 16-bit audio.
   *
   * @param samples {@code [channel][time]}
   * @param codecName as FFmpeg calls it; its sample format must be {@code sampleFormat}
   */
  static void write(Path file, String codecName, int sampleFormat, short[][] samples, int rateHz)
      throws Exception {
    FfmpegLibrary.require("encoder");
    AVFormatContext container = new AVFormatContext(null);
    BytePointer name = new BytePointer(file.toString(), StandardCharsets.UTF_8);
    check(avformat.avformat_alloc_output_context2(container, null, null, name));
    AVCodec encoder = avcodec.avcodec_find_encoder_by_name(codecName);
    if (encoder == null) {
      throw new IllegalArgumentException("no encoder " + codecName);
    }
    AVStream stream = avformat.avformat_new_stream(container, null);
    AVCodecContext codec = avcodec.avcodec_alloc_context3(encoder);
    codec.sample_rate(rateHz);
    codec.sample_fmt(sampleFormat);
    codec.bit_rate(128_000);
    avutil.av_channel_layout_default(codec.ch_layout(), samples.length);
    codec.time_base(avutil.av_make_q(1, rateHz));
    codec.strict_std_compliance(avcodec.FF_COMPLIANCE_EXPERIMENTAL);
    if ((container.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
      codec.flags(codec.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec.avcodec_open2(codec, encoder, (AVDictionary) null));
    check(avcodec.avcodec_parameters_from_context(stream.codecpar(), codec));
    stream.time_base(codec.time_base());
    AVIOContext io = new AVIOContext(null);
    check(avformat.avio_open(io, name, avformat.AVIO_FLAG_WRITE));
    container.pb(io);
    check(avformat.avformat_write_header(container, (AVDictionary) null));
    int step = codec.frame_size() > 0 ? codec.frame_size() : 1024;
    for (int at = 0; at < samples[0].length; at += step) {
      AVFrame frame = frame(codec, samples, at, Math.min(step, samples[0].length - at));
      check(avcodec.avcodec_send_frame(codec, frame));
      avutil.av_frame_free(frame);
      drain(container, codec, stream);
    }
    check(avcodec.avcodec_send_frame(codec, null));
    drain(container, codec, stream);
    check(avformat.av_write_trailer(container));
    avformat.avio_closep(io);
    avcodec.avcodec_free_context(codec);
    avformat.avformat_free_context(container);
  }

  private static AVFrame frame(AVCodecContext codec, short[][] samples, int at, int length) {
    AVFrame frame = avutil.av_frame_alloc();
    frame.nb_samples(length);
    frame.format(codec.sample_fmt());
    frame.sample_rate(codec.sample_rate());
    avutil.av_channel_layout_copy(frame.ch_layout(), codec.ch_layout());
    frame.pts(at);
    check(avutil.av_frame_get_buffer(frame, 0));
    int channels = samples.length;
    boolean isPlanar = avutil.av_sample_fmt_is_planar(codec.sample_fmt()) == 1;
    int bytes = avutil.av_get_bytes_per_sample(codec.sample_fmt());
    for (int plane = 0; plane < (isPlanar ? channels : 1); plane++) {
      int count = isPlanar ? length : length * channels;
      ByteBuffer out = ByteBuffer.allocate(count * bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        short sample = isPlanar ? samples[plane][at + i] : samples[i % channels][at + i / channels];
        switch (avutil.av_get_packed_sample_fmt(codec.sample_fmt())) {
          case avutil.AV_SAMPLE_FMT_U8 -> out.put((byte) ((sample >> 8) + 128));
          case avutil.AV_SAMPLE_FMT_S16 -> out.putShort(sample);
          case avutil.AV_SAMPLE_FMT_S32 -> out.putInt(sample << 16);
          case avutil.AV_SAMPLE_FMT_DBL -> out.putDouble(sample / 32_768.0);
          default -> out.putFloat(sample / 32_768f);
        }
      }
      frame.data(plane).put(out.array());
    }
    return frame;
  }

  private static void drain(AVFormatContext container, AVCodecContext codec, AVStream stream) {
    AVPacket packet = avcodec.av_packet_alloc();
    while (avcodec.avcodec_receive_packet(codec, packet) >= 0) {
      avcodec.av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
      packet.stream_index(stream.index());
      check(avformat.av_interleaved_write_frame(container, packet));
    }
    avcodec.av_packet_free(packet);
  }

  private static void check(int code) {
    if (code < 0) {
      throw new IllegalStateException(FfmpegLibrary.message(code));
    }
  }
}
