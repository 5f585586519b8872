package dev.argand.launcher.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a tour, as its last line prints them in JSON.
 *
 * @param version number of the published model
 * @param genotype the cells found, in one line
 * @param parameters learnt real numbers
 * @param heldOutAccuracy 0 to 1, on clips of groups that were never learned from
 * @param windows windows recognised live
 * @param liveAccuracy 0 to 1, over the windows whose truth is clear
 * @param offlineAccuracy the same for the batch evaluation of the very audio that was streamed
 * @param p50Ms median from the capture of a window's last sample until its recognition could be
 *     read
 * @param p99Ms the same, 99th percentile
 * @param realTimeFactor seconds of work of recognition a second of audio
 * @param secondAct the second act's figures, or null if it was left out
 */
public record TourResult(
    int version,
    String genotype,
    long parameters,
    double heldOutAccuracy,
    long windows,
    double liveAccuracy,
    double offlineAccuracy,
    double p50Ms,
    double p99Ms,
    double realTimeFactor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SecondActResult secondAct) {}
