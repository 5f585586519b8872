package dev.argand.inference;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.PcmDecoder;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;

/** One session's PCM, and frames cut from it. */
record TestAudio(String sourceId, String sessionId, PcmFormat format, byte[] pcm) {
  /** Capture time of sample 0. */
  static final long EPOCH_MICROS = 1_700_000_000_000_000L;

  static TestAudio noise(String sourceId, String sessionId, int rateHz, double seconds, long seed) {
    return noise(sourceId, sessionId, new PcmFormat(rateHz, 1, PcmEncoding.S16LE), seconds, seed);
  }

  /** Random bytes are random samples in every integer encoding. */
  static TestAudio noise(
      String sourceId, String sessionId, PcmFormat format, double seconds, long seed) {
    int sampleFrames = (int) (seconds * format.sampleRateHz());
    byte[] pcm = new byte[sampleFrames * format.bytesPerSampleFrame()];
    CounterRandom.of(seed).nextBytes(pcm);
    return new TestAudio(sourceId, sessionId, format, pcm);
  }

  /** 16-bit samples at 8 kHz from the porch, by their index, each within -1 and 1. */
  static TestAudio of(String sessionId, int seconds, IntToDoubleFunction samples) {
    PcmFormat format = new PcmFormat(8_000, 1, PcmEncoding.S16LE);
    ByteBuffer pcm =
        ByteBuffer.allocate(seconds * format.sampleRateHz() * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; pcm.hasRemaining(); i++) {
      pcm.putShort((short) Math.round(Short.MAX_VALUE * samples.applyAsDouble(i)));
    }
    return new TestAudio("porch", sessionId, format, pcm.array());
  }

  int sampleFrames() {
    return pcm.length / format.bytesPerSampleFrame();
  }

  /** Samples [from, end) as one frame. */
  AudioFrame frame(int from, int end) {
    return frame(from, end, false);
  }

  AudioFrame frame(int from, int end, boolean last) {
    int width = format.bytesPerSampleFrame();
    return new AudioFrame(
        sourceId,
        sessionId,
        (long) from,
        format.sampleRateHz(),
        format.channels(),
        FrameEncoding.valueOf(format.encoding().name()),
        micros(end),
        ByteBuffer.wrap(Arrays.copyOfRange(pcm, from * width, end * width)),
        last);
  }

  /** The same frame with another capture time. */
  static AudioFrame capturedAt(AudioFrame frame, long micros) {
    return new AudioFrame(
        frame.getSourceId(),
        frame.getSessionId(),
        frame.getFirstSampleIndex(),
        frame.getSampleRateHz(),
        frame.getChannels(),
        frame.getEncoding(),
        micros,
        frame.getPcm(),
        frame.getEndOfSession());
  }

  /** Samples [from, end) in frames of one length. */
  List<AudioFrame> frames(int from, int end, int length) {
    List<AudioFrame> frames = new ArrayList<>();
    for (int at = from; at < end; at += length) {
      frames.add(frame(at, Math.min(end, at + length)));
    }
    return frames;
  }

  /** Everything, in frames of random lengths up to a longest, ending the session. */
  List<AudioFrame> randomFrames(RandomGenerator random, int longest) {
    List<AudioFrame> frames = new ArrayList<>();
    for (int at = 0; at < sampleFrames(); ) {
      int end = Math.min(sampleFrames(), at + 1 + random.nextInt(longest));
      frames.add(frame(at, end, end == sampleFrames()));
      at = end;
    }
    return frames;
  }

  AudioFrame lastWord() {
    return frame(sampleFrames(), sampleFrames(), true);
  }

  long micros(long sample) {
    return EPOCH_MICROS + Math.round(sample * 1e6 / format.sampleRateHz());
  }

  AudioClip clip(int from, int end) {
    float[] samples = new float[sampleFrames()];
    new PcmDecoder(format, ChannelSelection.MIX).decode(pcm, 0, pcm.length, samples, 0);
    return new AudioClip(Arrays.copyOfRange(samples, from, end), format.sampleRateHz());
  }

  AudioClip clip() {
    return clip(0, sampleFrames());
  }
}
