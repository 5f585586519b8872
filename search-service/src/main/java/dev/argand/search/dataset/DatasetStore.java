package dev.argand.search.dataset;

import dev.argand.network.bundle.DurableFile;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.FrozenManifest;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frozen data sets in a folder: {@code <digest>.json} each, and {@code groups.json}, the splits of
 * groups for ever.
 *
 * <p>Freezing the same clips gives the same digest, in any order and at any time: a manifest holds
 * nothing but content. One process freezes at a time. Thread-safe.
 */
public final class DatasetStore {
  private static final Logger log = LoggerFactory.getLogger(DatasetStore.class);

  private final Path folder;
  private final GroupLedger ledger;

  /**
   * A store in a folder, which is made if it is missing.
   *
   * @throws IOException if the folder cannot be made
   */
  public DatasetStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder).toAbsolutePath().normalize();
    this.ledger = new GroupLedger(this.folder.resolve("groups.json"));
  }

  /**
   * Freezes a base set and labelled clips.
   *
   * <p>Of two clips of the same audio the one labelled last counts. What cannot be learned from is
   * left out and named in {@link FrozenDataset#leftOut}: a clip that is gone, was changed, holds
   * nothing, or is of a rate that cannot be resampled; a new label without groups to divide. Groups
   * of the base set stay where they are, and a group that was in a frozen set before stays there.
   *
   * @param baseSpec what {@link DataSets#open} takes; no frozen set
   * @throws DataException if the base set cannot be used or the ledger not be understood
   * @throws IOException if a clip of the base set cannot be read, or the folder not be written to
   */
  public synchronized FrozenDataset freeze(
      String baseSpec, Collection<ClipCut> clips, ClipStore store)
      throws DataException, IOException {
    if (DataSets.isFrozen(baseSpec)) {
      throw new DataException(
          "base: bundled, bundled:events, bundled:words or a directory was expected, was "
              + baseSpec);
    }
    DataSet base = DataSets.open(baseSpec);
    List<String> leftOut = new ArrayList<>();
    List<LabeledClip> usable = UsableClips.of(clips, store, leftOut);
    SplitPlan plan = SplitPlan.of(base, usable, ledger.read());
    leftOut.addAll(plan.leftOut());
    Set<String> labels = new TreeSet<>(plan.splits().data().labels());
    List<FrozenManifest.Clip> taken = new ArrayList<>();
    Map<String, Split> groups = new TreeMap<>();
    for (LabeledClip clip : usable) {
      if (labels.contains(clip.label())) {
        Split split = plan.splits().of(clip.group());
        groups.put(clip.group(), split);
        taken.add(
            new FrozenManifest.Clip(UsableClips.sha256(clip), clip.label(), clip.group(), split));
      }
    }
    // A directory or table is named absolutely: the worker that opens it runs elsewhere.
    String named = Files.exists(Path.of(baseSpec)) ? absolute(baseSpec) : baseSpec;
    FrozenManifest manifest =
        new FrozenManifest(
            FrozenManifest.FORMAT, named, base.digest(), relative(store.folder()), taken);
    ledger.add(groups);
    String digest = manifest.digest();
    Path file = folder.resolve(digest + ".json");
    if (!Files.exists(file)) {
      DurableFile.write(file, manifest.bytes());
      log.info("Data set {}: {} with {} labelled clips", digest, baseSpec, taken.size());
    }
    leftOut.forEach(line -> log.warn("Data set {}: {}", digest, line));
    String spec = DataSets.FROZEN + file;
    DataSet data = DataSets.open(spec);
    return new FrozenDataset(digest, file, data, DataSets.splits(spec, data), leftOut);
  }

  /** A check of models against every set that was ever frozen here, and their own. */
  public LeakCheck leakCheck() {
    return LeakCheck.of(folder, ledger);
  }

  private String relative(Path clips) {
    return folder.relativize(clips).toString().replace('\\', '/');
  }

  private static String absolute(String directory) {
    return Path.of(directory).toAbsolutePath().normalize().toString();
  }
}
