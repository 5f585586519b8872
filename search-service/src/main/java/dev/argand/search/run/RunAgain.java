package dev.argand.search.run;

import dev.argand.runtime.SettingException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.train.Profile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Asks again for what a run's folder says was asked for, so that it goes on. */
public final class RunAgain {
  private static final String PROFILE = "profile.properties";

  private RunAgain() {}

  /**
   * The request that a run was begun with. Where the profile is no longer what it was, the folder's
   * copy of its settings takes its place.
   *
   * @throws SearchException if this is no run's folder
   */
  public static SearchRequest request(RunFolder folder, NativesFolder natives)
      throws IOException, SearchException {
    RunConfig config =
        folder
            .config()
            .orElseThrow(() -> SearchException.input(folder.root() + " is no run's folder"));
    String profile = isAsItWas(config) ? config.profile() : copy(folder, config.values());
    return new SearchRequest(
        config.data(),
        profile,
        config.seed(),
        folder.root(),
        Compute.named(config.device(), config.spectra(), natives));
  }

  private static boolean isAsItWas(RunConfig config) {
    try {
      return new TreeMap<>(Profile.read(config.profile()).values()).equals(config.values());
    } catch (SettingException gone) {
      return false;
    }
  }

  private static String copy(RunFolder folder, Map<String, String> values) throws IOException {
    Properties properties = new Properties();
    properties.putAll(values);
    Path file = folder.root().resolve(PROFILE);
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
      properties.store(out, null);
    }
    return file.toString();
  }
}
