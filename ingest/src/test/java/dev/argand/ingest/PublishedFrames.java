package dev.argand.ingest;

import dev.argand.schemas.avro.AudioFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts frames together again, the slow and obvious way, and checks what must hold of them. */
final class PublishedFrames {
  private PublishedFrames() {}

  /** PCM by session, in order of appearance; fails if a session has a gap, overlap or no end. */
  static Map<String, byte[]> sessions(List<AudioFrame> frames) {
    Map<String, List<AudioFrame>> bySession = new LinkedHashMap<>();
    for (AudioFrame frame : frames) {
      bySession.computeIfAbsent(frame.getSessionId(), id -> new ArrayList<>()).add(frame);
    }
    Map<String, byte[]> pcm = new LinkedHashMap<>();
    bySession.forEach((id, of) -> pcm.put(id, join(of)));
    return pcm;
  }

  private static byte[] join(List<AudioFrame> frames) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    long expectedIndex = 0;
    for (int i = 0; i < frames.size(); i++) {
      AudioFrame frame = frames.get(i);
      if (frame.getFirstSampleIndex() != expectedIndex) {
        throw new AssertionError(
            "frame %d begins at %d, %d was expected"
                .formatted(i, frame.getFirstSampleIndex(), expectedIndex));
      }
      if (frame.getEndOfSession() != (i == frames.size() - 1)) {
        throw new AssertionError("endOfSession of frame " + i + " of " + frames.size());
      }
      byte[] pcm = pcm(frame);
      joined.writeBytes(pcm);
      expectedIndex += pcm.length / bytesPerSampleFrame(frame);
    }
    return joined.toByteArray();
  }

  static byte[] pcm(AudioFrame frame) {
    ByteBuffer buffer = frame.getPcm().duplicate();
    byte[] pcm = new byte[buffer.remaining()];
    buffer.get(pcm);
    return pcm;
  }

  private static int bytesPerSampleFrame(AudioFrame frame) {
    int bytes =
        switch (frame.getEncoding()) {
          case U8 -> 1;
          case S16LE -> 2;
          case S24LE -> 3;
          case S32LE, F32LE -> 4;
          case F64LE -> 8;
          case UNKNOWN -> throw new AssertionError("an encoding was expected");
        };
    return bytes * frame.getChannels();
  }
}
