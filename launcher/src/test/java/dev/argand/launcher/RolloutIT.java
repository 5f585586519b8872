package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.InferenceService;
import dev.argand.inference.rollout.RollbackPolicy;
import dev.argand.inference.rollout.RolloutGuard;
import dev.argand.launcher.command.CommandAnswer;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.Comparison;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import dev.argand.signal.CounterRandom;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, a guard and models that learned permuted labels, as challenger and as a champion
 * that nobody tried, behind an alias log of a hundred thousand events.
 */
final class RolloutIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int EVENTS = 100_000;
  private static final String CHAMPION = "a".repeat(64);
  private static final String OTHER = "b".repeat(64);
  private static final String PERMUTED = "c".repeat(64);
  private static final String PERMUTED_TOO = "d".repeat(64);
  private static final Set<String> BAD = Set.of(PERMUTED, PERMUTED_TOO);

  @TempDir Path folder;
  private CircleBench bench;
  private Producer<String, byte[]> producer;
  private final TakenBack guardian = new TakenBack(() -> send(5), PATIENCE);
  private final List<NoiseSource> sources =
      IntStream.range(0, 12)
          .mapToObj(i -> new NoiseSource("source-" + i, 8_000, CounterRandom.of(i)))
          .toList();

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    bench.announce(CHAMPION, 1);
    bench.announce(OTHER, 2);
    bench.announce(PERMUTED, 3);
    bench.announce(PERMUTED_TOO, 4);
    producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(bench.bootstrapServers(), "rollout-it"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    bench.close();
  }

  @Test
  void badModels_areTakenBackByThemselves_andEachSourceStaysOnItsSide() throws Exception {
    longAliasLog();
    send(10);
    try (ModelDesk desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
        RecognitionReader reader = new RecognitionReader(bench.bootstrapServers(), "");
        AutoCloseable guard =
            RolloutGuard.start(
                bench.bootstrapServers(),
                "",
                RollbackPolicy.defaults(),
                new Health(),
                Clock.systemUTC());
        InferenceService left = instance("left")) {
      // The first windows are the hundred-thousandth generation's, and no other's.
      List<Recognition> first = reader.awaitSome(12, PATIENCE);
      assertThat(first)
          .allMatch(r -> r.getModelDigest().equals(CHAMPION) && r.getAliasGeneration() == EVENTS);

      AliasChange canary = desk.canary("3", 50, LabelMap.NONE, "ann", "permuted");
      assertThat(canary.generation()).isEqualTo(EVENTS + 1);
      assertThatThrownBy(() -> desk.promote(OTHER, EVENTS, "bob", "at the same time"))
          .isInstanceOfSatisfying(
              ModelDeskException.class,
              e -> assertThat(e.reason()).isEqualTo(ModelDeskException.Reason.OVERTAKEN));
      AliasChange back;
      AliasChange direct;
      AliasChange again;
      try (InferenceService right = instance("right")) {
        // Partitions move to the second instance while the challenger is tried.
        back = guardian.awaitChange(desk, canary);
        assertThat(back.why()).startsWith("disagreement after ");
        awaitServed(back);
        assertThat(desk.standing().champion()).contains(CHAMPION);
        guardian.awaitHeard(reader, back.generation());
        requireCompared(desk);

        direct = desk.promote("4", "ann", "without a trial");
        assertThat(desk.succession().orElseThrow().before()).isEqualTo(CHAMPION);
        again = guardian.awaitChange(desk, direct);
        assertThat(again.why()).startsWith("disagreement after ");
        assertThat(again.alias()).isEqualTo("champion");
        awaitServed(again);
        assertThat(desk.succession()).isEmpty();
        assertThat(desk.standing().champion()).contains(CHAMPION);
        send(20);
        int expected =
            sources.stream().mapToInt(s -> s.expected(new EnergyModel(CHAMPION)).size()).sum();
        await()
            .atMost(PATIENCE)
            .until(() -> TakenBack.answers(reader.poll(Duration.ofMillis(100))).size() >= expected);
      }
      judge(TakenBack.answers(reader.poll(Duration.ZERO)), canary, back, direct, again);
    }
  }

  /** It says each label under another's name; only what is too unsure to be said is said alike. */
  private void requireCompared(ModelDesk desk) throws ModelDeskException {
    Comparison said = desk.compare("3", Duration.ofMinutes(60));
    assertThat(said.others()).containsExactly(CHAMPION);
    assertThat(said.windows()).isGreaterThanOrEqualTo(30);
    assertThat(said.share()).isGreaterThan(0.8).isBetween(said.low(), said.high());
    CommandAnswer answer =
        CommandAnswer.of(
            new String[] {"--bootstrap-servers", bench.bootstrapServers()},
            "models",
            "compare",
            "3");
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "cccccccccccc says %d of %d windows otherwise than aaaaaaaaaaaa: "
                .formatted(said.otherwise(), said.windows()));
  }

  private void awaitServed(AliasChange event) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bench.deployments().values().stream()
                    .allMatch(one -> one.getServedGeneration() == event.generation()));
  }

  private void judge(
      List<Recognition> answers,
      AliasChange canary,
      AliasChange back,
      AliasChange direct,
      AliasChange again) {
    Rollout rollout =
        new Rollout(
            Rollout.CHALLENGER,
            "challenger/" + canary.generation(),
            PERMUTED,
            50,
            canary.generation());
    List<Recognition> tried =
        answers.stream().filter(r -> r.getModelDigest().equals(PERMUTED)).toList();
    assertThat(tried).isNotEmpty();
    assertThat(tried).allMatch(r -> rollout.includes(r.getSourceId()));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() >= back.generation())
        .allMatch(r -> !r.getModelDigest().equals(PERMUTED));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() == back.generation())
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals(CHAMPION));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() == direct.generation())
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals(PERMUTED_TOO));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() >= again.generation())
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals(CHAMPION));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() == canary.generation())
        .allMatch(r -> r.getModelDigest().equals(PERMUTED) == rollout.includes(r.getSourceId()));
    // Nothing lost or doubled, whoever answered.
    Map<String, Long> windows =
        answers.stream()
            .collect(Collectors.groupingBy(Recognition::getWindowId, Collectors.counting()));
    Set<String> expected =
        sources.stream()
            .flatMap(source -> source.expected(new EnergyModel(CHAMPION)).keySet().stream())
            .collect(Collectors.toSet());
    assertThat(windows.keySet()).isEqualTo(expected);
    assertThat(windows.values()).containsOnly(1L);
    System.out.printf(
        "taken back %d ms after the canary began, %d windows were the challenger's: %s%n",
        Duration.between(canary.at(), back.at()).toMillis(), tried.size(), back.why());
    System.out.printf(
        "taken back %d ms after it was promoted without a trial: %s%n",
        Duration.between(direct.at(), again.at()).toMillis(), again.why());
  }

  /** Champions that came and went; the last event names the one that serves. */
  private void longAliasLog() {
    AvroCodec<AliasEvent> codec = AvroCodec.of(AliasEvent.class);
    for (int i = 0; i < EVENTS; i++) {
      String digest = i == EVENTS - 1 ? CHAMPION : i % 2 == 0 ? OTHER : PERMUTED;
      byte[] value = codec.encode(new AliasEvent("champion", digest, (long) i, "it", "it", 0L));
      producer.send(new ProducerRecord<>(Topic.MODEL_ALIASES.topicName(""), "champion", value));
    }
    producer.flush();
  }

  private void send(int frames) {
    AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);
    for (int i = 0; i < frames; i++) {
      for (NoiseSource source : sources) {
        producer.send(
            new ProducerRecord<>(
                Topic.AUDIO_FRAMES.topicName(""), source.sourceId(), codec.encode(source.next())));
      }
    }
    producer.flush();
  }

  private InferenceService instance(String name) {
    return bench.recognition(
        folder,
        name,
        digest -> BAD.contains(digest) ? EnergyModel.permuted(digest) : new EnergyModel(digest));
  }
}
