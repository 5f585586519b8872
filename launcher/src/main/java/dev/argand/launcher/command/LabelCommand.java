package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.schemas.avro.Label;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand label}. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    header = {"Says what was really heard at a source.", ""},
    description = {
      "Says what was really heard at a source: in one recognised window, in samples of a session,",
      "or between two instants. Labels are what accuracy is measured against and what the next",
      "search learns from. The label \"background\" means that nothing of interest is heard.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand label hall dog-bark --from 2026-11-25T10:00:03Z --to 2026-11-25T10:00:04.5Z",
      "  argand label hall siren --session 1700000000000-0a1b2c3d --first 48000 --end 72000",
      "  argand label hall background --window WINDOW-ID --note 'only wind'",
      "  argand label hall --withdraw LABEL-ID",
      "",
      "A window's id is in its recognition. Give --id to replace an earlier label."
    })
final class LabelCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Whose audio it is.")
  private String source = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "LABEL", description = "What is heard.")
  private @Nullable String label;

  @Option(names = "--window", paramLabel = "ID", description = "The window that is meant.")
  private @Nullable String window;

  @Option(names = "--session", paramLabel = "ID", description = "Session of --first and --end.")
  private @Nullable String session;

  @Option(names = "--first", paramLabel = "N", description = "First sample of the stretch.")
  private @Nullable Long first;

  @Option(names = "--end", paramLabel = "N", description = "One past its last sample.")
  private @Nullable Long end;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Begin of the stretch, such as 2026-11-25T10:00:03Z.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "End of the stretch.")
  private @Nullable String to;

  @Option(
      names = "--id",
      paramLabel = "LABEL-ID",
      description = "Replace this label (default: a new one).")
  private @Nullable String id;

  @Option(names = "--withdraw", paramLabel = "LABEL-ID", description = "Take a label back.")
  private @Nullable String withdraw;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who says so (default: ${DEFAULT-VALUE}).")
  private String who = "";

  @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "A remark.")
  private String note = "";

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    boolean isWithdrawal = withdraw != null;
    if (isWithdrawal == (label != null)) {
      throw CommandFailure.usage("either LABEL or --withdraw LABEL-ID was expected");
    }
    Instant start = instant("--from", from);
    Instant stop = instant("--to", to);
    try (LabelDesk desk = new LabelDesk(kafka.require(), kafka.topicPrefix(), Clock.systemUTC())) {
      if (withdraw != null) {
        desk.withdraw(source, withdraw, who);
        say(withdraw, "withdrawn");
      } else {
        Label given =
            desk.give(
                new LabelDraft(
                    id, source, session, first, end, start, stop, window, label, who, note));
        say(given.getLabelId(), "given");
      }
    }
    return 0;
  }

  private void say(String labelId, String what) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("labelId", labelId);
    map.put("sourceId", source);
    map.put("state", what);
    json.answer(map, "label %s %s".formatted(labelId, what));
  }

  private static @Nullable Instant instant(String option, @Nullable String text)
      throws CommandFailure {
    if (text == null) {
      return null;
    }
    return Times.instant(option, text);
  }
}
