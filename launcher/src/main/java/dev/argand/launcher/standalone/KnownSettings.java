package dev.argand.launcher.standalone;

import dev.argand.ingest.IngestConfig;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every setting that a process of Argand may find in its environment, whichever of them it reads:
 * one environment may serve several processes. A variable that is none of them, but for a slip of
 * the pen, is refused, since its value would silently be the default.
 */
public final class KnownSettings {
  /** What the start script and the command line read themselves. */
  private static final List<Setting<?>> OF_COMMANDS =
      List.of(
          Setting.text("home", null, "Argand's data folder"),
          Setting.text("java.opts", null, "further options for Java"));

  private KnownSettings() {}

  /** All of them. */
  static Set<Setting<?>> all() {
    Set<Setting<?>> all = new LinkedHashSet<>(OF_COMMANDS);
    all.addAll(IngestConfig.settings());
    all.addAll(dev.argand.inference.Main.settings());
    all.addAll(dev.argand.inference.Main.evaluationSettings());
    all.addAll(dev.argand.search.Main.settings());
    all.addAll(dev.argand.search.Main.runSettings());
    all.addAll(dev.argand.console.Main.settings());
    return all;
  }

  /**
   * Settings of one of the processes.
   *
   * @param given by dotted name, before the environment
   * @throws SettingException naming a variable that is none, with the nearest that are
   */
  public static Settings of(Map<String, String> given, Map<String, String> environment)
      throws SettingException {
    return Settings.of(given, environment).refuseUnknown(all());
  }
}
