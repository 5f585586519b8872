package dev.argand.launcher.command;

import dev.argand.inference.DecisionRule;
import dev.argand.inference.HearingRule;
import dev.argand.inference.QualityRule;
import dev.argand.inference.ReorderRule;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The settings that a replay must share with the live stream to say the same of a window. */
final class HearingSettings {
  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      description =
          "A setting that the live stream runs with: inference.reorder.limit (0s with"
              + " at-least-once) or one of quality.*; may be given again.")
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * How windows are heard under them.
   *
   * @throws SettingException naming the first that is unknown or wrong
   */
  HearingRule rule(DecisionRule decision) throws SettingException {
    List<Setting<?>> known = new ArrayList<>(ReorderRule.settings());
    known.addAll(QualityRule.settings());
    HearingRule rule = HearingRule.of(Settings.of(given, Map.of()).refuseUnknown(known));
    return new HearingRule(rule.reorder(), rule.overload(), rule.quality(), decision);
  }
}
