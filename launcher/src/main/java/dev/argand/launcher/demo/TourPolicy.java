package dev.argand.launcher.demo;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The policy under which the tour's standalone starts searches by itself. */
public final class TourPolicy {
  /** Fewer labels than the second act gives, and no more than a person could give. */
  private static final int LABELS = 20;

  private TourPolicy() {}

  /** Writes it, unless the home has a policy of its own. */
  public static void write(TourSpec spec, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Properties policy = new Properties();
    policy.setProperty("data", spec.data());
    policy.setProperty("profile", spec.profile());
    policy.setProperty("seed", Long.toString(spec.seed()));
    policy.setProperty("labels.new", Integer.toString(LABELS));
    policy.setProperty("settle", "2s");
    Files.createDirectories(file.getParent());
    try (Writer writer = Files.newBufferedWriter(file)) {
      policy.store(writer, "written by the tour");
    }
  }
}
