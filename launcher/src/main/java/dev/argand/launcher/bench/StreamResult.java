package dev.argand.launcher.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of a case.
 *
 * @param what the case
 * @param sources that spoke at the pace of the clock
 * @param load CPU time of the stream threads over their number and the time that passed
 * @param sourcesPerCore seconds of audio heard, without what was shed, over CPU seconds of the
 *     whole recognising process
 * @param catchUpSourcesPerCore the same while it caught up with a backlog
 * @param p50Ms median time from a window's last sample, taken by Kafka, until its recognition could
 *     be read as committed
 * @param p90Ms nine in ten took at most this
 * @param p99Ms 99 in 100 took at most this
 * @param maxMs the longest
 * @param windows recognised
 * @param behindSeconds audio that still waited at the end, a source
 * @param shedSeconds audio, over all sources, that the model was never asked about because
 *     recognition lagged
 * @param cpuMicrosPerWindow by stage
 * @param changelogRatio bytes sent to changelogs over bytes of audio heard
 */
public record StreamResult(
    StreamCase what,
    int sources,
    double load,
    double sourcesPerCore,
    double catchUpSourcesPerCore,
    double p50Ms,
    double p90Ms,
    double p99Ms,
    double maxMs,
    long windows,
    double behindSeconds,
    double shedSeconds,
    Map<String, Double> cpuMicrosPerWindow,
    double changelogRatio) {

  /** For JSON, in the order in which a person would read it. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("frameBytes", what.frameBytes());
    map.put("threads", what.threads());
    map.put("guarantee", what.guarantee().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("engine", what.engine().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put("sources", sources);
    map.put("load", rounded(load, 3));
    map.put("sourcesPerCore", rounded(sourcesPerCore, 1));
    map.put("catchUpSourcesPerCore", rounded(catchUpSourcesPerCore, 1));
    map.put("p50Ms", p50Ms);
    map.put("p90Ms", p90Ms);
    map.put("p99Ms", p99Ms);
    map.put("maxMs", maxMs);
    map.put("windows", windows);
    map.put("behindSeconds", rounded(behindSeconds, 3));
    map.put("shedSeconds", rounded(shedSeconds, 3));
    Map<String, Double> stages = new LinkedHashMap<>();
    cpuMicrosPerWindow.forEach((stage, micros) -> stages.put(stage, rounded(micros, 1)));
    map.put("cpuMicrosPerWindow", stages);
    map.put("changelogRatio", rounded(changelogRatio, 3));
    return map;
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
