package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.argand.ingest.SourceState.Phase;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IngestServiceTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FailingProducer kafka =
      new FailingProducer(Integer.MAX_VALUE, new TimeoutException("never"));
  private final Map<String, String> lastSessions = new ConcurrentHashMap<>();
  private final IngestService service =
      new IngestService(
          kafka,
          "t.",
          sourceId -> Optional.ofNullable(lastSessions.get(sourceId)),
          registry,
          3,
          Clock.systemUTC());

  @AfterEach
  void close() {
    service.close();
  }

  /** Another process, whose clock was ten minutes ahead, played this source before. */
  @Test
  void source_whoseLastSessionIsAheadOfTheClock_goesOnAfterIt() throws Exception {
    String last = "%013d-0000abcd".formatted(System.currentTimeMillis() + 600_000);
    lastSessions.put("ahead", last);

    service.add("ahead", new AudioClip(new float[800], 8_000), 0);
    service.add("other", new AudioClip(new float[800], 8_000), 0);

    assertThat(service.awaitFinished(SOON)).isTrue();
    assertThat(kafka.history())
        .extracting(ProducerRecord::value)
        .allSatisfy(
            frame ->
                assertThat(frame.getSessionId().compareTo(last) > 0)
                    .isEqualTo(frame.getSourceId().equals("ahead")));
  }

  @Test
  void sources_finishOrFailEachOnItsOwn() throws Exception {
    Path good = wav("good.wav", 4_000);
    Path bad = Files.writeString(folder.resolve("bad.wav"), "no audio");

    service.add(new SourceSpec("good", good, 0, false));
    service.add(new SourceSpec("bad", bad, 0, false));
    service.add("clip", new AudioClip(new float[800], 8_000), 0);

    assertThat(service.awaitFinished(SOON)).isTrue();
    assertThat(service.states().get("good")).isEqualTo(new SourceState(Phase.FINISHED, ""));
    assertThat(service.states().get("clip")).isEqualTo(new SourceState(Phase.FINISHED, ""));
    assertThat(phase("bad")).isEqualTo(Phase.FAILED);
    assertThat(Optional.ofNullable(service.states().get("bad")).map(SourceState::detail))
        .hasValueSatisfying(detail -> assertThat(detail).contains("bad.wav"));
    assertThat(sessions("good")).isEqualTo(1);
    assertThat(kafka.history()).allMatch(record -> record.topic().equals("t.audio.frames"));
    assertThat(errors("unreadable_file")).isEqualTo(1);
    assertThat(errors("source_failed")).isEqualTo(1);
    assertThat(registry.get("ingest.sources").tag("phase", "finished").gauge().value())
        .isEqualTo(2);
  }

  @Test
  void formatThatRecognitionSetsAside_failsBeforeAnythingIsPlayed() throws Exception {
    Path slow = folder.resolve("slow.wav");
    WavWriter.write(slow, new AudioClip(new float[500], 500));
    Path wide = Files.write(folder.resolve("wide.wav"), wavOfChannels(65));

    service.add(new SourceSpec("slow", slow, 0, false));
    service.add(new SourceSpec("wide", wide, 0, false));

    assertThat(service.awaitFinished(SOON)).isTrue();
    assertThat(service.states().get("slow"))
        .isEqualTo(failed(slow + ": sampleRateHz must be in [1000, 384000], was 500"));
    assertThat(service.states().get("wide"))
        .isEqualTo(failed(wide + ": channels must be in [1, 64], were 65"));
    assertThat(kafka.history()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> service.add("clip", new AudioClip(new float[9], 999), 0))
        .withMessage("source clip: sampleRateHz must be in [1000, 384000], was 999");
  }

  @Test
  void loop_beginsANewSessionEachTime_untilRemoved() throws Exception {
    service.add(new SourceSpec("loop", wav("a.wav", 1_600), 100, true));
    await().atMost(SOON).until(() -> sessions("loop") >= 3);

    service.remove("loop");

    assertThat(phase("loop")).isEqualTo(Phase.REMOVED);
    List<AudioFrame> frames = frames("loop");
    assertThat(PublishedFrames.sessions(frames)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(frames).extracting(AudioFrame::getSessionId).isSorted();
  }

  @Test
  void remove_amidASession_endsItInOrder() throws Exception {
    service.add("slow", new AudioClip(new float[16_000 * 60], 16_000), 1);
    await().atMost(SOON).until(() -> !frames("slow").isEmpty());

    service.remove("slow");

    List<AudioFrame> frames = frames("slow");
    assertThat(frames.get(frames.size() - 1).getEndOfSession()).isTrue();
    assertThat(PublishedFrames.sessions(frames)).hasSize(1);
    assertThat(service.awaitFinished(SOON)).isTrue();
  }

  @Test
  void remove_ofTheUnknown_doesNothing() {
    service.remove("nobody");

    assertThat(service.states()).isEmpty();
  }

  @Test
  void add_ofAPlayingId_isRefused_andOfAnEndedOneReplacesIt() throws Exception {
    service.add("a", new AudioClip(new float[16_000 * 60], 16_000), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> service.add("a", new AudioClip(new float[10], 16_000), 0))
        .withMessageContaining("source a is playing");
    service.remove("a");
    service.add("a", new AudioClip(new float[10], 16_000), 0);
    assertThat(service.awaitFinished(SOON)).isTrue();
    assertThat(phase("a")).isEqualTo(Phase.FINISHED);
  }

  @Test
  void add_beyondTheLimit_isRefused() {
    for (String id : List.of("a", "b", "c")) {
      service.add(id, new AudioClip(new float[16_000 * 60], 16_000), 1);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> service.add("d", new AudioClip(new float[10], 16_000), 0))
        .withMessageContaining("at most 3");
    assertThat(service.states()).doesNotContainKey("d");
  }

  @Test
  void emptyAudio_inALoop_isWaitedForInsteadOfSpinning() throws Exception {
    service.add(new SourceSpec("empty", wav("a.wav", 0), 1, true));
    await().atMost(SOON).until(() -> phase("empty") == Phase.WAITING);

    assertThat(service.states().get("empty"))
        .isEqualTo(new SourceState(Phase.WAITING, "there is no audio to play"));
    assertThat(registry.get("ingest.sources").tag("phase", "waiting").gauge().value()).isEqualTo(1);
    assertThat(errors("nothing_to_play")).isBetween(1.0, 5.0);
    service.remove("empty");
    assertThat(phase("empty")).isEqualTo(Phase.REMOVED);
    assertThat(errors("source_failed")).isZero();
  }

  /** As on a volume whose recordings come after the process. */
  @Test
  void folderThatIsEmptyAtFirst_inALoop_isPlayedOnceItHasAudio() throws Exception {
    Path hall = folder.resolve("hall");
    service.add(new SourceSpec("hall", hall, 100, true));
    await().atMost(SOON).until(() -> phase("hall") == Phase.WAITING);

    Files.createDirectory(hall);
    WavWriter.write(hall.resolve("a.wav"), new AudioClip(new float[1_600], 16_000));

    await().atMost(SOON).until(() -> sessions("hall") >= 2);
    assertThat(phase("hall")).isEqualTo(Phase.RUNNING);
  }

  @Test
  void awaitFinished_whileOneStillPlays_isFalse() throws Exception {
    service.add("a", new AudioClip(new float[16_000 * 60], 16_000), 1);

    assertThat(service.awaitFinished(Duration.ofMillis(20))).isFalse();
  }

  @Test
  void close_stopsEverySource_andRefusesMore() {
    service.add("a", new AudioClip(new float[16_000 * 60], 16_000), 1);

    service.close();

    assertThat(phase("a")).isEqualTo(Phase.REMOVED);
    assertThat(kafka.closed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> service.add("b", new AudioClip(new float[10], 16_000), 0));
  }

  private static SourceState failed(String reason) {
    return new SourceState(Phase.FAILED, "nothing can be played: " + reason);
  }

  /** A mono file of two samples a channel whose header says that they are of so many channels. */
  private static byte[] wavOfChannels(int channels) {
    byte[] wav = WavWriter.bytes(new AudioClip(new float[2 * channels], 16_000));
    ByteBuffer header = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort(22, (short) channels);
    header.putShort(32, (short) (2 * channels));
    return wav;
  }

  private Phase phase(String sourceId) {
    return Optional.ofNullable(service.states().get(sourceId)).orElseThrow().phase();
  }

  private List<AudioFrame> frames(String sourceId) {
    return kafka.history().stream()
        .filter(record -> record.key().equals(sourceId))
        .map(ProducerRecord::value)
        .toList();
  }

  private long sessions(String sourceId) {
    return frames(sourceId).stream().map(AudioFrame::getSessionId).distinct().count();
  }

  private double errors(String reason) {
    return registry.get("ingest.errors").tag("reason", reason).counter().count();
  }

  private Path wav(String name, int samples) throws Exception {
    Path file = folder.resolve(name);
    WavWriter.write(file, new AudioClip(new float[samples], 16_000));
    return file;
  }
}
