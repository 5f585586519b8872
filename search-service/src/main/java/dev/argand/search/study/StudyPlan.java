package dev.argand.search.study;

import dev.argand.runtime.NearNames;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.search.train.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a study compares, read from a properties file: a built-in one or one of the user's.
 *
 * <pre>
 * arms = found, random           names, in the order of the table
 * profile = cpu                  what all arms start from
 * match.parameters = 20000       retrain.match.parameters of all arms
 * architectures = 3              searched or drawn in each arm
 * seeds = 2                      trainings of each architecture
 * all.retrain.epochs = 16        a setting of all arms
 * arm.random.search.method = random
 * arm.random.architectures = 6
 * </pre>
 *
 * @param name built-in name or file
 * @param arms at least two
 * @param firstSeed of the first architecture
 * @param values every key's text
 */
public record StudyPlan(String name, List<Arm> arms, long firstSeed, Map<String, String> values) {
  /** Names of the built-in studies. */
  public static final List<String> BUILT_IN = List.of("controls", "fields", "smoke");

  private static final int MOST = 100;
  private static final Pattern ARM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final String ALL = "all.";
  private static final String OF_ARM = "arm.";

  private static final Setting<String> ARMS = Setting.text("arms", null, "names of the arms");
  private static final Setting<String> PROFILE =
      Setting.text("profile", "cpu", "what all arms start from");
  private static final Setting<Integer> MATCH =
      Setting.integer("match.parameters", 0, Integer.MAX_VALUE, 0, "of every arm; 0 leaves them");
  private static final Setting<Integer> ARCHITECTURES =
      Setting.integer("architectures", 1, MOST, 3, "searched or drawn in each arm");
  private static final Setting<Integer> SEEDS =
      Setting.integer("seeds", 1, MOST, 2, "trainings of each architecture");
  private static final Setting<Integer> FIRST_SEED =
      Setting.integer("first.seed", 0, Integer.MAX_VALUE, 1, "seed of the first architecture");
  private static final List<Setting<?>> KEYS =
      List.of(ARMS, PROFILE, MATCH, ARCHITECTURES, SEEDS, FIRST_SEED);

  public StudyPlan {
    arms = List.copyOf(arms);
    values = Map.copyOf(values);
  }

  /**
   * Reads a study.
   *
   * @param name a built-in name or the path of a properties file
   * @param changes keys and texts that take the place of what is read
   * @throws SettingException naming what is unknown, missing or out of bounds
   */
  public static StudyPlan read(String name, Map<String, String> changes) throws SettingException {
    Map<String, String> texts = new TreeMap<>(texts(name));
    texts.putAll(changes);
    Map<String, String> own = new TreeMap<>(texts);
    own.keySet().removeIf(key -> key.startsWith(ALL) || key.startsWith(OF_ARM));
    Settings settings = Settings.of(own, Map.of()).refuseUnknown(KEYS);
    Set<String> names = names(settings.get(ARMS));
    for (String key : texts.keySet()) {
      if (key.startsWith(OF_ARM) && names.stream().noneMatch(arm -> key.startsWith(prefix(arm)))) {
        throw new SettingException(
            "setting %s is of no arm: arms are %s".formatted(key, String.join(", ", names)));
      }
    }
    List<Arm> arms = new ArrayList<>();
    for (String arm : names) {
      arms.add(arm(arm, settings, texts));
    }
    return new StudyPlan(name, arms, settings.get(FIRST_SEED), texts);
  }

  private static Set<String> names(String text) throws SettingException {
    Set<String> names = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      String name = word.strip();
      if (!ARM.matcher(name).matches() || !names.add(name)) {
        throw new SettingException(
            "setting arms must be different names in lower case with dashes, had '%s'"
                .formatted(name));
      }
    }
    if (names.size() < 2) {
      throw new SettingException("setting arms must name at least two, was '%s'".formatted(text));
    }
    return names;
  }

  private static String prefix(String arm) {
    return OF_ARM + arm + ".";
  }

  private static Arm arm(String name, Settings settings, Map<String, String> texts)
      throws SettingException {
    Map<String, String> changes = new TreeMap<>();
    if (settings.get(MATCH) > 0) {
      changes.put("retrain.match.parameters", String.valueOf(settings.get(MATCH)));
    }
    texts.forEach(
        (key, value) -> {
          if (key.startsWith(ALL)) {
            changes.put(key.substring(ALL.length()), value);
          }
        });
    texts.forEach(
        (key, value) -> {
          if (key.startsWith(prefix(name))) {
            changes.put(key.substring(prefix(name).length()), value);
          }
        });
    int architectures = count(name, changes, ARCHITECTURES, settings);
    int seeds = count(name, changes, SEEDS, settings);
    StringBuilder text = new StringBuilder(settings.get(PROFILE));
    changes.forEach((key, value) -> text.append(',').append(key).append('=').append(value));
    Profile profile;
    try {
      profile = Profile.read(text.toString());
    } catch (SettingException e) {
      throw new SettingException("arm %s: %s".formatted(name, e.getMessage()));
    }
    boolean isGiven = profile.architecture().given().isPresent();
    return new Arm(name, profile, text.toString(), isGiven ? 1 : architectures, seeds);
  }

  private static int count(
      String arm, Map<String, String> changes, Setting<Integer> setting, Settings settings)
      throws SettingException {
    String text = changes.remove(setting.name());
    if (text == null) {
      return settings.get(setting);
    }
    try {
      return Settings.of(Map.of(setting.name(), text), Map.of()).get(setting);
    } catch (SettingException e) {
      throw new SettingException("arm %s: %s".formatted(arm, e.getMessage()));
    }
  }

  private static Map<String, String> texts(String name) throws SettingException {
    Properties properties = new Properties();
    try {
      if (BUILT_IN.contains(name)) {
        try (InputStream in = StudyPlan.class.getResourceAsStream(name + ".properties")) {
          properties.load(java.util.Objects.requireNonNull(in, name));
        }
      } else if (Files.isRegularFile(Path.of(name))) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
          properties.load(in);
        }
      } else {
        throw new SettingException(
            "study must be one of %s or a properties file, was '%s'%s"
                .formatted(
                    String.join(", ", BUILT_IN), name, NearNames.suggestion(name, BUILT_IN)));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException("study %s cannot be read: %s".formatted(name, e.getMessage()));
    }
    Map<String, String> texts = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      texts.put(key, properties.getProperty(key).strip());
    }
    return texts;
  }

  /** SHA-256 of the data's digest and what is compared, the first 16 hex digits. */
  public String id(String dataDigest) {
    StringBuilder text = new StringBuilder(dataDigest).append('\n').append(firstSeed).append('\n');
    for (Arm arm : arms) {
      text.append(arm.name())
          .append(' ')
          .append(new TreeMap<>(arm.profile().values()))
          .append(' ')
          .append(arm.architectures())
          .append(' ')
          .append(arm.seeds())
          .append('\n');
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }

  /** How many runs there are. */
  public int runs() {
    return arms.stream().mapToInt(arm -> arm.architectures() * arm.seeds()).sum();
  }
}
