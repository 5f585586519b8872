package dev.argand.search.clip;

import dev.argand.runtime.Lifecycle;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.search.clip.KeeperMetrics.Eviction;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keeper from one connection to Kafka to the loss of it: requests in, clips out, offsets
 * committed last. Confined to one thread.
 */
final class KeepingSession implements CutterThread.Session {
  private static final Logger log = LoggerFactory.getLogger(KeepingSession.class);
  private static final Duration IDLE = Duration.ofMillis(100);

  private static final int MOST_AT_ONCE = 50;

  private static final Duration LOOK_FOR_OLD_EVERY = Duration.ofMinutes(1);
  private static final Duration COMPARE_FILES_EVERY = Duration.ofMinutes(10);

  /** A file that is younger may be about to be announced. */
  private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

  private static final AvroCodec<ClipRequest> REQUESTS = AvroCodec.of(ClipRequest.class);

  /** A clip that is asked for. */
  private record Pending(ClipRequest asked, Wanted wanted) {}

  private final Lifecycle parts = new Lifecycle();
  private final ClipStore store;
  private final KeepRule rule;
  private final KeeperMetrics metrics;
  private final Clock clock;
  private final String topic;
  private final SettlingReader requests;
  private final ClipAnnouncer announcer;
  private final AudioScanner scanner;
  private final ClipShelf shelf;
  private final Map<String, Pending> pending = new HashMap<>();

  /** Bounds the audio in memory, which is that of clips that are looked for at once. */
  private final AudioBudget budget = new AudioBudget();

  /** Requests that came with others and have no room yet. */
  private final Deque<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();

  /** Files that were announced when this began, where not one of them was in the folder. */
  private Set<String> elsewhere = Set.of();

  private final Rhythm lookForOld;
  private final Rhythm compareFiles;

  KeepingSession(
      ClipClients clients,
      ClipStore store,
      KeepRule rule,
      KeeperMetrics metrics,
      Duration patience,
      LongSupplier nanoTime,
      Clock clock) {
    this.store = store;
    this.rule = rule;
    this.metrics = metrics;
    this.clock = clock;
    this.topic = clients.topic(Topic.CLIPS);
    this.lookForOld = Rhythm.fromNow(LOOK_FOR_OLD_EVERY, clock);
    this.compareFiles = Rhythm.after(COMPARE_FILES_EVERY, clock);
    try {
      try (Consumer<String, byte[]> reader = clients.consumer("argand-heard-clips-known")) {
        this.shelf = ClipShelf.read(reader, topic, rule);
      }
      elsewhere = notHere();
      deleteLeftBehind();
      this.scanner =
          parts.own(
              "audio reader",
              new AudioScanner(
                  clients.consumer("argand-heard-clips-audio"),
                  clients.topic(Topic.AUDIO_FRAMES),
                  Topic.AUDIO_FRAMES.partitions(),
                  rule.cutting(),
                  patience,
                  nanoTime,
                  this::settle));
      this.requests =
          parts.own(
              "request reader",
              SettlingReader.alone(
                  clients.member("argand-heard-clips-wanted", "argand-heard-clips", MOST_AT_ONCE),
                  clients.topic(Topic.CLIPS_WANTED),
                  Topic.CLIPS_WANTED.partitions()));
      this.announcer =
          parts.own(
              "clip producer",
              new ClipAnnouncer(
                  clients.producer("argand-heard-clips"),
                  clients.topic(Topic.CLIPS),
                  store,
                  requests));
      withdrawWhatIsGone();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  @Override
  public int pending() {
    return pending.size() + waiting.size();
  }

  /** Takes requests, reads audio for a moment, and makes durable what came of it. */
  @Override
  public void step() {
    Duration patience = scanner.size() == 0 && waiting.isEmpty() ? IDLE : Duration.ZERO;
    requests.poll(patience, budget.isFull() || !waiting.isEmpty()).forEach(waiting::add);
    while (!waiting.isEmpty() && !budget.isFull()) {
      take(waiting.remove());
    }
    if (scanner.size() > 0) {
      scanner.step(IDLE);
    }
    flush();
    requests.commit();
    if (lookForOld.isDue()) {
      evict(shelf.expired(clock.instant()), Eviction.AGE);
    }
    if (compareFiles.isDue()) {
      withdrawWhatIsGone();
      deleteLeftBehind();
    }
    metrics.stored(shelf.bytes());
  }

  @Override
  public void close() {
    parts.close();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    TopicPartition partition = SettlingReader.partition(record);
    ClipRequest asked = decode(record);
    if (asked == null || rule.age(asked.getKind()).isZero()) {
      requests.settled(partition, record.offset());
      return;
    }
    Pending earlier = pending.remove(asked.getClipId());
    if (earlier != null) {
      earlier.wanted().cancelled = true;
      budget.release(asked.getClipId());
      requests.settled(earlier.wanted().partition(), earlier.wanted().offset());
    }
    if (shelf.holds(asked)) {
      requests.settled(partition, record.offset());
      return;
    }
    Stretch.Samples around =
        rule.around(
            asked.getSessionId(),
            asked.getFirstSampleIndex(),
            asked.getEndSampleIndex(),
            asked.getSampleRateHz());
    Wanted wanted =
        new Wanted(
            asked.getClipId(),
            asked.getSourceId(),
            asked.getStartTimeMicros() - rule.preRoll().toMillis() * 1_000,
            around,
            partition,
            record.offset());
    wanted.core =
        new Stretch.Samples(
            asked.getSessionId(), asked.getFirstSampleIndex(), asked.getEndSampleIndex());
    pending.put(asked.getClipId(), new Pending(asked, wanted));
    budget.take(
        asked.getClipId(),
        asked.getSourceId(),
        Math.min(
            around.end() - around.first(), rule.cutting().longestSamples(asked.getSampleRateHz())),
        asked.getSampleRateHz());
    scanner.want(wanted);
  }

  /** The request; null, and counted, if the record asks for no stretch of samples. */
  private @Nullable ClipRequest decode(ConsumerRecord<String, byte[]> record) {
    String detail = "it has no value";
    if (record.value() != null) {
      try {
        ClipRequest asked = REQUESTS.decode(record.value());
        if (asked.getFirstSampleIndex() >= 0
            && asked.getEndSampleIndex() > asked.getFirstSampleIndex()
            && asked.getSampleRateHz() > 0) {
          return asked;
        }
        detail = "samples 0 <= first < end at a rate were expected";
      } catch (WireFormatException e) {
        detail = String.valueOf(e.getMessage());
      }
    }
    metrics.unreadable();
    log.warn(
        "Request for a clip at {}@{} is left out: {}",
        SettlingReader.partition(record),
        record.offset(),
        detail);
    return null;
  }

  private void settle(Outcome outcome) {
    Wanted wanted = outcome.wanted();
    if (wanted.cancelled) {
      return;
    }
    ClipRequest asked = Objects.requireNonNull(pending.remove(wanted.id())).asked();
    budget.release(wanted.id());
    if (outcome instanceof Outcome.Cut cut) {
      budget.learn(wanted.sourceId(), cut.format());
      keep(asked, cut);
    } else if (outcome instanceof Outcome.GivenUp given) {
      metrics.lost(given.reason());
      log.warn("Clip {} cannot be had: {}", asked.getClipId(), given.reason().detail());
      requests.settled(wanted.partition(), wanted.offset());
    }
  }

  private void keep(ClipRequest asked, Outcome.Cut cut) {
    byte[] wav = ClipWav.whole(cut.format(), cut.pcm());
    String sha256 = ClipStore.sha256(wav);
    if (!shelf.fits(shelf.added(sha256, wav.length))) {
      // Files of clips that were replaced make room before any other clip does.
      flush();
    }
    long needed = shelf.added(sha256, wav.length);
    Optional<List<ClipCut>> victims = shelf.roomFor(asked.getKind(), needed);
    if (victims.isEmpty()) {
      metrics.lostToQuota();
      requests.settled(cut.wanted().partition(), cut.wanted().offset());
      return;
    }
    evict(victims.get(), Eviction.QUOTA);
    try {
      store.putUnforced(sha256, wav);
    } catch (IOException e) {
      throw ClipAnnouncer.storeFailed(store, e);
    }
    ClipCut kept = announcement(asked, cut, sha256, wav.length);
    shelf.put(kept);
    announcer.add(kept, cut.wanted().partition(), cut.wanted().offset());
    metrics.kept(asked.getKind());
  }

  private ClipCut announcement(ClipRequest asked, Outcome.Cut cut, String sha256, int fileBytes) {
    return ClipCut.newBuilder()
        .setLabelId(asked.getClipId())
        .setSourceId(asked.getSourceId())
        .setSessionId(cut.sessionId())
        .setFirstSampleIndex(cut.first())
        .setEndSampleIndex(cut.end())
        .setSampleRateHz(cut.format().sampleRateHz())
        .setStartTimeMicros(cut.startMicros())
        .setLabel(asked.getLabel())
        .setGroup(CuttingSession.group(asked.getSourceId(), cut.startMicros()))
        .setSha256(sha256)
        .setLabelledAtMicros(0)
        .setKind(asked.getKind())
        .setSubjectId(asked.getSubjectId())
        .setSubjectFirstSampleIndex(asked.getFirstSampleIndex())
        .setSubjectEndSampleIndex(asked.getEndSampleIndex())
        .setScore(asked.getScore())
        .setThreshold(asked.getThreshold())
        .setModelDigest(asked.getModelDigest())
        .setModelVersion(asked.getModelVersion())
        .setAuditRate(asked.getAuditRate())
        .setFileBytes((long) fileBytes)
        .setKeptAtMicros(ClipShelf.micros(clock.instant()))
        .build();
  }

  /** Clips that go are said to be gone before their files are: nobody finds half of one. */
  private void evict(List<ClipCut> clips, Eviction reason) {
    if (clips.isEmpty()) {
      return;
    }
    for (ClipCut clip : clips) {
      shelf.remove(clip.getLabelId());
      announcer.withdraw(clip.getLabelId(), null, 0);
      metrics.evicted(clip.getKind(), reason);
    }
    flush();
  }

  private void flush() {
    announcer.flush();
    try {
      for (String sha256 : shelf.leaving()) {
        store.forget(sha256);
        shelf.gone(sha256);
      }
    } catch (IOException e) {
      throw ClipAnnouncer.storeFailed(store, e);
    }
  }

  /** The files of all clips if the folder has none of them: then it is likely to be another one. */
  private Set<String> notHere() {
    Set<String> files = shelf.files();
    Set<String> missing = missing();
    if (files.isEmpty() || missing.size() < files.size()) {
      return Set.of();
    }
    log.warn(
        "{} has none of the {} files of the clips that {} names: is it another folder? They stay"
            + " announced, and count in the quota, until they are too old",
        store.folder(),
        files.size(),
        topic);
    return files;
  }

  /** A clip whose file somebody deleted is no clip: nobody can hear it, and it takes no room. */
  private void withdrawWhatIsGone() {
    Set<String> gone = missing();
    gone.removeAll(elsewhere);
    List<ClipCut> clips = shelf.in(gone);
    if (!clips.isEmpty()) {
      log.warn(
          "{} clips are withdrawn: their files are no longer in {}", clips.size(), store.folder());
      evict(clips, Eviction.GONE);
    }
  }

  private Set<String> missing() {
    try {
      return store.missing(shelf.files());
    } catch (IOException e) {
      throw ClipAnnouncer.storeFailed(store, e);
    }
  }

  private void deleteLeftBehind() {
    if (!elsewhere.isEmpty()) {
      return;
    }
    if (shelf.unreadable() > 0) {
      log.warn(
          "{} clips are announced in a way that this version cannot read: no file of {} is"
              + " deleted",
          shelf.unreadable(),
          store.folder());
      return;
    }
    try {
      if (shelf.files().isEmpty() && !store.isEmpty()) {
        log.warn(
            "{} has clips and {} names none: is it another Kafka, or another prefix? No file is"
                + " deleted",
            store.folder(),
            topic);
        return;
      }
      int deleted = store.deleteOthers(shelf.files(), clock.instant().minus(LEFT_BEHIND));
      if (deleted > 0) {
        log.info("{} files that no clip is in were deleted from {}", deleted, store.folder());
      }
    } catch (IOException e) {
      throw ClipAnnouncer.storeFailed(store, e);
    }
  }
}
