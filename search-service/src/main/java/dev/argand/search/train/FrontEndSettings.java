package dev.argand.search.train;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.signal.FrontEnd;
import java.util.List;

/** The settings of a profile that say what a network hears: {@link FrontEnd}'s components. */
final class FrontEndSettings {
  private static final FrontEnd DEFAULT = FrontEnd.oneSecond();

  private static final Setting<Integer> RATE =
      Setting.integer(
          "frontend.sample.rate.hz", 1000, 384_000, DEFAULT.sampleRateHz(), "the model's rate");
  private static final Setting<Integer> WINDOW =
      Setting.integer(
          "frontend.window.samples",
          16,
          50_000_000,
          DEFAULT.windowSamples(),
          "length of a window at the model's rate");
  private static final Setting<Integer> HOP =
      Setting.integer(
          "frontend.hop.samples", 1, 50_000_000, DEFAULT.hopSamples(), "from window to window");
  private static final Setting<Integer> FFT =
      Setting.integer(
          "frontend.fft.length", 16, 1 << 20, DEFAULT.fftLength(), "length of the transform");
  private static final Setting<Integer> STFT_HOP =
      Setting.integer(
          "frontend.stft.hop.samples", 1, 1 << 20, DEFAULT.stftHopSamples(), "frame to frame");
  private static final Setting<Integer> BANDS =
      Setting.integer("frontend.mel.bands", 1, 4096, DEFAULT.melBands(), "number of mel bands");
  private static final Setting<Double> MIN_HZ =
      Setting.decimal("frontend.min.hz", 0, 192_000, DEFAULT.minHz(), "lowest band's lower edge");
  private static final Setting<Double> MAX_HZ =
      Setting.decimal("frontend.max.hz", 1, 192_000, DEFAULT.maxHz(), "highest band's upper edge");
  private static final Setting<Double> COMPRESSION =
      Setting.decimal(
          "frontend.compression", 1e-6, 1e9, DEFAULT.compression(), "c of z log1p(c|z|)/|z|");

  static final List<Setting<?>> ALL =
      List.of(RATE, WINDOW, HOP, FFT, STFT_HOP, BANDS, MIN_HZ, MAX_HZ, COMPRESSION);

  private FrontEndSettings() {}

  static FrontEnd read(Settings s) throws SettingException {
    try {
      return new FrontEnd(
          s.get(RATE),
          s.get(WINDOW),
          s.get(HOP),
          s.get(FFT),
          s.get(STFT_HOP),
          s.get(BANDS),
          s.get(MIN_HZ),
          s.get(MAX_HZ),
          s.get(COMPRESSION));
    } catch (IllegalArgumentException e) {
      throw new SettingException("settings frontend.*: " + e.getMessage());
    }
  }
}
