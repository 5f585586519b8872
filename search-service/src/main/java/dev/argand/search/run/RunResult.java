package dev.argand.search.run;

import java.nio.file.Path;

/**
 * What a run made.
 *
 * @param runId SHA-256 of data digest, profile and seed, the first 16 hex digits
 * @param bundle the model bundle's file
 * @param digest its identity
 * @param genotype the two cells, as one line
 * @param parameters real numbers learned
 * @param heldOutAccuracy on groups that were never trained on, 0 to 1
 * @param searchSeconds wall time of the search
 * @param retrainSeconds wall time of the retraining
 */
public record RunResult(
    String runId,
    Path bundle,
    String digest,
    String genotype,
    long parameters,
    double heldOutAccuracy,
    double searchSeconds,
    double retrainSeconds) {}
