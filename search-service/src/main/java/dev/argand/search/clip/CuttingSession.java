package dev.argand.search.clip;

import dev.argand.runtime.Lifecycle;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.Label;
import dev.argand.search.clip.Outcome.Reason;
import dev.argand.signal.NonFiniteSampleException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cutter of labels from one connection to Kafka to the loss of it: labels in, clips out,
 * offsets committed last. Confined to one thread.
 */
final class CuttingSession implements CutterThread.Session {
  private static final Logger log = LoggerFactory.getLogger(CuttingSession.class);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final int MOST_PENDING = 20_000;
  private static final int MOST_AT_ONCE = 2_000;
  private static final AvroCodec<Label> LABELS = AvroCodec.of(Label.class);

  /** A label whose audio is looked for. */
  private record Pending(Label label, Wanted wanted) {}

  private final Lifecycle parts = new Lifecycle();
  private final ClipStore store;
  private final MeterRegistry registry;
  private final SettlingReader labels;
  private final ClipAnnouncer announcer;
  private final AudioScanner scanner;
  private final KnownClips known;
  private final Map<String, Pending> pending = new HashMap<>();

  CuttingSession(
      ClipClients clients,
      ClipStore store,
      MeterRegistry registry,
      Duration patience,
      LongSupplier nanoTime) {
    this.store = store;
    this.registry = registry;
    try {
      try (Consumer<String, byte[]> reader = clients.consumer("argand-clips-known")) {
        this.known = KnownClips.read(reader, clients.topic(Topic.CLIPS));
      }
      this.scanner =
          parts.own(
              "audio reader",
              new AudioScanner(
                  clients.consumer("argand-clips-audio"),
                  clients.topic(Topic.AUDIO_FRAMES),
                  Topic.AUDIO_FRAMES.partitions(),
                  CutRule.LABELS,
                  patience,
                  nanoTime,
                  this::settle));
      this.labels =
          parts.own(
              "label reader",
              SettlingReader.sharing(
                  clients.member("argand-clips-labels", "argand-clips", MOST_AT_ONCE),
                  clients.topic(Topic.LABELS),
                  this::lost));
      this.announcer =
          parts.own(
              "clip producer",
              new ClipAnnouncer(
                  clients.producer("argand-clips"), clients.topic(Topic.CLIPS), store, labels));
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  @Override
  public int pending() {
    return pending.size();
  }

  /** Takes labels, reads audio for a moment, and makes durable what came of it. */
  @Override
  public void step() {
    Duration patience = scanner.size() == 0 ? IDLE : Duration.ZERO;
    for (ConsumerRecord<String, byte[]> record :
        labels.poll(patience, pending.size() > MOST_PENDING)) {
      take(record);
    }
    if (scanner.size() > 0) {
      scanner.step(IDLE);
    }
    announcer.flush();
    labels.commit();
  }

  @Override
  public void close() {
    parts.close();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    TopicPartition partition = SettlingReader.partition(record);
    String labelId = record.key();
    Label label = null;
    if (record.value() != null) {
      try {
        label = LABELS.decode(record.value());
        labelId = label.getLabelId();
      } catch (WireFormatException e) {
        ClipMeters.POISON.counter(registry).increment();
        log.warn("Label at {}@{} is left out: {}", partition, record.offset(), e.getMessage());
        labels.settled(partition, record.offset());
        return;
      }
    }
    if (labelId == null) {
      labels.settled(partition, record.offset());
      return;
    }
    Pending earlier = pending.remove(labelId);
    if (earlier != null) {
      earlier.wanted().cancelled = true;
      labels.settled(earlier.wanted().partition(), earlier.wanted().offset());
    }
    if (label == null || label.getLabel() == null) {
      withdraw(labelId, partition, record.offset());
    } else if (known.isDone(label)) {
      labels.settled(partition, record.offset());
    } else {
      want(label, partition, record.offset());
    }
  }

  private void withdraw(String labelId, TopicPartition partition, long offset) {
    if (known.has(labelId)) {
      ClipMeters.WITHDRAWN.counter(registry).increment();
      known.remove(labelId);
      announcer.withdraw(labelId, partition, offset);
    } else {
      labels.settled(partition, offset);
    }
  }

  private void want(Label label, TopicPartition partition, long offset) {
    Stretch stretch;
    try {
      stretch = Stretch.of(label);
    } catch (IllegalArgumentException e) {
      log.warn("Label {}: {}", label.getLabelId(), e.getMessage());
      giveUp(label, Reason.UNUSABLE, partition, offset);
      return;
    }
    ClipCut same = known.sameSamples(label, stretch);
    if (same != null && store.holds(same.getSha256())) {
      announce(label, ClipCut.newBuilder(same), partition, offset);
      return;
    }
    Wanted wanted =
        new Wanted(
            label.getLabelId(),
            label.getSourceId(),
            label.getStartTimeMicros(),
            stretch,
            partition,
            offset);
    pending.put(label.getLabelId(), new Pending(label, wanted));
    scanner.want(wanted);
  }

  private void settle(Outcome outcome) {
    Wanted wanted = outcome.wanted();
    if (wanted.cancelled) {
      return;
    }
    Label label = Objects.requireNonNull(pending.remove(wanted.id())).label();
    if (outcome instanceof Outcome.Cut cut) {
      keep(label, cut);
    } else if (outcome instanceof Outcome.GivenUp given) {
      giveUp(label, given.reason(), wanted);
    }
  }

  private void keep(Label label, Outcome.Cut cut) {
    byte[] wav;
    try {
      wav = ClipWav.mono(cut.format(), cut.pcm());
    } catch (NonFiniteSampleException e) {
      giveUp(label, Reason.NON_FINITE, cut.wanted());
      return;
    }
    String sha256;
    try {
      sha256 = store.putUnforced(wav);
    } catch (IOException e) {
      throw ClipAnnouncer.storeFailed(store, e);
    }
    announce(
        label,
        ClipCut.newBuilder()
            .setLabelId(label.getLabelId())
            .setSourceId(label.getSourceId())
            .setSessionId(cut.sessionId())
            .setFirstSampleIndex(cut.first())
            .setEndSampleIndex(cut.end())
            .setSampleRateHz(cut.format().sampleRateHz())
            .setStartTimeMicros(cut.startMicros())
            .setGroup(group(label.getSourceId(), cut.startMicros()))
            .setSha256(sha256)
            .setKind(ClipKind.LABEL)
            .setFileBytes((long) wav.length),
        Objects.requireNonNull(cut.wanted().partition()),
        cut.wanted().offset());
    ClipMeters.CUT.counter(registry).increment();
  }

  private void announce(Label label, ClipCut.Builder clip, TopicPartition partition, long offset) {
    ClipCut cut =
        clip.setLabel(String.valueOf(label.getLabel()))
            .setLabelledAtMicros(label.getAtMicros())
            .build();
    known.put(cut);
    announcer.add(cut, partition, offset);
  }

  private void giveUp(Label label, Reason reason, Wanted wanted) {
    giveUp(label, reason, Objects.requireNonNull(wanted.partition()), wanted.offset());
  }

  /** A clip of an earlier label of that id says what nobody says any more, and is taken back. */
  private void giveUp(Label label, Reason reason, TopicPartition partition, long offset) {
    String labelId = label.getLabelId();
    ClipMeters.GIVEN_UP.counter(registry, reason.tag()).increment();
    log.warn(
        "Label {} of source {} has no clip: {}", labelId, label.getSourceId(), reason.detail());
    if (known.has(labelId)) {
      known.remove(labelId);
      announcer.withdraw(labelId, partition, offset);
    } else {
      labels.settled(partition, offset);
    }
  }

  /** Source and UTC day: what is never divided between training and testing. */
  static String group(String sourceId, long startMicros) {
    return sourceId
        + "/"
        + Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS).atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** Labels of a partition that somebody else reads now are theirs. */
  private void lost(Collection<TopicPartition> partitions) {
    pending
        .values()
        .removeIf(
            asked -> {
              asked.wanted().cancelled |= partitions.contains(asked.wanted().partition());
              return asked.wanted().cancelled;
            });
  }
}
