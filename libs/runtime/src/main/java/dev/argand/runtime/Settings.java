package dev.argand.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values of settings and where they came from. The first place that has a value wins: what was
 * given explicitly (the command line), the environment, a settings file, the default.
 *
 * <p>A blank environment variable counts as unset. Immutable; its text never shows a secret.
 */
public final class Settings {
  private static final Logger log = LoggerFactory.getLogger(Settings.class);
  private static final String ENVIRONMENT_PREFIX = "ARGAND_";

  private record Given(String text, String origin) {}

  private final Map<String, String> explicit;
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> file;
  private final String fileName;

  private Settings(
      Map<String, String> explicit,
      Map<String, String> environment,
      Map<String, String> file,
      String fileName) {
    this.explicit = Map.copyOf(explicit);
    this.file = Map.copyOf(file);
    this.fileName = fileName;
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !text.isBlank()) {
            this.environment.put(name, text);
          }
        });
  }

  /** Explicit values by dotted name, and the process's environment (all of it). */
  public static Settings of(Map<String, String> explicit, Map<String, String> environment) {
    return new Settings(explicit, environment, Map.of(), "");
  }

  /**
   * The same with a settings file: Java properties in UTF-8, by dotted name.
   *
   * @throws SettingException if the file cannot be read
   */
  public static Settings of(
      Map<String, String> explicit, Map<String, String> environment, Path file)
      throws SettingException {
    return new Settings(explicit, environment, read(file), file.toString());
  }

  /**
   * The setting's value.
   *
   * @throws SettingException if its text is not what is expected, or it must be given and is not
   */
  public <T> T get(Setting<T> setting) throws SettingException {
    return find(setting)
        .orElseThrow(
            () ->
                new SettingException(
                    "setting %s must be given (environment %s): %s was expected"
                        .formatted(setting.name(), setting.environmentName(), setting.expected())));
  }

  /**
   * The setting's value, or nothing where it has no default and was not given.
   *
   * @throws SettingException if its text is not what is expected
   */
  public <T> Optional<T> find(Setting<T> setting) throws SettingException {
    Given given = given(setting);
    if (given == null) {
      return setting.defaultValue();
    }
    try {
      return Optional.of(setting.parse(given.text()));
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "setting %s = %s (from %s): %s was expected"
              .formatted(
                  setting.name(),
                  setting.isSecret() ? "(hidden)" : '"' + withoutSecrets(given.text()) + '"',
                  given.origin(),
                  setting.expected()));
    }
  }

  /** An address may be given with a credential, where none is expected: that is not repeated. */
  private static String withoutSecrets(String text) {
    return text.contains("://")
        ? text.replaceAll("://.*@", "://(hidden)@").replaceAll("(?<=[?&])([^=&]*)=[^&]*", "$1=...")
        : text;
  }

  /**
   * The setting's value as a person would write it, whether it was given or is the default: equal
   * values have equal texts.
   *
   * @throws SettingException as {@link #get}
   */
  public <T> String text(Setting<T> setting) throws SettingException {
    return Setting.print(get(setting));
  }

  /**
   * Refuses names that no setting has, with the nearest known ones. In the environment, where a
   * platform adds variables of its own, only what looks like a slip of the pen is refused; any
   * other unknown {@code ARGAND_} variable is logged.
   *
   * @param known every setting of the process
   * @return this
   * @throws SettingException for the first unknown name
   */
  public Settings refuseUnknown(Collection<? extends Setting<?>> known) throws SettingException {
    for (String name : (Iterable<String>) names(explicit, file)::iterator) {
      if (known.stream().noneMatch(setting -> setting.name().equals(name))) {
        throw new SettingException(
            "unknown setting %s%s%s"
                .formatted(
                    name,
                    explicit.containsKey(name) ? "" : " in " + fileName,
                    NearNames.suggestion(name, known.stream().map(Setting::name).toList())));
      }
    }
    for (String name : environment.keySet()) {
      if (known.stream().noneMatch(setting -> setting.environmentName().equals(name))) {
        String suggestion =
            NearNames.slipSuggestion(name, known.stream().map(Setting::environmentName).toList());
        if (!suggestion.isEmpty()) {
          throw new SettingException("unknown environment variable " + name + suggestion);
        }
        log.warn("Environment variable {} is no setting of this process: ignored", name);
      }
    }
    return this;
  }

  private @Nullable Given given(Setting<?> setting) {
    String text = explicit.get(setting.name());
    if (text != null) {
      return new Given(text, "the command line");
    }
    text = environment.get(setting.environmentName());
    if (text != null) {
      return new Given(text, "environment " + setting.environmentName());
    }
    text = file.get(setting.name());
    return text == null ? null : new Given(text, fileName);
  }

  private static Stream<String> names(Map<String, String> first, Map<String, String> second) {
    return Stream.concat(first.keySet().stream(), second.keySet().stream()).sorted();
  }

  private static Map<String, String> read(Path file) throws SettingException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(
          "settings file %s: readable properties in UTF-8 were expected: %s".formatted(file, e));
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }
}
