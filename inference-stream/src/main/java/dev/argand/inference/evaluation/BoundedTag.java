package dev.argand.inference.evaluation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Values of a tag: the first so many keep their names, the rest share one. Thread-safe. */
final class BoundedTag {
  static final String OTHER = "other";

  private final int most;
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  BoundedTag(int most) {
    this.most = most;
  }

  /** The value under which the name is shown. */
  synchronized String of(String name) {
    if (named.contains(name)) {
      return name;
    }
    return named.size() < most && named.add(name) ? name : OTHER;
  }
}
