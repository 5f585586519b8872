package dev.argand.launcher.bench;

/**
 * What the measured process has done since it began. All but the time and the counts are CPU
 * seconds.
 *
 * @param atNanos when, by the process's own clock
 * @param process of the whole process
 * @param streamThreads of the stream threads
 * @param kafkaThreads of the Kafka clients' own threads
 * @param signal of the stream threads, from PCM to features
 * @param model of the stream threads, from features to scores
 * @param handOver of the stream threads, reading frames, keeping state, writing what was recognised
 * @param windows recognised
 * @param shedWindows never asked of the model, because recognition lagged
 * @param audioSeconds taken, that of shed windows included
 * @param changelogBytes bytes of records sent to changelogs
 */
record CpuReading(
    long atNanos,
    double process,
    double streamThreads,
    double kafkaThreads,
    double signal,
    double model,
    double handOver,
    double windows,
    double shedWindows,
    double audioSeconds,
    long changelogBytes) {

  CpuReading since(CpuReading earlier) {
    return new CpuReading(
        atNanos - earlier.atNanos,
        process - earlier.process,
        streamThreads - earlier.streamThreads,
        kafkaThreads - earlier.kafkaThreads,
        signal - earlier.signal,
        model - earlier.model,
        handOver - earlier.handOver,
        windows - earlier.windows,
        shedWindows - earlier.shedWindows,
        audioSeconds - earlier.audioSeconds,
        changelogBytes - earlier.changelogBytes);
  }

  /** Audio whose windows were shed: taken, and not heard. */
  double shedSeconds(double hopSeconds) {
    return shedWindows * hopSeconds;
  }

  /** Audio of which a model was asked. */
  double heardSeconds(double hopSeconds) {
    return Math.max(0, audioSeconds - shedSeconds(hopSeconds));
  }

  double seconds() {
    return atNanos * 1e-9;
  }
}
