package dev.argand.search.train;

import dev.argand.network.bundle.DurableFile;
import dev.argand.network.training.TrainerState;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run keeps on disk while it works, so that another worker can go on with it: the newest
 * checkpoint, and a log with a line an epoch.
 *
 * <p>A log line is written before the checkpoint that follows it, and lines of steps that no
 * checkpoint holds are taken away when a run is taken up, so that the log reads as if nothing had
 * happened. Not thread-safe; whoever has it holds the run's lock.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final String runId;
  private final Path file;
  private final RunLog log;
  private final ProgressListener listener;
  private final Map<String, Double> carried = new TreeMap<>();
  private @Nullable Checkpoint found;
  private @Nullable String genotype;

  /** Opens a run's journal and looks where it was. */
  Journal(RunFolder folder, String runId, ProgressListener listener) throws IOException {
    this.runId = runId;
    this.file = folder.checkpoint();
    this.log = folder.log();
    this.listener = listener;
    Checkpoint before = read(file, runId);
    this.found = before;
    if (before != null) {
      carried.putAll(before.carried());
      genotype = before.genotype();
    }
    log.keepUpTo(phase(), step());
  }

  private static @Nullable Checkpoint read(Path file, String runId) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      Checkpoint checkpoint = CheckpointCodec.decode(bytes);
      if (checkpoint.runId().equals(runId)) {
        return checkpoint;
      }
      LOG.warn("{} is of run {}, not {}: the run begins anew", file, checkpoint.runId(), runId);
    } catch (IOException e) {
      // The seed makes it the same run from the beginning.
      LOG.warn("{} cannot be used: {}; the run begins anew", file, e.getMessage());
    }
    return null;
  }

  /** The phase of the checkpoint that was found; empty where there was none. */
  String phase() {
    return found == null ? "" : found.phase();
  }

  /** Steps of it that were done. */
  int step() {
    return found == null ? 0 : found.step();
  }

  /** What the search found, if it ended before. */
  Optional<String> genotype() {
    return Optional.ofNullable(genotype);
  }

  /** The search has ended; checkpoints carry what it found from now on. */
  void foundGenotype(String text) {
    genotype = text;
  }

  /** The checkpoint of a phase, if that is where the run was. */
  Optional<Checkpoint> of(String phase) {
    return Optional.ofNullable(found).filter(checkpoint -> checkpoint.phase().equals(phase));
  }

  /** A number that was carried to here. */
  double carried(String name, double otherwise) {
    return carried.getOrDefault(name, otherwise);
  }

  /** Carries a number on with the next checkpoints. */
  void carry(String name, double value) {
    carried.put(name, value);
  }

  /** Lets go of numbers whose name begins so. */
  void drop(String prefix) {
    carried.keySet().removeIf(name -> name.startsWith(prefix));
  }

  void write(String phase, int step, TrainerState state) throws IOException {
    Checkpoint now = new Checkpoint(runId, phase, step, genotype, carried, state);
    DurableFile.write(file, CheckpointCodec.encode(now));
    found = null;
  }

  void epoch(Map<String, ?> line) throws IOException {
    log.append(line);
  }

  void tell(Progress progress) {
    listener.onProgress(progress);
  }

  /** No more is to come: the bundle has everything. */
  void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
