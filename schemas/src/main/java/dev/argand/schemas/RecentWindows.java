package dev.argand.schemas;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Windows that were noted lately, so that a reader counts what at-least-once writes again only
 * once: it comes within what is heard between two commits. Not thread-safe.
 */
public final class RecentWindows {
  private final int most;
  private final Set<String> windows = new LinkedHashSet<>();

  /**
   * None yet.
   *
   * @param most how many are remembered, those that were noted last; at least 1
   * @throws IllegalArgumentException if there are to be none
   */
  public RecentWindows(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most must be at least 1, was " + most);
    }
    this.most = most;
  }

  /** Whether a window was noted, and is remembered. */
  public boolean has(String window) {
    return windows.contains(window);
  }

  /** Notes a window. */
  public void note(String window) {
    if (windows.add(window) && windows.size() > most) {
      Iterator<String> oldest = windows.iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
