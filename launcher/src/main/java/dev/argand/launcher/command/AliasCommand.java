package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models alias}. */
@Command(
    name = "alias",
    mixinStandardHelpOptions = true,
    header = {"Gives a model a name of one's own, which pins it.", ""},
    description = {
      "Gives a model a name of one's own, or takes the name away. `argand models gc`",
      "never takes a model that has a name.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models alias audit/2026 2 --why 'as delivered'",
      "  argand models alias audit/2026 --clear --why 'audit is over'"
    })
final class AliasCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The name.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "Its version, its digest, or the digest's first eight letters or more.")
  private @Nullable String model;

  @Option(names = "--clear", description = "Take the name away.")
  private boolean clear;

  @Mixin private ReasonOptions reason = new ReasonOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    String named = model;
    if (clear == (named != null)) {
      throw CommandFailure.usage("either MODEL or --clear was expected");
    }
    return DeskMoves.make(kafka, json, desk -> desk.alias(name, named, reason.who(), reason.why()));
  }
}
