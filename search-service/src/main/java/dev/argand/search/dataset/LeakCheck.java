package dev.argand.search.dataset;

import dev.argand.network.bundle.Provenance;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a model did not learn from what it is tested on: what its provenance says it was
 * handed ({@link LearnedGroups}) is compared with the test groups of its data set, which is opened
 * again, and with those of every set that was ever frozen in a store.
 */
public final class LeakCheck {
  private static final int NAMED = 5;

  private final @Nullable Path frozenSets;
  private final @Nullable GroupLedger ledger;

  private LeakCheck(@Nullable Path frozenSets, @Nullable GroupLedger ledger) {
    this.frozenSets = frozenSets;
    this.ledger = ledger;
  }

  /** A check against a model's own data set, where there is no store of frozen ones. */
  public static LeakCheck ofOwnData() {
    return new LeakCheck(null, null);
  }

  static LeakCheck of(Path frozenSets, GroupLedger ledger) {
    return new LeakCheck(frozenSets, ledger);
  }

  /**
   * Checks a model.
   *
   * @param provenance its {@code dataSet} must be openable
   * @throws DataException naming the groups that meet, or if the provenance does not say what was
   *     learned from
   */
  public void require(Provenance provenance) throws DataException {
    Optional<Predicate<String>> learned = LearnedGroups.of(provenance);
    if (learned.isEmpty()) {
      throw new DataException(
          "provenance of run %s: the groups that it learned from were expected under %s"
              .formatted(provenance.runId(), LearnedGroups.KEY));
    }
    String spec = provenance.dataSet();
    if (frozenSets != null) {
      Path frozen = frozenSets.resolve(provenance.dataDigest() + ".json");
      spec = Files.exists(frozen) ? DataSets.FROZEN + frozen : spec;
    }
    require(learned.get(), DataSets.splits(spec, DataSets.open(spec)));
  }

  /**
   * The same for groups and splits that are at hand.
   *
   * <p>A group that was tested on once is for ever, so the ledger's count however the set at hand
   * is divided.
   *
   * @param learned whether a group was learned from
   * @throws DataException naming the groups that meet
   */
  public void require(Predicate<String> learned, Splits splits) throws DataException {
    Set<String> tested = new TreeSet<>();
    addTested(tested, ledger == null ? Map.of() : ledger.read());
    addTested(tested, splits.assignment());
    List<String> met = tested.stream().filter(learned).toList();
    if (!met.isEmpty()) {
      throw new DataException(
          "%s: it learned from %d group(s) that it is tested on: %s"
              .formatted(
                  splits.data().name(),
                  met.size(),
                  String.join(", ", met.subList(0, Math.min(NAMED, met.size())))));
    }
  }

  private static void addTested(Set<String> tested, Map<String, Split> splits) {
    splits.forEach(
        (group, split) -> {
          if (split == Split.TEST) {
            tested.add(group);
          }
        });
  }
}
