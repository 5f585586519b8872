package dev.argand.search.run;

/** Hears of a run's progress, on the thread that makes it. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener for those who do not care. */
  ProgressListener NONE = progress -> {};

  /** Called after each step. */
  void onProgress(Progress progress);
}
