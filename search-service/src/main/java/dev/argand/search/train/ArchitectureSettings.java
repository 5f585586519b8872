package dev.argand.search.train;

import dev.argand.network.Architecture;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which network a run trains, where it is not for the run to find one, and what networks read.
 *
 * @param given the architecture; empty where one is searched or drawn
 * @param input what is read of the features
 * @param channels of a fixed architecture's first stage
 */
public record ArchitectureSettings(Optional<Architecture> given, Input input, int channels) {
  private static final String SEARCHED = "searched";

  private static final Setting<String> ARCHITECTURE =
      Setting.of(
          "architecture",
          SEARCHED
              + Arrays.stream(FixedArchitecture.values())
                  .map(fixed -> ", " + fixed)
                  .collect(Collectors.joining())
              + " or a genotype as `argand runs show` prints it",
          text -> text.equals(SEARCHED) ? SEARCHED : Architecture.parse(text).toString(),
          SEARCHED,
          "the network that is trained; searched: as search.method finds it");
  static final Setting<Input> INPUT =
      Setting.choice(
          "input",
          Input.class,
          null,
          "planes of the features, magnitude, planes-and-magnitude or centred-magnitude; by the"
              + " architecture: planes, and magnitude of the named ones");
  private static final Setting<Integer> CHANNELS =
      Setting.integer(
          "architecture.channels",
          0,
          1024,
          0,
          "channels of a named architecture's first stage; 0 is as published");

  static final List<Setting<?>> ALL = List.of(ARCHITECTURE, INPUT, CHANNELS);

  /** Whether the texts of settings ask for a network of the literature. */
  static boolean isNamed(Map<String, String> texts) {
    String name = texts.get(ARCHITECTURE.name());
    return Arrays.stream(FixedArchitecture.values()).anyMatch(a -> a.toString().equals(name));
  }

  /** Whether the texts of settings name an input that has magnitudes alone. */
  static boolean readsMagnitude(Map<String, String> texts) {
    return Stream.of(Input.MAGNITUDE, Input.CENTRED_MAGNITUDE)
        .anyMatch(input -> Setting.print(input).equals(texts.get(INPUT.name())));
  }

  static ArchitectureSettings read(Settings s) throws SettingException {
    String text = s.get(ARCHITECTURE);
    Optional<Architecture> given =
        text.equals(SEARCHED) ? Optional.empty() : Optional.of(Architecture.parse(text));
    boolean isFixed = given.filter(FixedArchitecture.class::isInstance).isPresent();
    int channels = s.get(CHANNELS);
    if (channels != 0 && (!isFixed || channels < 2)) {
      throw new SettingException(
          "setting architecture.channels must be 0, or at least 2 of a named architecture, was %d"
                  .formatted(channels)
              + " of "
              + text);
    }
    return new ArchitectureSettings(given, s.find(INPUT).orElse(usualInput(isFixed)), channels);
  }

  private static Input usualInput(boolean isFixed) {
    return isFixed ? Input.MAGNITUDE : Input.PLANES;
  }

  /** Whether networks read what they do where nothing is said. */
  boolean hasUsualInput() {
    return input == usualInput(fixed().isPresent());
  }

  /** The input as settings write it. */
  String inputText() {
    return Setting.print(input);
  }

  /** The network of the literature, if it is to be one. */
  Optional<FixedArchitecture> fixed() {
    return given.filter(FixedArchitecture.class::isInstance).map(FixedArchitecture.class::cast);
  }

  /** The cells, if they are given. */
  Optional<Genotype> cells() {
    return given.filter(Genotype.class::isInstance).map(Genotype.class::cast);
  }
}
