package dev.argand.search.clip;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.Label;
import dev.argand.search.clip.Outcome.Reason;
import dev.argand.signal.NonFiniteSampleException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cutter from one connection to Kafka to the loss of it: labels in, clips out, offsets
 * committed last. Confined to one thread.
 */
final class CuttingSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CuttingSession.class);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final int MOST_PENDING = 20_000;
  private static final AvroCodec<Label> LABELS = AvroCodec.of(Label.class);
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  /** A record for {@code clips}: a clip, or a tombstone, and the label that is settled by it. */
  private record Announcement(
      String labelId, @Nullable ClipCut cut, @Nullable TopicPartition partition, long offset) {}

  private final Lifecycle parts = new Lifecycle();
  private final String clipsTopic;
  private final ClipStore store;
  private final MeterRegistry registry;
  private final Consumer<String, byte[]> labels;
  private final Producer<String, byte[]> producer;
  private final AudioScanner scanner;
  private final KnownClips known;
  private final LabelOffsets offsets = new LabelOffsets();
  private final Map<String, Wanted> wanted = new HashMap<>();
  private final List<Announcement> announcements = new ArrayList<>();

  CuttingSession(
      ClipCutter.KafkaConfigsOf clients,
      ClipStore store,
      MeterRegistry registry,
      Duration patience,
      LongSupplier nanoTime) {
    this.store = store;
    this.registry = registry;
    this.clipsTopic = clients.topic(Topic.CLIPS);
    try {
      try (Consumer<String, byte[]> reader = consumer(clients, "argand-clips-known", null)) {
        this.known = KnownClips.read(reader, clipsTopic);
      }
      this.producer =
          parts.own(
              "clip producer",
              new KafkaProducer<>(
                  KafkaConfigs.producer(clients.bootstrap(), "argand-clips"),
                  new StringSerializer(),
                  new ByteArraySerializer()));
      this.scanner =
          parts.own(
              "audio reader",
              new AudioScanner(
                  consumer(clients, "argand-clips-audio", null),
                  clients.topic(Topic.AUDIO_FRAMES),
                  Topic.AUDIO_FRAMES.partitions(),
                  patience,
                  nanoTime,
                  this::settle));
      this.labels =
          parts.own(
              "label reader",
              consumer(clients, "argand-clips-labels", clients.topicPrefix() + "argand-clips"));
      labels.subscribe(List.of(clients.topic(Topic.LABELS)), new Rebalances());
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Labels that are not settled. */
  int pending() {
    return wanted.size();
  }

  /** Takes labels, reads audio for a moment, and makes durable what came of it. */
  void step() {
    if (wanted.size() > MOST_PENDING) {
      labels.pause(labels.assignment());
    } else if (!labels.paused().isEmpty()) {
      labels.resume(labels.paused());
    }
    Duration patience = scanner.size() == 0 ? IDLE : Duration.ZERO;
    for (ConsumerRecord<String, byte[]> record : labels.poll(patience)) {
      take(record);
    }
    if (scanner.size() > 0) {
      scanner.step(IDLE);
    }
    announce();
    Map<TopicPartition, OffsetAndMetadata> settled = offsets.toCommit();
    if (!settled.isEmpty()) {
      labels.commitSync(settled);
    }
  }

  @Override
  public void close() {
    parts.close();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    offsets.read(partition, record.offset());
    String labelId = record.key();
    Label label = null;
    if (record.value() != null) {
      try {
        label = LABELS.decode(record.value());
        labelId = label.getLabelId();
      } catch (WireFormatException e) {
        ClipMeters.POISON.counter(registry, null).increment();
        log.warn("Label at {}@{} is left out: {}", partition, record.offset(), e.getMessage());
        offsets.settled(partition, record.offset());
        return;
      }
    }
    if (labelId == null) {
      offsets.settled(partition, record.offset());
      return;
    }
    Wanted earlier = wanted.remove(labelId);
    if (earlier != null) {
      earlier.cancelled = true;
      settleOffset(earlier.partition(), earlier.offset());
    }
    if (label == null || label.getLabel() == null) {
      withdraw(labelId, partition, record.offset());
    } else if (known.isDone(label)) {
      offsets.settled(partition, record.offset());
    } else {
      want(label, partition, record.offset());
    }
  }

  private void withdraw(String labelId, TopicPartition partition, long offset) {
    if (known.has(labelId)) {
      ClipMeters.WITHDRAWN.counter(registry, null).increment();
      known.remove(labelId);
      announcements.add(new Announcement(labelId, null, partition, offset));
    } else {
      offsets.settled(partition, offset);
    }
  }

  private void want(Label label, TopicPartition partition, long offset) {
    Stretch stretch;
    try {
      stretch = Stretch.of(label);
    } catch (IllegalArgumentException e) {
      log.warn("Label {}: {}", label.getLabelId(), e.getMessage());
      giveUp(new Wanted(label, new Stretch.Time(0, 1), partition, offset), Reason.UNUSABLE);
      return;
    }
    Wanted asked = new Wanted(label, stretch, partition, offset);
    ClipCut same = known.sameSamples(label, stretch);
    if (same != null && store.holds(same.getSha256())) {
      announce(asked, ClipCut.newBuilder(same));
      return;
    }
    wanted.put(label.getLabelId(), asked);
    scanner.want(asked);
  }

  private void settle(Outcome outcome) {
    Wanted asked = outcome.wanted();
    if (asked.cancelled) {
      return;
    }
    wanted.remove(asked.label().getLabelId());
    if (outcome instanceof Outcome.Cut cut) {
      keep(cut);
    } else if (outcome instanceof Outcome.GivenUp given) {
      giveUp(asked, given.reason());
    }
  }

  private void keep(Outcome.Cut cut) {
    byte[] wav;
    try {
      wav = ClipWav.bytes(cut.format(), cut.pcm());
    } catch (NonFiniteSampleException e) {
      giveUp(cut.wanted(), Reason.NON_FINITE);
      return;
    }
    String sha256;
    try {
      sha256 = store.putUnforced(wav);
    } catch (IOException e) {
      throw ClipCutter.storeFailed(store, e);
    }
    Label label = cut.wanted().label();
    announce(
        cut.wanted(),
        ClipCut.newBuilder()
            .setLabelId(label.getLabelId())
            .setSourceId(label.getSourceId())
            .setSessionId(cut.sessionId())
            .setFirstSampleIndex(cut.first())
            .setEndSampleIndex(cut.end())
            .setSampleRateHz(cut.format().sampleRateHz())
            .setStartTimeMicros(cut.startMicros())
            .setGroup(group(label.getSourceId(), cut.startMicros()))
            .setSha256(sha256));
    ClipMeters.CUT.counter(registry, null).increment();
  }

  private void announce(Wanted asked, ClipCut.Builder clip) {
    Label label = asked.label();
    announcements.add(
        new Announcement(
            label.getLabelId(),
            clip.setLabel(String.valueOf(label.getLabel()))
                .setLabelledAtMicros(label.getAtMicros())
                .build(),
            asked.partition(),
            asked.offset()));
  }

  /** A clip of an earlier label of that id says what nobody says any more, and is taken back. */
  private void giveUp(Wanted asked, Reason reason) {
    String labelId = asked.label().getLabelId();
    ClipMeters.GIVEN_UP.counter(registry, reason.tag()).increment();
    log.warn(
        "Label {} of source {} has no clip: {}",
        labelId,
        asked.label().getSourceId(),
        reason.detail());
    if (known.has(labelId)) {
      known.remove(labelId);
      announcements.add(new Announcement(labelId, null, asked.partition(), asked.offset()));
    } else {
      settleOffset(asked.partition(), asked.offset());
    }
  }

  /** Files, then announcements, then offsets: each is durable before the next is begun. */
  private void announce() {
    if (announcements.isEmpty()) {
      return;
    }
    try {
      store.force();
    } catch (IOException e) {
      throw ClipCutter.storeFailed(store, e);
    }
    List<Future<?>> sent = new ArrayList<>();
    for (Announcement announcement : announcements) {
      ClipCut cut = announcement.cut();
      byte[] value = cut == null ? null : CLIPS.encode(cut);
      sent.add(producer.send(new ProducerRecord<>(clipsTopic, announcement.labelId(), value)));
    }
    await(sent);
    for (Announcement announcement : announcements) {
      if (announcement.cut() != null) {
        known.put(announcement.cut());
      }
      settleOffset(announcement.partition(), announcement.offset());
    }
    announcements.clear();
  }

  private void await(List<Future<?>> sent) {
    producer.flush();
    for (Future<?> acknowledgement : sent) {
      try {
        acknowledgement.get();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw new KafkaException("Kafka did not take a clip: " + e.getCause(), e.getCause());
      }
    }
  }

  private void settleOffset(@Nullable TopicPartition partition, long offset) {
    if (partition != null) {
      offsets.settled(partition, offset);
    }
  }

  /** Source and UTC day: what is never divided between training and testing. */
  static String group(String sourceId, long startMicros) {
    return sourceId
        + "/"
        + Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static Consumer<String, byte[]> consumer(
      ClipCutter.KafkaConfigsOf clients, String clientId, @Nullable String group) {
    Map<String, Object> configs = KafkaConfigs.consumer(clients.bootstrap(), clientId, group);
    configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    return new KafkaConsumer<>(configs, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Labels of a partition that somebody else reads now are theirs. */
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      offsets.forget(partitions);
      wanted
          .values()
          .removeIf(
              asked -> {
                asked.cancelled |= partitions.contains(asked.partition());
                return asked.cancelled;
              });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      log.debug("Labels of {} are read from where they were settled", partitions);
    }
  }
}
