package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models shadow}. */
@Command(
    name = "shadow",
    mixinStandardHelpOptions = true,
    header = {"Lets a model hear a part of the sources, only to be compared.", ""},
    description = {
      "Lets a model hear a part of the sources, only to be compared with the champion:",
      "its answers are recognitions of route SHADOW, which nothing acts on. It must",
      "have the champion's front end.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models shadow 2 --percent 10 --why 'before it is tried'",
      "  argand models shadow --end --why 'seen enough'"
    })
final class ShadowCommand implements Callable<Integer> {
  private static final int USUAL_PERCENT = 10;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "Its version, its digest, or the digest's first eight letters or more.")
  private @Nullable String model;

  @Option(
      names = "--percent",
      paramLabel = "N",
      description = "Of the sources, 0 to 100 (default: 10).")
  private int percent = USUAL_PERCENT;

  @Option(names = "--end", description = "End it.")
  private boolean end;

  @Mixin private ReasonOptions reason = new ReasonOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    Percent.require(percent);
    String named = model;
    if (end == (named != null)) {
      throw CommandFailure.usage("either MODEL or --end was expected");
    }
    return DeskMoves.make(
        kafka,
        json,
        desk ->
            named == null
                ? desk.endShadow(reason.who(), reason.why())
                : desk.shadow(named, percent, reason.who(), reason.why()));
  }
}
