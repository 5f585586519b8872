package dev.argand.console.board;

import dev.argand.schemas.AliasFold;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Published versions and the alias log. The newest {@value #MODELS} versions and {@value #EVENTS}
 * events are kept; the fold itself covers the whole log. Not thread-safe.
 */
public final class ModelBoard {
  static final int MODELS = 50;
  static final int EVENTS = 20;

  /**
   * What the page shows of models.
   *
   * @param generation of the alias log
   * @param aliases alias to digest
   * @param models newest version first
   * @param history newest event first
   */
  public record View(
      long generation, Map<String, String> aliases, List<Version> models, List<Event> history) {}

  /** One published version. */
  public record Version(
      String digest,
      int version,
      String runId,
      List<String> labels,
      String field,
      String genotype,
      long parameters,
      double heldOutAccuracy,
      long publishedAt,
      @Nullable Gate gate) {}

  /** What the gate found: challenger minus champion lies between low and high. */
  public record Gate(
      boolean promoted,
      String reason,
      double championAccuracy,
      double challengerAccuracy,
      double low,
      double high,
      int clips) {}

  /**
   * One event of the alias log.
   *
   * @param generation that it made, or that stood when it was void
   * @param voided it lost a race and counts for nothing
   */
  public record Event(
      long generation,
      String alias,
      @Nullable String digest,
      int version,
      String who,
      String why,
      long at,
      boolean voided) {}

  private final AliasFold fold = new AliasFold();
  private final Map<String, Version> models = new HashMap<>();
  private final Deque<Event> history = new ArrayDeque<>();

  /** Notes an announcement, in place of an earlier one of the same digest. */
  public void announced(ModelAnnouncement announcement) {
    models.put(announcement.getDigest(), version(announcement));
    if (models.size() > MODELS) {
      models.values().stream()
          .min(Comparator.comparingInt(Version::version))
          .ifPresent(oldest -> models.remove(oldest.digest()));
    }
  }

  /** Notes that an announcement was taken back. */
  public void forgotten(String digest) {
    models.remove(digest);
  }

  /** Folds the log's next event. */
  public void event(AliasEvent event) {
    long before = fold.generation();
    fold.apply(event);
    boolean voided = fold.generation() == before;
    history.addFirst(
        new Event(
            fold.generation(),
            event.getAlias(),
            event.getDigest(),
            versionOf(event.getDigest()),
            event.getWho(),
            event.getWhy(),
            event.getAtMicros() / 1_000,
            voided));
    if (history.size() > EVENTS) {
      history.removeLast();
    }
  }

  /** Labels of a version in the order of its scores; empty when it is not known. */
  public List<String> labels(String digest) {
    Version version = models.get(digest);
    return version == null ? List.of() : version.labels();
  }

  /** Generation of the alias log. */
  public long generation() {
    return fold.generation();
  }

  /** What is published and what the aliases name. */
  public View view() {
    return new View(
        fold.generation(),
        fold.digests(),
        models.values().stream()
            .sorted(Comparator.comparingInt(Version::version).reversed())
            .toList(),
        history.stream().map(this::withVersion).toList());
  }

  /** An event may be read before the announcement of its digest: the topics have no order. */
  private Event withVersion(Event event) {
    return event.version() > 0
        ? event
        : new Event(
            event.generation(),
            event.alias(),
            event.digest(),
            versionOf(event.digest()),
            event.who(),
            event.why(),
            event.at(),
            event.voided());
  }

  private int versionOf(@Nullable String digest) {
    Version version = digest == null ? null : models.get(digest);
    return version == null ? 0 : version.version();
  }

  private static Version version(ModelAnnouncement announcement) {
    return new Version(
        announcement.getDigest(),
        announcement.getVersion(),
        announcement.getRunId(),
        List.copyOf(announcement.getLabels()),
        announcement.getField(),
        announcement.getGenotype(),
        announcement.getParameters(),
        announcement.getHeldOutAccuracy(),
        announcement.getPublishedAtMicros() / 1_000,
        gate(announcement.getGate()));
  }

  private static @Nullable Gate gate(@Nullable GateResult gate) {
    return gate == null
        ? null
        : new Gate(
            gate.getPromoted(),
            gate.getReason(),
            gate.getChampionAccuracy(),
            gate.getChallengerAccuracy(),
            gate.getDifferenceLow(),
            gate.getDifferenceHigh(),
            gate.getClips());
  }
}
