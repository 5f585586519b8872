package dev.argand.search.train;

import dev.argand.network.training.TrainerState;
import dev.argand.search.run.EdgeState;
import dev.argand.search.run.Progress;
import dev.argand.search.run.RunLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One phase of a run in its journal: a checkpoint and a line of the log at each epoch's end, and a
 * checkpoint every half minute of a long epoch.
 */
final class PhaseJournal {
  private static final Logger LOG = LoggerFactory.getLogger(PhaseJournal.class);
  private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();

  /** Means over the epoch; of everything else the log has what the last step said. */
  private static final Set<String> AVERAGED =
      Set.of("loss", "accuracy", "weightLoss", "weightAccuracy");

  private static final String EPOCH = "epoch.";

  /**
   * What is asked for only at an epoch's end.
   *
   * @param values logged beside the others
   * @param told told beside the others
   * @param notes logged as they are: texts, lists of texts
   * @param edges the cells as they stand, logged and told
   */
  record EpochEnd(
      Map<String, Double> values,
      Map<String, Double> told,
      Map<String, ?> notes,
      List<EdgeState> edges) {
    static final EpochEnd NONE = new EpochEnd(Map.of(), Map.of(), Map.of(), List.of());
  }

  /** Looks at an epoch's end. */
  @FunctionalInterface
  interface EpochLook {
    EpochEnd look() throws IOException, InterruptedException;
  }

  private final Journal journal;
  private final String phase;
  private final int total;
  private final int stepsPerEpoch;
  private double secondsBefore;
  private long began;
  private long lastWritten;

  PhaseJournal(Journal journal, String phase, int total, int stepsPerEpoch) {
    this.journal = journal;
    this.phase = phase;
    this.total = total;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * Begins the phase, or goes on with it.
   *
   * @param restore takes the trainer to where it was
   * @return steps that were done before
   */
  int begin(Consumer<TrainerState> restore) {
    int step = 0;
    Checkpoint checkpoint = journal.of(phase).orElse(null);
    if (checkpoint != null && checkpoint.step() <= total) {
      try {
        restore.accept(checkpoint.state());
        step = checkpoint.step();
        LOG.info("{} goes on after step {} of {}", phase, step, total);
      } catch (IllegalArgumentException e) {
        // Another version of the program has other weights: the seed makes it a run of this one.
        LOG.warn("{} begins anew: {}", phase, e.getMessage());
      }
    }
    if (step == 0) {
      journal.drop(EPOCH);
      journal.drop(phase + ".");
    }
    secondsBefore = journal.carried(secondsName(phase), 0);
    began = System.nanoTime();
    lastWritten = began;
    return step;
  }

  private static String secondsName(String phase) {
    return phase + ".seconds";
  }

  /** Wall time of a phase over all workers that had a part in it. */
  static double seconds(Journal journal, String phase) {
    return journal.carried(secondsName(phase), 0);
  }

  /** A number that this phase carried to here. */
  double carried(String name, double otherwise) {
    return journal.carried(phase + "." + name, otherwise);
  }

  /** Carries a number of this phase on with the next checkpoints. */
  void carry(String name, double value) {
    journal.carry(phase + "." + name, value);
  }

  /**
   * A step was done: kept as is due, then told.
   *
   * @param step number of steps done
   * @param shown told to the listener, and logged
   * @param logged logged only, and instead of what is shown under the same name
   * @param epochEnd asked for at an epoch's end
   * @param state asked for where a checkpoint is due
   */
  void done(
      int step,
      Map<String, Double> shown,
      Map<String, Double> logged,
      EpochLook epochEnd,
      Supplier<TrainerState> state)
      throws IOException, InterruptedException {
    Map<String, Double> values = new TreeMap<>(shown);
    values.putAll(logged);
    sum(values);
    boolean epochEnds = step % stepsPerEpoch == 0 || step == total;
    EpochEnd more = epochEnds ? epochEnd.look() : EpochEnd.NONE;
    double seconds = secondsBefore + (System.nanoTime() - began) / 1e9;
    if (epochEnds) {
      values.replaceAll(this::mean);
      values.putAll(more.values());
      int epoch = (step + stepsPerEpoch - 1) / stepsPerEpoch;
      journal.epoch(RunLog.epoch(phase, epoch, step, seconds, values, more.notes(), more.edges()));
      journal.drop(EPOCH);
    }
    if (epochEnds || System.nanoTime() - lastWritten > EVERY_NANOS) {
      journal.carry(secondsName(phase), seconds);
      journal.write(phase, step, state.get());
      lastWritten = System.nanoTime();
    }
    Map<String, Double> told = new TreeMap<>(shown);
    told.putAll(more.told());
    journal.tell(new Progress(phase, step, total, told, more.edges()));
  }

  private void sum(Map<String, Double> values) {
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (AVERAGED.contains(value.getKey())) {
        String name = EPOCH + value.getKey();
        journal.carry(name, journal.carried(name, 0) + value.getValue());
        String count = EPOCH + "count." + value.getKey();
        journal.carry(count, journal.carried(count, 0) + 1);
      }
    }
  }

  private double mean(String name, double last) {
    double count = journal.carried(EPOCH + "count." + name, 0);
    return count == 0 ? last : journal.carried(EPOCH + name, 0) / count;
  }
}
