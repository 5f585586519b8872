package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The profile of a search and what differs from it. */
final class ProfileOptions {
  private static final Pattern COUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)");

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description =
          "How much work: smoke (seconds, for tests), cpu (minutes), a paper's row such as"
              + " sc35-complex (hours on a GPU), chirp-direction, or a .properties file; changes may"
              + " follow, as in cpu,search.nodes=3 (default: ${DEFAULT-VALUE}).")
  private String profile = "";

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "darts, fair-darts, force-darts, or random: an architecture without a search, to compare"
              + " with.")
  private @Nullable String method;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description =
          "Train this without a search: resnet18, bc-resnet, or a genotype that `argand runs show"
              + " --json` prints.")
  private @Nullable String architecture;

  @Option(
      names = "--space",
      paramLabel = "NAME",
      description =
          "Operations to choose from: ss1, ss-pol-asym4, ss-pol-asym5, ss-pol3rd-attention.")
  private @Nullable String space;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      description = "Numbers that the network computes with: complex or real.")
  private @Nullable String field;

  @Option(
      names = "--max-params",
      paramLabel = "N",
      description = "Most parameters of the network, such as 50000, 50k or 1.5m; 0 for no limit.")
  private @Nullable String maxParameters;

  @Option(
      names = "--max-ms",
      paramLabel = "MS",
      description =
          "Most milliseconds that the network takes for a window, in one thread, here; 0 for no limit.")
  private @Nullable String maxMilliseconds;

  @Option(
      names = "--match-params",
      paramLabel = "N",
      description =
          "Choose channels so that the parameters come closest to N; 0 leaves them as they are.")
  private @Nullable String matchParameters;

  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      description = "Another setting of the profile; may be given again.")
  private List<String> settings = List.of();

  /** The profile with its changes, as {@code Profile.read} takes it. */
  String profile() throws CommandFailure {
    List<String> words = new ArrayList<>(List.of(profile));
    add(words, "search.method", method);
    add(words, "architecture", architecture);
    add(words, "space", space);
    add(words, "field", field);
    add(words, "max.parameters", count("--max-params", maxParameters));
    add(words, "max.milliseconds", milliseconds());
    add(words, "retrain.match.parameters", count("--match-params", matchParameters));
    words.addAll(settings);
    return String.join(",", words);
  }

  private static void add(List<String> words, String setting, @Nullable String value) {
    if (value != null) {
      words.add(setting + "=" + value);
    }
  }

  private @Nullable String milliseconds() throws CommandFailure {
    String text = maxMilliseconds;
    if (text == null) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text.strip());
      if (number.signum() > 0 && number.doubleValue() == 0) {
        throw CommandFailure.usage(
            "--max-ms must be at least %s, or 0 for no limit, was '%s'"
                .formatted(Double.MIN_VALUE, text));
      }
      if (number.signum() >= 0) {
        return text.strip();
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CommandFailure.usage(
        "--max-ms must be a number of 0 or more, was '%s'; 0 is no limit".formatted(text));
  }

  private static @Nullable String count(String option, @Nullable String text)
      throws CommandFailure {
    if (text == null) {
      return null;
    }
    Matcher matcher = COUNT.matcher(text);
    if (!matcher.matches()) {
      throw CommandFailure.usage(
          "%s must be a number such as 50000, 50k or 1.5m, was '%s'".formatted(option, text));
    }
    int zeros =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 3;
          case "m" -> 6;
          default -> 0;
        };
    BigDecimal number = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(zeros);
    if (number.signum() > 0 && number.compareTo(BigDecimal.ONE) < 0) {
      throw CommandFailure.usage(
          "%s must be at least 1, or 0 for no limit, was '%s'".formatted(option, text));
    }
    return number.toBigInteger().toString();
  }
}
