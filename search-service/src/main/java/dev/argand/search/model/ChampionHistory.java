package dev.argand.search.model;

import dev.argand.schemas.AliasFold;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the alias log says, in order: a pure function of its events.
 *
 * <p>A champion lies on those before it as on a stack. An event that names the one directly below
 * takes the top off, whoever sent it: that is what a rollback does, so that a second rollback goes
 * further back, and never forth again.
 */
final class ChampionHistory {
  private final AliasFold fold = new AliasFold();
  private final Deque<String> stack = new ArrayDeque<>();
  private final List<AliasChange> changes = new ArrayList<>();
  private final List<AliasChange> allChanges = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  ChampionHistory(List<ModelLogs.Entry<AliasEvent>> events, List<ModelAnnouncement> models) {
    Map<String, Integer> versions =
        models.stream()
            .collect(
                Collectors.toMap(
                    ModelAnnouncement::getDigest, ModelAnnouncement::getVersion, (a, b) -> b));
    for (ModelLogs.Entry<AliasEvent> entry : events) {
      add(entry.offset(), entry.value(), versions);
    }
  }

  private void add(long offset, AliasEvent event, Map<String, Integer> versions) {
    long voidedBefore = fold.voided();
    fold.apply(event);
    boolean voided = fold.voided() > voidedBefore;
    String digest = event.getDigest();
    boolean champion = event.getAlias().equals(AliasFold.CHAMPION);
    if (champion && !voided && digest != null) {
      seat(digest);
    }
    AliasChange change =
        new AliasChange(
            fold.generation(),
            event.getAlias(),
            digest,
            digest == null ? 0 : versions.getOrDefault(digest, 0),
            event.getWho(),
            event.getWhy(),
            Micros.instant(event.getAtMicros()),
            voided);
    offsets.add(offset);
    allChanges.add(change);
    if (champion) {
      changes.add(change);
    }
  }

  private void seat(String digest) {
    if (digest.equals(stack.peek())) {
      return;
    }
    String top = stack.poll();
    if (digest.equals(stack.peek())) {
      return;
    }
    if (top != null) {
      stack.push(top);
    }
    stack.push(digest);
  }

  long generation() {
    return fold.generation();
  }

  Optional<String> champion() {
    return fold.digest(AliasFold.CHAMPION);
  }

  /** The model that a rollback returns to. */
  Optional<String> before() {
    if (champion().isEmpty()) {
      return Optional.ofNullable(stack.peek());
    }
    return stack.stream().skip(1).findFirst();
  }

  /** What a person could still go back to, the nearest first. */
  List<String> stack() {
    return List.copyOf(stack);
  }

  /** Every name that a model has. */
  Map<String, String> digests() {
    return fold.digests();
  }

  Optional<Rollout> rollout(String alias) {
    return fold.rollout(alias);
  }

  /** How the champion came to serve, if it had not been tried. */
  Optional<Succession> succession() {
    return fold.succession();
  }

  /** Of every alias, oldest first. */
  List<AliasChange> allChanges() {
    return List.copyOf(allChanges);
  }

  /** Of the champion, oldest first. */
  List<AliasChange> changes() {
    return List.copyOf(changes);
  }

  /** The change that stands at an offset of the log. */
  @Nullable AliasChange at(long offset) {
    int index = offsets.indexOf(offset);
    return index < 0 ? null : allChanges.get(index);
  }
}
