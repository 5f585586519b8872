package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.launcher.terminal.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of every command: that it teaches, and how it looks where lines are short. */
final class HelpTest {
  /** Commands of picocli's own. */
  private static final Set<String> GIVEN = Set.of("argand generate-completion", "argand help");

  private static final CommandLine ARGAND = ArgandCommand.commandLine(() -> false);

  static Stream<String> commands() {
    return below("argand", ARGAND);
  }

  static Stream<String> ownCommands() {
    return commands().filter(name -> !GIVEN.contains(name));
  }

  private static Stream<String> below(String name, CommandLine command) {
    return Stream.concat(
        Stream.of(name),
        command.getSubcommands().entrySet().stream()
            .flatMap(entry -> below(name + " " + entry.getKey(), entry.getValue())));
  }

  private static CommandLine command(String name) {
    CommandLine command = ARGAND;
    List<String> words = List.of(name.split(" "));
    for (String word : words.subList(1, words.size())) {
      command = Objects.requireNonNull(command.getSubcommands().get(word), word);
    }
    return command.setUsageHelpAutoWidth(false).setUsageHelpWidth(Terminal.WIDTH);
  }

  @ParameterizedTest
  @MethodSource("ownCommands")
  void help_teaches(String name) {
    assertThat(command(name).getUsageMessage(Ansi.OFF))
        .contains("Usage: " + name)
        .contains("Example", "Exit codes:", "  argand ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_breaksNoLineThatWasBrokenByHand(String name) {
    CommandLine command = command(name);
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> written =
        Stream.of(usage.header(), usage.description(), usage.footer())
            .flatMap(Arrays::stream)
            .flatMap(text -> text.formatted().lines())
            .map(String::stripTrailing)
            .filter(line -> !line.isEmpty())
            .toList();

    List<String> shown =
        command.getUsageMessage(Ansi.OFF).lines().map(String::stripTrailing).toList();

    assertThat(written).isNotEmpty();
    assertThat(shown).containsAll(written);
    assertThat(shown).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }
}
