package dev.argand.inference.evaluation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Counts of one model. Not thread-safe. */
final class Tally {
  private static final int RECENT = 200;

  private final Map<String, Share> labels = new HashMap<>();
  private final Map<String, Share> sources = new HashMap<>();
  private final Map<String, Map<String, Long>> confusion = new HashMap<>();

  /** Every window that may still change, and of the final ones those that can be recent. */
  private final TreeSet<Judged> byStart = new TreeSet<>(Judged.BY_START);

  private final Set<Judged> closed = new HashSet<>();
  private Share all = Share.NONE;
  private int version;

  void add(Judged window, int modelVersion) {
    version = Math.max(version, modelVersion);
    count(window, 1);
    byStart.add(window);
  }

  void remove(Judged window) {
    count(window, -1);
    byStart.remove(window);
  }

  /** The window changes no more. */
  void close(Judged window) {
    closed.add(window);
    while (byStart.size() > RECENT && closed.contains(byStart.first())) {
      closed.remove(byStart.pollFirst());
    }
  }

  boolean isEmpty() {
    return all.n() == 0;
  }

  VersionAccuracy snapshot(String digest) {
    return new VersionAccuracy(version, digest, all, recent(), labels, sources, confusion);
  }

  private Share recent() {
    long n = 0;
    long right = 0;
    for (Judged window : byStart.descendingSet()) {
      if (n == RECENT) {
        break;
      }
      n++;
      right += window.right() ? 1 : 0;
    }
    return new Share(n, right);
  }

  private void count(Judged window, int sign) {
    int right = window.right() ? sign : 0;
    all = new Share(all.n() + sign, all.right() + right);
    count(labels, window.meant(), sign, right);
    count(sources, window.sourceId(), sign, right);
    Map<String, Long> said = confusion.computeIfAbsent(window.meant(), meant -> new HashMap<>());
    said.merge(window.said(), (long) sign, Long::sum);
    said.values().removeIf(cell -> cell == 0);
    if (said.isEmpty()) {
      confusion.remove(window.meant());
    }
  }

  private static void count(Map<String, Share> shares, String name, int n, int right) {
    Share before = shares.getOrDefault(name, Share.NONE);
    Share now = new Share(before.n() + n, before.right() + right);
    if (now.n() == 0) {
      shares.remove(name);
    } else {
      shares.put(name, now);
    }
  }
}
