package dev.argand.search.run;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.natives.NvidiaGpu;
import dev.argand.search.spectra.SpectraChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What a search service's runs compute with, as settings; docs/natives.md explains them. */
public final class ComputeSettings {
  private static final Setting<DeviceChoice> DEVICE =
      Setting.choice(
          "search.device",
          DeviceChoice.class,
          DeviceChoice.AUTO,
          "What networks train on: cuda is an NVIDIA GPU or nothing, auto a GPU if it works.");
  private static final Setting<SpectraChoice> SPECTRA =
      Setting.choice(
          "search.spectra",
          SpectraChoice.class,
          SpectraChoice.JAVA,
          "What computes the spectra of training batches.");
  private static final Setting<Path> NATIVES =
      Setting.path("search.natives", Path.of("natives"), "folder of fetched natives");

  private ComputeSettings() {}

  /** Every setting. */
  public static List<Setting<?>> settings() {
    return List.of(DEVICE, SPECTRA, NATIVES);
  }

  /**
   * Tries what was asked for.
   *
   * @param loud hears a line for each thing that was hoped for and is not used
   * @throws SettingException with one line, if what was asked for by name cannot be had
   */
  public static Compute choose(Settings settings, Consumer<String> loud)
      throws SettingException, InterruptedException {
    try {
      return new ComputeChooser(new NativesFolder(settings.get(NATIVES)), new NvidiaGpu(), loud)
          .choose(settings.get(DEVICE), settings.get(SPECTRA));
    } catch (NativesException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }
}
