package dev.argand.search.service;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.model.ModelLogs;
import dev.argand.search.trigger.TriggerDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the service knows, folded from the beginnings of its topics: labelled clips and
 * labels that wait for theirs, evaluations (straight to the desk), the champion, decisions and
 * runs.
 *
 * <p>Confined to one thread.
 */
final class CircleReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CircleReader.class);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Longer than a busy clip cutter is silent; it says nothing of a label that it gives up. */
  private static final Duration LULL = Duration.ofSeconds(20);

  private static final Duration CUT_WITHIN = Duration.ofMinutes(10);

  private static final AvroCodec<Label> LABELS = AvroCodec.of(Label.class);
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);
  private static final AvroCodec<Evaluation> EVALUATIONS = AvroCodec.of(Evaluation.class);
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);
  private static final AvroCodec<SearchDecision> DECISIONS = AvroCodec.of(SearchDecision.class);
  private static final AvroCodec<SearchProgress> PROGRESS = AvroCodec.of(SearchProgress.class);

  /** Takes one record of a topic; its value is null for a tombstone. */
  private interface Fold {
    void apply(String key, byte @Nullable [] value) throws WireFormatException;
  }

  /** A label whose clip is to come. */
  private record Uncut(long atMicros, long sinceMs) {}

  private final TriggerDesk desk;
  private final Clock clock;
  private final String labelsTopic;
  private final Map<String, Uncut> uncut = new HashMap<>();
  private long lastCutOrLabelMs;
  private final Map<String, Fold> folds = new HashMap<>();
  private final Consumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<String, ClipCut> clips = new LinkedHashMap<>();
  private final AliasFold aliases = new AliasFold();
  private final Map<String, SearchDecision> decisions = new LinkedHashMap<>();
  private final Map<String, RunStory> runs = new HashMap<>();

  CircleReader(String bootstrapServers, String topicPrefix, TriggerDesk desk, Clock clock) {
    this.desk = desk;
    this.clock = clock;
    this.labelsTopic = Topic.LABELS.topicName(topicPrefix);
    Map<Topic, Fold> byTopic =
        Map.of(
            Topic.CLIPS, this::clip,
            Topic.EVALUATIONS, this::evaluation,
            Topic.MODEL_ALIASES, this::alias,
            Topic.SEARCH_REQUESTS, this::decision,
            Topic.SEARCH_PROGRESS, this::progress);
    byTopic.forEach((topic, fold) -> folds.put(topic.topicName(topicPrefix), fold));
    this.partitions =
        Stream.concat(byTopic.keySet().stream(), Stream.of(Topic.LABELS))
            .flatMap(topic -> partitions(topic, topic.topicName(topicPrefix)))
            .toList();
    this.consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-search", null),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private static Stream<TopicPartition> partitions(Topic topic, String name) {
    return IntStream.range(0, topic.partitions()).mapToObj(i -> new TopicPartition(name, i));
  }

  /** Folds what comes within a while. */
  void poll(Duration atMost) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(atMost)) {
      Fold fold = folds.get(record.topic());
      try {
        if (fold != null) {
          fold.apply(record.key(), record.value());
        } else if (record.topic().equals(labelsTopic)) {
          label(record);
        }
      } catch (WireFormatException e) {
        LOG.warn(
            "{}-{} offset {}: skipped: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            e.getMessage());
      }
    }
  }

  /**
   * Folds everything up to where the topics end now.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   */
  void catchUp() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), DEADLINE) < end.getValue())) {
      poll(Duration.ofMillis(100));
    }
  }

  /** Labelled clips as they stand. */
  Collection<ClipCut> clips() {
    return clips.values();
  }

  /** Whether labels wait for their clips, and labels or clips came just now. */
  boolean isCutting() {
    long now = clock.millis();
    uncut.values().removeIf(waiting -> waiting.sinceMs() < now - CUT_WITHIN.toMillis());
    return !uncut.isEmpty() && now - lastCutOrLabelMs < LULL.toMillis();
  }

  /** The model that serves. */
  Optional<String> champion() {
    return aliases.digest(ModelLogs.CHAMPION);
  }

  /** Decisions in order; one that was written twice is there once. */
  List<SearchDecision> decisions() {
    return new ArrayList<>(decisions.values());
  }

  /** The last decision to start a run. */
  Optional<SearchDecision> lastStart() {
    return decisions.values().stream()
        .filter(decision -> decision.getDecision() == Decision.START)
        .reduce((earlier, later) -> later);
  }

  /** What is known of a run. */
  Optional<RunStory> run(String runId) {
    return Optional.ofNullable(runs.get(runId));
  }

  private void clip(String key, byte @Nullable [] value) throws WireFormatException {
    if (value == null) {
      clips.remove(key);
    } else {
      ClipCut cut = CLIPS.decode(value);
      if (cut.getKind() != ClipKind.LABEL) {
        // Nobody has said what is heard there: no model learns from it.
        return;
      }
      clips.put(key, cut);
      lastCutOrLabelMs = clock.millis();
      Uncut waiting = uncut.get(key);
      if (waiting != null && waiting.atMicros() <= cut.getLabelledAtMicros()) {
        uncut.remove(key);
      }
    }
  }

  private void label(ConsumerRecord<String, byte[]> record) throws WireFormatException {
    if (record.value() == null) {
      uncut.remove(record.key());
      return;
    }
    Label label = LABELS.decode(record.value());
    ClipCut cut = clips.get(label.getLabelId());
    boolean isCut = cut != null && cut.getLabelledAtMicros() >= label.getAtMicros();
    boolean isOld = record.timestamp() < clock.millis() - CUT_WITHIN.toMillis();
    if (label.getLabel() == null || isCut || isOld) {
      uncut.remove(label.getLabelId());
    } else {
      uncut.put(label.getLabelId(), new Uncut(label.getAtMicros(), record.timestamp()));
      lastCutOrLabelMs = Math.max(lastCutOrLabelMs, record.timestamp());
    }
  }

  private void evaluation(String key, byte @Nullable [] value) throws WireFormatException {
    if (value == null) {
      desk.unjudged(key);
      return;
    }
    Evaluation e = EVALUATIONS.decode(value);
    desk.evaluated(
        e.getWindowId(),
        e.getModelDigest(),
        e.getStartTimeMicros(),
        e.getSaid().equals(e.getMeant()),
        e.getLabelledAtMicros());
  }

  private void alias(String key, byte @Nullable [] value) throws WireFormatException {
    if (value != null) {
      aliases.apply(ALIASES.decode(value));
    }
  }

  private void decision(String key, byte @Nullable [] value) throws WireFormatException {
    if (value != null) {
      SearchDecision decision = DECISIONS.decode(value);
      decisions.putIfAbsent(decision.getRequestId(), decision);
    }
  }

  private void progress(String key, byte @Nullable [] value) throws WireFormatException {
    if (value == null) {
      return;
    }
    SearchProgress progress = PROGRESS.decode(value);
    RunStory known = runs.get(progress.getRunId());
    if (known == null) {
      runs.put(progress.getRunId(), new RunStory(progress));
    } else {
      known.add(progress);
    }
  }

  /** May be called from any thread. */
  void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
