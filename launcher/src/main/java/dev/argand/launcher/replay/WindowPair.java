package dev.argand.launcher.replay;

import dev.argand.schemas.avro.Recognition;
import org.jspecify.annotations.Nullable;

/**
 * What two models said of the same window; one of them is null where only the other has a window
 * there.
 */
public record WindowPair(@Nullable Recognition first, @Nullable Recognition second) {
  /** Said of a window in which nothing was accepted. */
  public static final String NOTHING = "nothing";

  public WindowPair {
    if (first == null && second == null) {
      throw new IllegalArgumentException("one of the two must have a window");
    }
  }

  /** Whichever there is, the first if both are. */
  public Recognition any() {
    if (first != null) {
      return first;
    }
    if (second != null) {
      return second;
    }
    throw new IllegalStateException("one of the two has a window");
  }

  /** Whether both models have a window here. */
  public boolean isWhole() {
    return first != null && second != null;
  }

  /** Whether both say the same: the same label, or both nothing. */
  public boolean agrees() {
    return first != null && second != null && said(first).equals(said(second));
  }

  /** The accepted label, or {@link #NOTHING}. */
  public static String said(Recognition recognition) {
    return recognition.getAccepted() ? recognition.getLabel() : NOTHING;
  }
}
