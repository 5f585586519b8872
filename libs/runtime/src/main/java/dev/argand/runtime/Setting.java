package dev.argand.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A typed setting: a dotted name, a parser, a default and a line of documentation, from which
 * parsing, messages, {@code --help} and the reference page all come.
 *
 * <p>A parser throws {@link IllegalArgumentException} for text that it does not take. A setting
 * without a default must be given. Immutable.
 */
public final class Setting<T> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  /** A century, and fewer nanoseconds than a long has: whoever computes with it need not care. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String name;
  private final String expected;
  private final Function<String, ? extends T> parser;
  private final @Nullable T defaultValue;
  private final String doc;
  private final boolean secret;

  private Setting(
      String name,
      String expected,
      Function<String, ? extends T> parser,
      @Nullable T defaultValue,
      String doc,
      boolean secret) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a setting's name must be dotted lower case like telemetry.port, was " + name);
    }
    this.name = name;
    this.expected = expected;
    this.parser = parser;
    this.defaultValue = defaultValue;
    this.doc = doc;
    this.secret = secret;
  }

  /** A setting of any type; {@code expected} completes "... was expected". */
  public static <T> Setting<T> of(
      String name,
      String expected,
      Function<String, ? extends T> parser,
      @Nullable T defaultValue,
      String doc) {
    return new Setting<>(name, expected, parser, defaultValue, doc, false);
  }

  /** Text that is not blank. */
  public static Setting<String> text(String name, @Nullable String defaultValue, String doc) {
    return of(name, "text", Setting::notBlank, defaultValue, doc);
  }

  /** Text that is never printed; it has no default. */
  public static Setting<String> secret(String name, String doc) {
    return new Setting<>(name, "text", Setting::notBlank, null, doc, true);
  }

  /** A whole number within bounds, both included. */
  public static Setting<Integer> integer(
      String name, int min, int max, @Nullable Integer defaultValue, String doc) {
    return of(
        name,
        "a whole number in [%d, %d]".formatted(min, max),
        text -> {
          int value = Integer.parseInt(text);
          require(value >= min && value <= max);
          return value;
        },
        defaultValue,
        doc);
  }

  /** A finite number within bounds, both included. */
  public static Setting<Double> decimal(
      String name, double min, double max, @Nullable Double defaultValue, String doc) {
    return of(
        name,
        "a number in [%s, %s]".formatted(min, max),
        text -> {
          double value = Double.parseDouble(text);
          require(value >= min && value <= max);
          return value;
        },
        defaultValue,
        doc);
  }

  /** {@code true} or {@code false}. */
  public static Setting<Boolean> flag(String name, @Nullable Boolean defaultValue, String doc) {
    return of(
        name,
        "true or false",
        text -> {
          require(text.equals("true") || text.equals("false"));
          return text.equals("true");
        },
        defaultValue,
        doc);
  }

  /** A length of time of at most a century: a whole number with ms, s, m, h or d. */
  public static Setting<Duration> duration(
      String name, @Nullable Duration defaultValue, String doc) {
    return of(
        name,
        "a duration like 250ms, 10s, 5m or 24h, at most 36500d,",
        Setting::parseDuration,
        defaultValue,
        doc);
  }

  /** A path of the file system; whether it exists is for its user to check. */
  public static Setting<Path> path(String name, @Nullable Path defaultValue, String doc) {
    return of(name, "a path", text -> Path.of(notBlank(text)), defaultValue, doc);
  }

  /** One of an enum's constants, in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, Class<E> type, @Nullable E defaultValue, String doc) {
    String choices =
        String.join(", ", Arrays.stream(type.getEnumConstants()).map(Setting::print).toList());
    return of(
        name,
        "one of " + choices,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> print(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        defaultValue,
        doc);
  }

  /** Dotted name, as on the command line and in a settings file. */
  public String name() {
    return name;
  }

  /** Name of the environment variable: {@code telemetry.port} is {@code ARGAND_TELEMETRY_PORT}. */
  public String environmentName() {
    return "ARGAND_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What a value must be, for messages and documentation. */
  public String expected() {
    return expected;
  }

  /** One line for {@code --help} and the reference page. */
  public String doc() {
    return doc;
  }

  /** Whether values must not be printed. */
  public boolean isSecret() {
    return secret;
  }

  /** The default, if there is one. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** The default as a person would write it, if there is one. */
  public Optional<String> defaultText() {
    return defaultValue().map(Setting::print);
  }

  /**
   * The value that text stands for; surrounding space is ignored.
   *
   * @throws IllegalArgumentException if it is not what is {@link #expected}
   */
  T parse(String text) {
    return parser.apply(text.strip());
  }

  /** A value as a settings file writes it: enum constants in lower case with hyphens. */
  public static String print(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + "s"
          : duration.toMillis() + "ms";
    }
    return value.toString();
  }

  private static Duration parseDuration(String text) {
    var match = DURATION.matcher(text);
    require(match.matches());
    long count = Long.parseLong(match.group(1));
    Duration unit =
        switch (match.group(2)) {
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    require(count <= LONGEST.dividedBy(unit));
    return unit.multipliedBy(count);
  }

  private static String notBlank(String text) {
    require(!text.isBlank());
    return text;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }
}
