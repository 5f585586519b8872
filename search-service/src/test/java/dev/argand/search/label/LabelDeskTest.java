package dev.argand.search.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.avro.Label;
import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelDeskTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final String WINDOW = "front+porch/1700000000000-1/champion/0123456789abcdef/7";

  private final ManualClock clock = new ManualClock(NOON);
  private final MockProducer<String, Label> producer = producer(true);
  private final LabelDesk desk = new LabelDesk(producer, "it.", clock);

  @Test
  void give_samples_areSentToTheirSourcesPartition() throws Exception {
    Label label = desk.give(LabelDraft.ofSamples("porch", "s1", 5, 9, " bell ", "ann"));

    ProducerRecord<String, Label> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("it.labels");
    assertThat(sent.partition()).isEqualTo(SourcePartition.of("porch", 4));
    assertThat(sent.key()).isEqualTo(label.getLabelId());
    assertThat(sent.value()).isEqualTo(label);
    assertThat(label.getLabel()).isEqualTo("bell");
    assertThat(label.getFirstSampleIndex()).isEqualTo(5);
    assertThat(label.getAtMicros()).isEqualTo(NOON.getEpochSecond() * 1_000_000);
    AvroCodec<Label> codec = AvroCodec.of(Label.class);
    assertThat(codec.decode(codec.encode(label))).isEqualTo(label);
  }

  @Test
  void give_timesAndWindows_areTaken() throws Exception {
    Label time = desk.give(LabelDraft.ofTime("porch", NOON, NOON.plusMillis(1), "bell", "ann"));
    assertThat(time.getEndTimeMicros() - time.getStartTimeMicros()).isEqualTo(1_000);
    Label window = desk.give(LabelDraft.ofWindow("front porch", WINDOW, "bell", "ann"));
    assertThat(window.getWindowId()).isEqualTo(WINDOW);
  }

  @Test
  void give_whenTheClockStandsOrStepsBack_timesStillIncrease() throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      times.add(desk.give(LabelDraft.ofSamples("porch", "s1", 0, 9, "bell", "ann")).getAtMicros());
      clock.advance(Duration.ofSeconds(-1));
    }
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void giveAll_oneIsWrong_noneIsSentAndItIsNamed() {
    List<LabelDraft> drafts =
        List.of(
            LabelDraft.ofSamples("porch", "s1", 0, 9, "bell", "ann"),
            LabelDraft.ofSamples("porch", "s1", 9, 9, "bell", "ann"));
    assertThatThrownBy(() -> desk.giveAll(drafts))
        .isInstanceOf(LabelException.class)
        .hasMessage("label 1: endSampleIndex: more than firstSampleIndex 9 was expected, was 9");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void withdraw_sendsALabelOfNothing() throws Exception {
    desk.withdraw("porch", "id-1", "ann");
    Label sent = producer.history().get(0).value();
    assertThat(sent.getLabel()).isNull();
    assertThat(sent.getWho()).isEqualTo("ann");
    assertThat(producer.history().get(0).partition()).isEqualTo(SourcePartition.of("porch", 4));
  }

  @Test
  void give_kafkaRefuses_saysSo() {
    MockProducer<String, Label> refusing = producer(false);
    refusing.sendException = new KafkaException(new RecordTooLargeException("too large"));
    LabelDesk away = new LabelDesk(refusing, "", clock);
    assertThatThrownBy(() -> away.give(LabelDraft.ofSamples("porch", "s1", 0, 9, "bell", "ann")))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void giveAll_kafkaRefusesTheFirst_theOthersAreNotTried() {
    List<String> tried = new ArrayList<>();
    MockProducer<String, Label> refusing =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new StringSerializer(),
            AvroCodec.of(Label.class).serializer()) {
          @Override
          public Future<RecordMetadata> send(
              ProducerRecord<String, Label> record, Callback callback) {
            tried.add(record.key());
            TimeoutException away = new TimeoutException("no metadata after 10 s");
            callback.onCompletion(null, away);
            return CompletableFuture.failedFuture(away);
          }
        };
    LabelDesk away = new LabelDesk(refusing, "", clock);
    LabelDraft draft = LabelDraft.ofSamples("porch", "s1", 0, 9, "bell", "ann");

    assertThatThrownBy(() -> away.giveAll(List.of(draft, draft, draft)))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("no metadata after 10 s");
    assertThat(tried).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|''|s1|0|9|-|-|-|bell|ann|sourceId",
        "a b|porch|s1|0|9|-|-|-|bell|ann|labelId",
        "-|porch|-|0|9|-|-|-|bell|ann|sessionId",
        "-|porch|a/b|0|9|-|-|-|bell|ann|sessionId",
        "-|porch|s1|-1|9|-|-|-|bell|ann|firstSampleIndex",
        "-|porch|s1|0|-|-|-|-|bell|ann|endSampleIndex",
        "-|porch|s1|0|9999999999999|-|-|-|bell|ann|endSampleIndex",
        "-|porch|-|-|-|2026-01-01T00:00:00Z|-|-|bell|ann|end",
        "-|porch|-|-|-|2026-01-01T00:00:00Z|2026-01-01T00:00:00Z|-|bell|ann|end",
        "-|porch|-|-|-|2026-01-01T00:00:00Z|2026-01-02T00:00:00.000001Z|-|bell|ann|end",
        "-|porch|-|-|-|1969-01-01T00:00:00Z|2026-01-01T00:00:00Z|-|bell|ann|start",
        "-|porch|-|-|-|-|-|-|bell|ann|windowId",
        "-|porch|-|-|-|-|-|porch/s/champion/abc/0|bell|ann|windowId",
        "-|porch|-|-|-|-|-|barn/s/champion/0123456789abcdef/0|bell|ann|windowId",
        "-|porch|-|-|-|-|-|%zz/s/champion/0123456789abcdef/0|bell|ann|windowId",
        "-|porch|s1|0|9|-|-|porch/s1/champion/0123456789abcdef/0|bell|ann|windowId",
        "-|porch|s1|0|9|-|-|-|-|ann|label",
        "-|porch|s1|0|9|-|-|-|' '|ann|label",
        "-|porch|s1|0|9|-|-|-|bell|''|who",
      })
  void give_wrongInput_isOneLineThatNamesIt(
      String id,
      String source,
      String session,
      Long first,
      Long end,
      Instant start,
      Instant until,
      String window,
      String label,
      String who,
      String named) {
    LabelDraft draft =
        new LabelDraft(id, source, session, first, end, start, until, window, label, who, "");
    assertThatThrownBy(() -> desk.give(draft))
        .isInstanceOf(LabelException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("expected")
        .message()
        .doesNotContain("\n");
    assertThat(producer.history()).isEmpty();
  }

  private static MockProducer<String, Label> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete,
        new RoundRobinPartitioner(),
        new StringSerializer(),
        AvroCodec.of(Label.class).serializer());
  }
}
