package dev.argand.search.train;

import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.training.PolynomialCare;
import dev.argand.runtime.NearNames;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.search.data.Augmentation;
import dev.argand.search.run.RunWarning;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hyper-parameters of a run, read from a properties file: a built-in profile ({@code smoke},
 * {@code cpu} or a row of the paper's table) or one of the user's, which starts from {@code cpu}
 * and names what differs.
 *
 * @param name the profile's name
 * @param warnings what is unusual about it
 * @param values every setting's text, defaults too, as stored with the run
 */
public record Profile(
    String name,
    Field field,
    SearchSpace space,
    Readout readout,
    ArchitectureSettings architecture,
    Search search,
    Retrain retrain,
    Augmentation augmentation,
    FrontEnd frontEnd,
    BudgetSettings budget,
    GuardSettings guards,
    PolynomialCare polynomials,
    int shards,
    double backgroundShare,
    double falseAlarmsAnHour,
    double falseAlarmMinutes,
    List<RunWarning> warnings,
    Map<String, String> values) {

  /** Names of the built-in profiles. */
  public static final List<String> BUILT_IN =
      List.of(
          "smoke",
          "cpu",
          "words",
          "chirp-direction",
          "sc09-complex",
          "sc09-real",
          "sc35-complex",
          "sc35-real",
          "esc50-complex",
          "esc50-real");

  private static final Setting<Field> FIELD =
      Setting.choice("field", Field.class, Field.COMPLEX, "number field of the networks");
  private static final Setting<SearchSpace> SPACE =
      Setting.choice("space", SearchSpace.class, SearchSpace.SS1, "candidate operations");
  private static final Setting<Readout> READOUT =
      Setting.choice(
          "readout", Readout.class, Readout.MODULUS, "how complex outputs become logits");
  private static final Setting<Double> BACKGROUND_SHARE =
      Setting.decimal(
          "background.share", 0, 0.9, 0.2, "share of training windows without an event");
  private static final Setting<Double> FALSE_ALARMS =
      Setting.decimal(
          "false.alarms.hour", 0, 3600, 6.0, "false alarms an hour that thresholds allow");
  private static final Setting<Double> FALSE_ALARM_MINUTES =
      Setting.decimal(
          "false.alarms.minutes",
          0.1,
          6_000,
          3.2,
          "minutes of held-out background that thresholds rest on");

  private static final Setting<Integer> CHANNELS = count("search.channels", 2, 256, 4);
  private static final Setting<Integer> CELLS = count("search.cells.per.stage", 0, 16, 1);
  private static final Setting<Integer> NODES = count("search.nodes", 1, 8, 2);
  private static final Setting<Integer> PARTIAL =
      Setting.integer(
          "search.partial.channels",
          1,
          64,
          1,
          "candidates see one in so many channels (PC-DARTS); 1 is all of them");
  private static final Setting<Integer> STEM_STRIDE = count("stem.stride", 1, 2, 2);
  private static final Setting<Integer> BATCH = count("search.batch", 2, 1024, 16);
  private static final Setting<Integer> EPOCHS = count("search.epochs", 1, 10_000, 10);
  private static final Setting<Integer> STEPS =
      Setting.integer(
          "search.steps.per.epoch", 0, 100_000, 10, "steps an epoch; 0 is one pass over the data");
  private static final Setting<Double> ARCHITECTURE_RATE =
      Setting.decimal(
          "search.architecture.rate", 0, 10, 0.025, "Adam's rate for alphas and gammas");
  private static final Setting<Double> ARCHITECTURE_DECAY =
      Setting.decimal("search.architecture.decay", 0, 1, 1e-3, "Adam's weight decay");
  private static final Setting<Double> SEARCH_RATE =
      Setting.decimal("search.rate", 0, 10, 0.025, "SGD's first rate for the supernet's weights");
  private static final Setting<Double> BETA1 =
      Setting.decimal("search.architecture.beta1", 0, 0.9999, 0.5, "Adam's first beta");
  private static final Setting<Double> BETA2 =
      Setting.decimal("search.architecture.beta2", 0, 0.999999, 0.999, "Adam's second beta");
  private static final Setting<Double> SEARCH_LAST_RATE =
      Setting.decimal("search.last.rate", 0, 10, 1e-3, "SGD's last rate in the search");

  private static final Setting<Double> ARCHITECTURE_AFTER =
      Setting.decimal(
          "search.architecture.after",
          0,
          0.9,
          0.0,
          "share of the epochs in which only weights learn, before alphas do");

  private static final Setting<Boolean> PARITY =
      Setting.flag(
          "search.parity", false, "only what the paper states: what departs from it is refused");

  private static final Setting<Integer> R_CHANNELS = count("retrain.channels", 2, 1024, 8);
  private static final Setting<Integer> R_CELLS = count("retrain.cells.per.stage", 0, 16, 1);
  private static final Setting<Boolean> R_TRAILING =
      Setting.flag("retrain.trailing.stage", false, "normal cells after the third reduction");
  private static final Setting<Integer> R_BATCH = count("retrain.batch", 2, 1024, 32);
  private static final Setting<Integer> R_EPOCHS = count("retrain.epochs", 1, 100_000, 20);
  private static final Setting<Integer> R_STEPS =
      Setting.integer(
          "retrain.steps.per.epoch", 0, 100_000, 20, "steps an epoch; 0 is one pass over the data");
  private static final Setting<Double> R_RATE =
      Setting.decimal("retrain.rate", 0, 10, 0.05, "SGD's greatest rate, which falls as a cosine");
  private static final Setting<Double> R_LAST_RATE =
      Setting.decimal("retrain.last.rate", 0, 10, 1e-5, "SGD's last rate in the retraining");
  private static final Setting<Double> R_WARM_UP =
      Setting.decimal(
          "retrain.warm.up", 0, 0.9, 0.05, "share of the retraining in which the rate rises");
  private static final Setting<Double> MIXUP =
      Setting.decimal("retrain.mixup", 0, 1, 0.0, "share of windows that are mixed with another");
  private static final Setting<Double> SMOOTHING =
      Setting.decimal(
          "retrain.label.smoothing",
          0,
          0.5,
          0.0,
          "share of a window's target that is spread evenly over all labels");

  private static final Setting<Integer> SHARDS =
      Setting.integer(
          "batch.shards",
          1,
          64,
          1,
          "parts of a batch learned from at once, a thread and batch-norm statistics each");
  private static final Setting<Double> MOMENTUM =
      Setting.decimal("momentum", 0, 0.9999, 0.9, "SGD's momentum");
  private static final Setting<Double> DECAY =
      Setting.decimal("weight.decay", 0, 1, 3e-4, "SGD's weight decay");
  private static final Setting<Double> CLIP =
      Setting.decimal("gradient.norm", 1e-6, 1e9, 5.0, "bound on the gradient's norm");

  private static final List<Setting<?>> ALL =
      List.of(
          FIELD,
          SPACE,
          READOUT,
          BACKGROUND_SHARE,
          FALSE_ALARMS,
          FALSE_ALARM_MINUTES,
          CHANNELS,
          CELLS,
          NODES,
          PARTIAL,
          STEM_STRIDE,
          BATCH,
          EPOCHS,
          STEPS,
          ARCHITECTURE_RATE,
          ARCHITECTURE_DECAY,
          SEARCH_RATE,
          BETA1,
          BETA2,
          SEARCH_LAST_RATE,
          ARCHITECTURE_AFTER,
          PARITY,
          R_CHANNELS,
          R_CELLS,
          R_TRAILING,
          R_BATCH,
          R_EPOCHS,
          R_STEPS,
          R_RATE,
          R_LAST_RATE,
          R_WARM_UP,
          MIXUP,
          SMOOTHING,
          SHARDS,
          MOMENTUM,
          DECAY,
          CLIP);

  /** Hyper-parameters of the search. */
  public record Search(
      int channels,
      int cellsPerStage,
      int nodes,
      int partialChannels,
      int stemStride,
      int batch,
      int epochs,
      int stepsPerEpoch,
      double architectureRate,
      double architectureDecay,
      double beta1,
      double beta2,
      double rate,
      double lastRate,
      double architectureAfter,
      MethodSettings method,
      double momentum,
      double weightDecay,
      double gradientNorm) {

    /** Whether the method's own losses are on in an epoch, counted from 0. */
    public boolean isRegularized(int epoch) {
      return method.isRegularized(epoch, epochs);
    }

    /**
     * Whether alphas and gammas learn in an epoch, counted from 0: not while all operations that
     * have weights are worse than those that have none (PC-DARTS, section 4.1, waits too).
     */
    public boolean learnsArchitecture(int epoch) {
      return epoch >= architectureAfter * epochs;
    }

    /** The first step, counted from 0, in which alphas and gammas learn. */
    public int firstArchitectureStep() {
      int epoch = 0;
      while (!learnsArchitecture(epoch)) {
        epoch++;
      }
      return epoch * stepsPerEpoch;
    }

    /**
     * How far Adam can move an alpha once ForceDARTS forces: about its rate a step. Below 1 the
     * cells cannot become pure.
     */
    public double reach() {
      long regularized =
          java.util.stream.IntStream.range(0, epochs)
              .filter(epoch -> isRegularized(epoch) && learnsArchitecture(epoch))
              .count();
      return architectureRate * regularized * stepsPerEpoch;
    }
  }

  /** Hyper-parameters of the retraining. */
  public record Retrain(
      int channels,
      int cellsPerStage,
      boolean trailingStage,
      int batch,
      int epochs,
      int stepsPerEpoch,
      double rate,
      double lastRate,
      double warmUp,
      double mixup,
      double labelSmoothing) {}

  /**
   * The name of a profile without the changes after it: the longest beginning, up to a comma or the
   * end, that is a file; else what is before the first comma.
   */
  static String baseName(String name) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf(',', end - 1)) {
      if (isFile(name.substring(0, end))) {
        return name.substring(0, end);
      }
    }
    return name.split(",", 2)[0];
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static List<String> changes(String behindName) {
    return List.of(behindName.substring(1).split(",", -1));
  }

  /**
   * Reads a profile.
   *
   * @param name a built-in name or the path of a properties file, and what differs from it, as in
   *     {@code cpu,search.nodes=3,space=ss-pol-asym4}
   * @throws SettingException naming what is unknown or out of bounds
   */
  public static Profile read(String name) throws SettingException {
    String baseName = baseName(name);
    Map<String, String> base = base(baseName);
    Map<String, String> given = new TreeMap<>();
    if (isFile(baseName)) {
      given.putAll(file(path(baseName)));
    }
    String changes = name.substring(baseName.length());
    for (String word : changes.isEmpty() ? List.<String>of() : changes(changes)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new SettingException(
            "after the profile's name there must be setting=value, was '%s'".formatted(word));
      }
      given.put(word.substring(0, equals).strip(), word.substring(equals + 1).strip());
    }
    Map<String, String> texts = new TreeMap<>(base);
    if (ArchitectureSettings.isNamed(given) && !ArchitectureSettings.readsMagnitude(base)) {
      // What the profile's cells read is not what a network of the literature does.
      texts.remove(ArchitectureSettings.INPUT.name());
    }
    texts.putAll(given);
    Settings settings = Settings.of(texts, Map.of()).refuseUnknown(settings());
    Map<String, String> values = new TreeMap<>();
    values.put(
        MethodSettings.INITIAL_DEVIATION.name(),
        String.valueOf(MethodSettings.read(settings).initialDeviation()));
    values.put(ArchitectureSettings.INPUT.name(), ArchitectureSettings.read(settings).inputText());
    for (Setting<?> setting : settings()) {
      if (settings.find(setting).isPresent()) {
        values.put(setting.name(), settings.text(setting));
      }
    }
    return of(name, settings, warnings(base, texts), Collections.unmodifiableMap(values));
  }

  /**
   * The settings that are not as they are by default: what tells one profile from another. A
   * setting that a later version adds changes nothing of it.
   */
  public SortedMap<String, String> choices() {
    SortedMap<String, String> choices = new TreeMap<>(values);
    for (Setting<?> setting : settings()) {
      if (setting.defaultText().equals(Optional.ofNullable(values.get(setting.name())))) {
        choices.remove(setting.name());
      }
    }
    if (architecture.hasUsualInput()) {
      choices.remove(ArchitectureSettings.INPUT.name());
    }
    return choices;
  }

  /** Whether a search is part of the run. */
  public boolean isSearched() {
    return architecture.given().isEmpty() && search.method().method() != Method.RANDOM;
  }

  /** Stride of the trained network's stem: BC-ResNet's has its own behind it. */
  int stemStride() {
    boolean hasItsOwn =
        architecture.fixed().filter(fixed -> fixed == FixedArchitecture.BC_RESNET).isPresent();
    return hasItsOwn ? 1 : search.stemStride();
  }

  /** How the architecture comes about, as a model's provenance says it. */
  String method() {
    if (architecture.given().isPresent()) {
      return architecture.fixed().map(Object::toString).orElse("given");
    }
    return search.method().method().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The settings that a profile is made of. */
  private static List<Setting<?>> settings() {
    return Stream.of(
            ALL,
            ArchitectureSettings.ALL,
            MethodSettings.ALL,
            BudgetSettings.ALL,
            GuardSettings.ALL,
            PolynomialSettings.ALL,
            AugmentationSettings.ALL,
            FrontEndSettings.ALL)
        .<Setting<?>>flatMap(List::stream)
        .toList();
  }

  private static Path path(String name) throws SettingException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new SettingException("profile cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, String> base(String name) throws SettingException {
    if (BUILT_IN.contains(name)) {
      return builtIn(name);
    }
    if (Files.isRegularFile(path(name))) {
      return builtIn("cpu");
    }
    throw new SettingException(
        "profile must be one of %s or a properties file, was '%s'%s"
            .formatted(String.join(", ", BUILT_IN), name, NearNames.suggestion(name, BUILT_IN)));
  }

  /** A rate fits a batch: changing one alone is more often an oversight than a choice. */
  private static List<RunWarning> warnings(Map<String, String> base, Map<String, String> texts) {
    List<RunWarning> warnings = new ArrayList<>();
    for (String phase : List.of("search", "retrain")) {
      String batch = phase + ".batch";
      String rate = phase + ".rate";
      boolean isBatchChanged = !Objects.equals(base.get(batch), texts.get(batch));
      if (isBatchChanged && Objects.equals(base.get(rate), texts.get(rate))) {
        warnings.add(
            new RunWarning(
                "batch-without-rate",
                Double.parseDouble(texts.getOrDefault(batch, "0")),
                "%s is %s instead of %s, but %s is still %s: rates are chosen for a batch"
                    .formatted(batch, texts.get(batch), base.get(batch), rate, texts.get(rate))));
      }
    }
    return warnings;
  }

  /**
   * The same profile, where an epoch that is said to be one pass over the data has so many steps.
   *
   * @param clips for training: half of them for the search's weights, all for the retraining
   */
  public Profile forClips(int clips) throws SettingException {
    Map<String, String> texts = new TreeMap<>(values);
    if (search.stepsPerEpoch() == 0) {
      texts.put(STEPS.name(), String.valueOf(steps(clips / 2, search.batch())));
    }
    if (retrain.stepsPerEpoch() == 0) {
      texts.put(R_STEPS.name(), String.valueOf(steps(clips, retrain.batch())));
    }
    return of(name, Settings.of(texts, Map.of()), warnings, values);
  }

  private static int steps(int clips, int batch) {
    return Math.max(1, Math.min(100_000, clips / batch));
  }

  private static Profile of(
      String name, Settings s, List<RunWarning> warnings, Map<String, String> texts)
      throws SettingException {
    Search search =
        new Search(
            s.get(CHANNELS),
            s.get(CELLS),
            s.get(NODES),
            s.get(PARTIAL),
            s.get(STEM_STRIDE),
            s.get(BATCH),
            s.get(EPOCHS),
            s.get(STEPS),
            s.get(ARCHITECTURE_RATE),
            s.get(ARCHITECTURE_DECAY),
            s.get(BETA1),
            s.get(BETA2),
            s.get(SEARCH_RATE),
            s.get(SEARCH_LAST_RATE),
            s.get(ARCHITECTURE_AFTER),
            MethodSettings.read(s),
            s.get(MOMENTUM),
            s.get(DECAY),
            s.get(CLIP));
    Retrain retrain =
        new Retrain(
            s.get(R_CHANNELS),
            s.get(R_CELLS),
            s.get(R_TRAILING),
            s.get(R_BATCH),
            s.get(R_EPOCHS),
            s.get(R_STEPS),
            s.get(R_RATE),
            s.get(R_LAST_RATE),
            s.get(R_WARM_UP),
            s.get(MIXUP),
            s.get(SMOOTHING));
    if (search.channels() % (2 * search.partialChannels()) != 0) {
      throw new SettingException(
          "setting search.channels must be a multiple of twice search.partial.channels (%d),"
                  .formatted(2 * search.partialChannels())
              + " was "
              + search.channels());
    }
    ArchitectureSettings architecture = ArchitectureSettings.read(s);
    Profile profile =
        new Profile(
            name,
            s.get(FIELD),
            s.get(SPACE),
            s.get(READOUT),
            architecture,
            search,
            retrain,
            AugmentationSettings.read(s),
            FrontEndSettings.read(s),
            BudgetSettings.read(s),
            GuardSettings.read(s),
            PolynomialSettings.read(s, s.get(SPACE), architecture.cells()),
            s.get(SHARDS),
            s.get(BACKGROUND_SHARE),
            s.get(FALSE_ALARMS),
            s.get(FALSE_ALARM_MINUTES),
            warnings,
            texts);
    shards("search.batch", search.batch(), profile.shards());
    shards("retrain.batch", retrain.batch(), profile.shards());
    if (s.get(PARITY)) {
      refuseDepartures(profile);
    }
    return profile;
  }

  private static void refuseDepartures(Profile profile) throws SettingException {
    if (profile.search().method().order() != SearchOrder.FIRST) {
      throw new SettingException(
          "setting search.order must be first with search.parity, was second");
    }
    refuseDeparture("search.gate.sum.weight", profile.search().method().gateSumWeight());
    refuseDeparture("search.stop.skips", profile.guards().stopSkips());
    refuseDeparture("search.partial.channels", profile.search().partialChannels(), 1);
    refuseDeparture("batch.shards", profile.shards(), 1);
    refuseDeparture("search.architecture.after", profile.search().architectureAfter());
    refuseDeparture(
        "search.parameterless.limit",
        profile.guards().parameterlessLimit(),
        GuardSettings.UNLIMITED);
    refuseDeparture("max.parameters", profile.budget().maxParameters());
    refuseDeparture("max.milliseconds", profile.budget().maxMilliseconds());
    refuseDeparture("max.multiplications", profile.budget().maxMultiplications());
  }

  private static void refuseDeparture(String name, double value) throws SettingException {
    refuseDeparture(name, value, 0);
  }

  private static void refuseDeparture(String name, double value, int expected)
      throws SettingException {
    if (value != expected) {
      throw new SettingException(
          "setting %s must be %d with search.parity, was %s".formatted(name, expected, value));
    }
  }

  private static void shards(String name, int batch, int shards) throws SettingException {
    if (batch < 2 * shards) {
      throw new SettingException(
          "setting %s must be at least twice batch.shards (%d), was %d"
              .formatted(name, shards, batch));
    }
  }

  private static Setting<Integer> count(String name, int min, int max, int defaultValue) {
    return Setting.integer(name, min, max, defaultValue, name.replace('.', ' '));
  }

  private static Map<String, String> builtIn(String name) {
    try (InputStream in = Profile.class.getResourceAsStream(name + ".properties")) {
      return texts(java.util.Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> file(Path path) throws SettingException {
    try (InputStream in = Files.newInputStream(path)) {
      return texts(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException("profile " + path + " cannot be read: " + e.getMessage());
    }
  }

  private static Map<String, String> texts(InputStream in) throws IOException {
    Properties properties = new Properties();
    properties.load(in);
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }
}
