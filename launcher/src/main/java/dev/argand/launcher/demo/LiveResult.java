package dev.argand.launcher.demo;

import dev.argand.schemas.avro.Recognition;
import java.util.List;
import java.util.Map;

/**
 * What was heard live.
 *
 * @param heard recognitions by source and window number
 * @param latenciesMicros one a window: from the capture of its last sample until it could be read
 * @param accuracy share of judged windows that were right
 * @param judged windows whose truth is clear
 */
record LiveResult(
    Map<String, Map<Long, Recognition>> heard,
    List<Long> latenciesMicros,
    double accuracy,
    int judged) {

  LiveResult {
    heard = Map.copyOf(heard);
    latenciesMicros = List.copyOf(latenciesMicros);
  }

  long windows() {
    return latenciesMicros.size();
  }

  /** The latency that a share of the windows did not exceed (nearest rank), in milliseconds. */
  double latencyMs(double share) {
    List<Long> sorted = latenciesMicros.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, rank - 1)) / 1000.0;
  }
}
