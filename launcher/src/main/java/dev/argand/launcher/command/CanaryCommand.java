package dev.argand.launcher.command;

import dev.argand.search.model.LabelMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models canary}. */
@Command(
    name = "canary",
    mixinStandardHelpOptions = true,
    header = {"Lets a model serve a part of the sources.", ""},
    description = {
      "Lets a model serve a part of the sources in the champion's place: the",
      "challenger. The same sources stay on it, and more join them when the percentage",
      "grows. The champion hears their windows too; where the two differ by more than",
      "the rollback policy allows, the challenger is taken back by itself. `argand",
      "models rollback` takes it back by hand, `promote` makes it the champion.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models canary 2 --percent 5 --why 'new siren'",
      "  argand models canary 2 --percent 50 --why 'a day without a word'"
    })
final class CanaryCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      paramLabel = "MODEL",
      description = "Its version, its digest, or the digest's first eight letters or more.")
  private String model = "";

  @Option(
      names = "--percent",
      paramLabel = "N",
      required = true,
      description = "Of the sources, 0 to 100.")
  private int percent;

  @Mixin private LabelMapOptions labels = new LabelMapOptions();
  @Mixin private ReasonOptions reason = new ReasonOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    Percent.require(percent);
    LabelMap map = labels.map();
    return DeskMoves.make(
        kafka, json, desk -> desk.canary(model, percent, map, reason.who(), reason.why()));
  }
}
