package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a window's audio is flagged as worse than it should be. A flag changes no decision.
 *
 * @param clippingShare least part of flat tops that is clipping, in (0, 1]
 * @param silenceDbfs level below which nothing at all is heard: a dead microphone
 * @param dcOffset mean beyond which the samples have an offset, in (0, 1]
 * @param late from capture until Kafka had it, beyond which it is late
 */
public record QualityRule(
    double clippingShare, double silenceDbfs, double dcOffset, Duration late) {
  public static final Setting<Double> CLIPPING_SHARE =
      Setting.decimal(
          "quality.clipping.share",
          1e-6,
          1,
          0.001,
          "part of samples on flat tops that is clipping");
  public static final Setting<Double> SILENCE_DBFS =
      Setting.decimal(
          "quality.silence.dbfs",
          Level.SILENCE_DBFS,
          0,
          -80.0,
          "level below which nothing is heard");
  public static final Setting<Double> DC_OFFSET =
      Setting.decimal(
          "quality.dc.offset", 1e-6, 1, 0.05, "mean that is an offset; 1 is full scale");
  public static final Setting<Duration> LATE =
      Setting.duration(
          "quality.late", Duration.ofSeconds(10), "from capture to Kafka, beyond which it is late");

  /** The rule of the settings' defaults. */
  public static final QualityRule USUAL = new QualityRule(0.001, -80, 0.05, Duration.ofSeconds(10));

  private static final long MICROS_PER_MILLI = 1_000;

  public QualityRule {
    require(
        clippingShare > 0 && clippingShare <= 1,
        "clippingShare must be in (0, 1], was " + clippingShare);
    require(
        silenceDbfs >= Level.SILENCE_DBFS && silenceDbfs <= 0,
        "silenceDbfs must be in [-200, 0], was " + silenceDbfs);
    require(dcOffset > 0 && dcOffset <= 1, "dcOffset must be in (0, 1], was " + dcOffset);
    require(!late.isNegative(), "late must not be negative, was " + late);
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(CLIPPING_SHARE, SILENCE_DBFS, DC_OFFSET, LATE);
  }

  static QualityRule of(Settings settings) throws SettingException {
    return new QualityRule(
        settings.get(CLIPPING_SHARE),
        settings.get(SILENCE_DBFS),
        settings.get(DC_OFFSET),
        settings.get(LATE));
  }

  /**
   * What the samples of a window say of themselves to a model of a front end, in the order of
   * {@link QualityFlag}.
   */
  public List<QualityFlag> flags(Level level, int sourceRateHz, FrontEnd frontEnd) {
    List<QualityFlag> flags = new ArrayList<>(2);
    if (level.flatShare() >= clippingShare) {
      flags.add(QualityFlag.CLIPPED);
    }
    if (level.samples() > 0 && level.dbfs() < silenceDbfs) {
      flags.add(QualityFlag.SILENT);
    }
    if (Math.abs(level.mean()) >= dcOffset) {
      flags.add(QualityFlag.DC_OFFSET);
    }
    if (isBandLimited(sourceRateHz, frontEnd)) {
      flags.add(QualityFlag.BAND_LIMITED);
    }
    return flags;
  }

  /** Whether a band of the model reaches beyond what a source's rate can hold. */
  private static boolean isBandLimited(int sourceRateHz, FrontEnd frontEnd) {
    return sourceRateHz < frontEnd.sampleRateHz()
        && frontEnd.bandsBelow(sourceRateHz / 2.0) < frontEnd.melBands();
  }

  /** Whether audio that ended at a time had come late when Kafka took it. */
  boolean isLate(long endMicros, long arrivalMillis) {
    return arrivalMillis * MICROS_PER_MILLI - endMicros > late.toMillis() * MICROS_PER_MILLI;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
