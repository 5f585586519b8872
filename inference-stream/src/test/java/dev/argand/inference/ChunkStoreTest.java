package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class ChunkStoreTest {
  /** A record's length, time, offset and header count beside key and value: at most. */
  private static final int RECORD_OVERHEAD_BYTES = 20;

  private static final FrontEnd FIVE_SECONDS =
      new FrontEnd(16_000, 80_000, 40_000, 1_024, 800, 8, 50, 7_900, 10);

  @Test
  void changelogs_ofFiveSecondWindows_stayBelowThirteenTenthsOfTheAudio() {
    int sources = 50;
    int seconds = 12;
    List<TestAudio> all = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      String session = "1700000000000-%08x".formatted(i);
      all.add(TestAudio.noise("microphone-%04d".formatted(i), session, 16_000, seconds, i));
    }
    long audioBytes = 0;
    try (Rig rig = new Rig(FIVE_SECONDS)) {
      for (int at = 0; at < seconds * 16_000; at += 1_600) {
        for (TestAudio audio : all) {
          AudioFrame frame = audio.frame(at, at + 1_600);
          audioBytes += frame.getPcm().remaining();
          rig.send(frame);
        }
      }
      all.forEach(audio -> rig.send(audio.lastWord()));

      assertThat(rig.events()).isEmpty();
      long written =
          bytes(rig, "rig-head-changelog")
              + bytes(rig, "rig-chunks-changelog")
              + bytes(rig, "rig-events-changelog");
      // The driver commits after every frame, so that the cache saves nothing: the worst case.
      assertThat((double) written / audioBytes).isBetween(1.0, 1.3);
    }
  }

  @Test
  void chunk_isWrittenOnceAndDeletedOnce() {
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 3.0, 1);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      Map<String, List<Boolean>> writes = new TreeMap<>();
      for (TestRecord<byte[], byte[]> record : rig.written("rig-chunks-changelog")) {
        writes
            .computeIfAbsent(
                java.util.HexFormat.of().formatHex(record.key()), k -> new ArrayList<>())
            .add(record.value() != null);
      }
      assertThat(writes).hasSize(30);
      assertThat(writes.values()).allMatch(List.of(true, false)::equals);
    }
  }

  @Test
  void chunks_holdOnlyWhatTheNextWindowsNeed() {
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 3.0, 1);
    long windowSamples = 2_048 * 2;
    try (Rig rig = new Rig(Rig.SMALL)) {
      for (AudioFrame frame : audio.frames(0, audio.sampleFrames(), 400)) {
        rig.send(frame);
        List<KeyValue<ChunkKey, Chunk>> chunks = rig.chunks();
        long held = chunks.stream().mapToLong(entry -> entry.value.sampleFrames()).sum();
        assertThat(held).isLessThanOrEqualTo(windowSamples + 2 * 400);
        // Read back in the order of samples and without holes.
        for (int i = 1; i < chunks.size(); i++) {
          assertThat(chunks.get(i).key.firstSample())
              .isEqualTo(
                  chunks.get(i - 1).key.firstSample() + chunks.get(i - 1).value.sampleFrames());
        }
      }
    }
  }

  private static long bytes(Rig rig, String topic) {
    long bytes = 0;
    for (TestRecord<byte[], byte[]> record : rig.written(topic)) {
      bytes += RECORD_OVERHEAD_BYTES + record.key().length;
      bytes += record.value() == null ? 0 : record.value().length;
    }
    return bytes;
  }
}
