package dev.argand.launcher.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows phases of long work: on a terminal as bars with the time left, elsewhere as a line at each
 * phase's begin and end and every few seconds between. The time left is what the rest takes at the
 * pace since the phase was first shown, and is left out until there is such a pace. Thread-safe.
 */
public final class ProgressDisplay implements AutoCloseable {
  private static final long LINE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private @Nullable String phase;
  private @Nullable ProgressBar bar;
  private long phaseBegan;
  private int doneAtFirst;
  private long lastLine;

  /** A display on a terminal. */
  public ProgressDisplay(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  /** With a clock of its own. */
  ProgressDisplay(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * Shows where the work is.
   *
   * @param total 0 where it is not known
   * @param values figures such as loss and accuracy
   */
  public synchronized void show(String newPhase, int done, int total, Map<String, Double> values) {
    boolean isNew = !newPhase.equals(phase);
    if (isNew) {
      closeBar();
      phase = newPhase;
      phaseBegan = nanoTime.getAsLong();
      doneAtFirst = done;
    }
    if (terminal.isInteractive()) {
      redraw(newPhase, done, total, figures(values));
    } else {
      boolean isLast = total > 0 && done >= total;
      if (isNew || isLast || nanoTime.getAsLong() - lastLine >= LINE_EVERY_NANOS) {
        lastLine = nanoTime.getAsLong();
        terminal.line("  %-9s %s", newPhase, state(done, total) + figures(values));
      }
    }
  }

  /** Finishes the bar that is drawn now. */
  @Override
  public synchronized void close() {
    closeBar();
  }

  private void redraw(String name, int done, int total, String figures) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("  " + String.format(Locale.ROOT, "%-9s", name))
              .setInitialMax(total > 0 ? total : -1)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(200)
              .build();
    }
    if (total > 0) {
      bar.maxHint(total);
    }
    bar.stepTo(done);
    bar.setExtraMessage(figures);
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private String state(int done, int total) {
    if (total <= 0) {
      return done == 0 ? "..." : String.valueOf(done);
    }
    return String.format(Locale.ROOT, "%d/%d%s", done, total, left(done, total));
  }

  /** A run that goes on has done much before it was first shown: that says nothing of its pace. */
  private String left(int done, int total) {
    int since = done - doneAtFirst;
    if (since <= 0 || done >= total) {
      return "";
    }
    double seconds = (nanoTime.getAsLong() - phaseBegan) * 1e-9 * (total - done) / since;
    return seconds < 1 ? "" : String.format(Locale.ROOT, ", %.0f s left", seconds);
  }

  private static String figures(Map<String, Double> values) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "  %s %.3f", name, value)));
    return text.toString();
  }
}
