package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.runtime.NearNames;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import dev.argand.search.label.LabelException;
import dev.argand.search.label.LabelField;
import dev.argand.search.label.LabelLookup;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand label}. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    header = {"Says what was really heard at a source.", ""},
    description = {
      "Says what was really heard at a source: in one recognised window, in samples of",
      "a session, or between two instants. Labels are what accuracy is measured",
      "against and what the next search learns from. The label \"background\" means that",
      "nothing of interest is heard. A label of a source of which Kafka holds no audio",
      "is taken with a warning; only a label that stands can be withdrawn.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand label hall bark --from 2026-11-25T10:00:03Z --to 2026-11-25T10:00:04.5Z",
      "  argand label hall siren --session 1700000000000-0a1b --first 48000 --end 72000",
      "  argand label hall background --window WINDOW-ID --note 'only wind'",
      "  argand label hall --withdraw LABEL-ID",
      "",
      "A window's id is in its recognition. Give --id to replace an earlier label."
    })
final class LabelCommand implements Callable<Integer> {
  private static final Duration LOOK_AT_MOST = Duration.ofSeconds(3);

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

  @Mixin private StretchOptions stretch = new StretchOptions();

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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    if ((withdraw != null) == (label != null)) {
      throw CommandFailure.usage("either LABEL or --withdraw LABEL-ID was expected");
    }
    try {
      if (withdraw != null) {
        withdraw(withdraw);
      } else {
        give();
      }
    } catch (LabelException e) {
      throw CommandFailure.usage(e.message(this::option));
    }
    return 0;
  }

  private void give() throws Exception {
    LabelDraft draft =
        new LabelDraft(
            id,
            source,
            session,
            first,
            end,
            stretch.from().orElse(null),
            stretch.to().orElse(null),
            window,
            label,
            who,
            note);
    LabelDesk.check(draft);
    String servers = kafka.require();
    try (LabelDesk desk = new LabelDesk(servers, kafka.topicPrefix(), Clock.systemUTC());
        LabelLookup lookup = new LabelLookup(servers, kafka.topicPrefix())) {
      String given = desk.give(draft).getLabelId();
      say(given, "given");
      warnUnlessHeard(lookup.heard(source, LOOK_AT_MOST), given);
    }
  }

  /** Audio may have gone from Kafka, or be still to come: the label stands all the same. */
  private void warnUnlessHeard(LabelLookup.Heard heard, String given) {
    if (heard.wasHeard()) {
      return;
    }
    Terminal.aside(spec.commandLine())
        .line(
            heard.isKnown()
                ? "argand: warning: audio.frames holds nothing of source '%s'%s;"
                        .formatted(source, NearNames.suggestion(source, heard.others()))
                    + " `argand label %s --withdraw %s` takes the label back"
                        .formatted(source, given)
                : "argand: warning: nothing of source '%s' was found in audio.frames within %d s"
                    .formatted(source, LOOK_AT_MOST.toSeconds()));
  }

  private void withdraw(String labelId) throws Exception {
    LabelDesk.checkWithdrawal(source, labelId, who);
    String servers = kafka.require();
    try (LabelLookup lookup = new LabelLookup(servers, kafka.topicPrefix());
        LabelDesk desk = new LabelDesk(servers, kafka.topicPrefix(), Clock.systemUTC())) {
      Set<String> standing = lookup.standing(source);
      if (!standing.contains(labelId)) {
        throw CommandFailure.usage(
            "--withdraw must be the id of a label of source '%s', which has %d, was '%s'%s"
                .formatted(
                    source, standing.size(), labelId, NearNames.suggestion(labelId, standing)));
      }
      desk.withdraw(source, labelId, who);
      say(labelId, "withdrawn");
    }
  }

  private void say(String labelId, String what) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("labelId", labelId);
    map.put("sourceId", source);
    map.put("state", what);
    json.answer(map, "label %s %s".formatted(labelId, what));
  }

  /** What a person wrote it after. */
  private String option(LabelField field) {
    return switch (field) {
      case LABEL_ID -> withdraw != null ? "--withdraw" : "--id";
      case SOURCE_ID -> "SOURCE";
      case SESSION_ID -> "--session";
      case FIRST_SAMPLE_INDEX -> "--first";
      case END_SAMPLE_INDEX -> "--end";
      case START -> StretchOptions.FROM;
      case END -> StretchOptions.TO;
      case WINDOW_ID -> "--window";
      case LABEL -> "LABEL";
      case WHO -> "--who";
      case NOTE -> "--note";
    };
  }
}
