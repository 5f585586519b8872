package dev.argand.network.bundle;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from: what is needed to train it again.
 *
 * @param runId the search run
 * @param dataSet name of the data set, at most {@value #MOST_ASKED} characters
 * @param dataDigest digest of the frozen data set
 * @param seed the run's only seed
 * @param profile name of the budget and hyper-parameters, and what differs from it; at most {@value
 *     #MOST_ASKED} characters
 * @param method search method, such as darts or random
 * @param environment what else decides the bits: java, natives, cpu, threads
 * @param commit revision of the program, or "unknown"
 * @param parentDigest bundle that this one retrains, or null
 * @param createdAt when it was trained
 */
public record Provenance(
    String runId,
    String dataSet,
    String dataDigest,
    long seed,
    String profile,
    String method,
    Map<String, String> environment,
    String commit,
    @Nullable String parentDigest,
    Instant createdAt) {
  /** The commit of a program that does not know its own. */
  public static final String UNKNOWN_COMMIT = "unknown";

  /** Most characters of what a run was asked for: its data set and its profile. */
  public static final int MOST_ASKED = 20_000;

  public Provenance {
    ManifestChecks.text("provenance.runId", runId);
    ManifestChecks.text("provenance.dataSet", dataSet, MOST_ASKED);
    ManifestChecks.text("provenance.dataDigest", dataDigest);
    ManifestChecks.text("provenance.profile", profile, MOST_ASKED);
    ManifestChecks.text("provenance.method", method);
    ManifestChecks.text("provenance.commit", commit);
    ManifestChecks.present("provenance.createdAt", createdAt);
    ManifestChecks.noNulls("provenance.environment", environment);
    SortedMap<String, String> sorted = new TreeMap<>(environment);
    environment = Collections.unmodifiableSortedMap(sorted);
    if (parentDigest != null) {
      ManifestChecks.digest("provenance.parentDigest", parentDigest);
    }
  }
}
