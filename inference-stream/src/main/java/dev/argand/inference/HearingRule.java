package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * How an instance hears, whatever the model.
 *
 * @param reorder how long early frames wait for late ones
 * @param overload which windows are given up when it lags
 * @param quality when audio is flagged
 * @param decision when a window counts as heard
 * @param clips of which heard audio a clip is asked for
 * @param forget when the state of a source that no longer sends is given up
 */
public record HearingRule(
    ReorderRule reorder,
    OverloadRule overload,
    QualityRule quality,
    DecisionRule decision,
    ClipRule clips,
    ForgetRule forget) {
  /** The rule of the settings' defaults. */
  public static final HearingRule USUAL =
      new HearingRule(
          ReorderRule.USUAL,
          OverloadRule.USUAL,
          QualityRule.USUAL,
          DecisionRule.USUAL,
          ClipRule.USUAL,
          ForgetRule.USUAL);

  /** A rule that asks for no clips. */
  public HearingRule(
      ReorderRule reorder, OverloadRule overload, QualityRule quality, DecisionRule decision) {
    this(reorder, overload, quality, decision, ClipRule.NONE, ForgetRule.USUAL);
  }

  /** The same with another rule for early frames. */
  public HearingRule reordering(ReorderRule other) {
    return new HearingRule(other, overload, quality, decision, clips, forget);
  }

  /** The same with another rule for clips. */
  public HearingRule asking(ClipRule other) {
    return new HearingRule(reorder, overload, quality, decision, other, forget);
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(ReorderRule.settings());
    settings.addAll(OverloadRule.settings());
    settings.addAll(QualityRule.settings());
    settings.addAll(DecisionRule.settings());
    settings.addAll(ClipRule.settings());
    settings.addAll(ForgetRule.settings());
    return List.copyOf(settings);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException naming the first that is wrong
   */
  public static HearingRule of(Settings settings) throws SettingException {
    try {
      return new HearingRule(
          ReorderRule.of(settings),
          OverloadRule.of(settings),
          QualityRule.of(settings),
          DecisionRule.of(settings),
          ClipRule.of(settings),
          ForgetRule.of(settings));
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }
}
