package dev.argand.search.label;

import dev.argand.schemas.ClipId;
import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.Label;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a draft into a label, or says in one line what is wrong with it. */
final class LabelChecks {
  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
  private static final Pattern SESSION = Pattern.compile("[!-~&&[^/]]{1,200}");
  private static final Pattern WINDOW =
      Pattern.compile("([^/]+)/([^/]+)/(champion|shadow)/([0-9a-f]{16})/(\\d{1,18})");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final long MOST_SAMPLES = 24L * 3600 * 384_000;
  private static final int MOST_NAME_CHARACTERS = 200;
  private static final int MOST_LABEL_CHARACTERS = 100;
  private static final int MOST_NOTE_CHARACTERS = 1_000;

  private LabelChecks() {}

  /** The label, with the id and time that the desk gives it. */
  static Label label(LabelDraft draft, String freshId, long atMicros) throws LabelException {
    String id = draft.labelId() == null ? freshId : id(draft.labelId());
    String source = name(LabelField.SOURCE_ID, draft.sourceId(), MOST_NAME_CHARACTERS);
    String label = heard(draft.label());
    String who = who(draft.who());
    String note = note(draft.note());
    boolean samples = draft.firstSampleIndex() != null || draft.endSampleIndex() != null;
    boolean times = draft.start() != null || draft.end() != null;
    String windowId = draft.windowId();
    if (windowId != null) {
      require(
          !samples && !times, LabelField.WINDOW_ID, windowId, "a window or an interval, not both");
      requireWindow(windowId, source);
    } else if (draft.sessionId() != null || samples) {
      requireSamples(draft);
    } else if (!times) {
      throw LabelException.of(
          List.of(
              "a ",
              LabelField.WINDOW_ID,
              ", samples (",
              LabelField.SESSION_ID,
              ", ",
              LabelField.FIRST_SAMPLE_INDEX,
              ", ",
              LabelField.END_SAMPLE_INDEX,
              ") or UTC (",
              LabelField.START,
              ", ",
              LabelField.END,
              ") were expected, there is none"));
    }
    Long start = null;
    Long end = null;
    if (times) {
      start = micros(LabelField.START, draft.start());
      end = micros(LabelField.END, draft.end());
      require(
          end > start,
          LabelField.END,
          draft.end(),
          "a time after ",
          LabelField.START,
          " " + draft.start());
      require(
          end - start <= LONGEST.toSeconds() * 1_000_000,
          LabelField.END,
          draft.end(),
          "at most 24 hours after ",
          LabelField.START,
          " " + draft.start());
    }
    return Label.newBuilder()
        .setLabelId(id)
        .setSourceId(source)
        .setSessionId(draft.sessionId())
        .setFirstSampleIndex(draft.firstSampleIndex())
        .setEndSampleIndex(draft.endSampleIndex())
        .setStartTimeMicros(start)
        .setEndTimeMicros(end)
        .setWindowId(windowId)
        .setRecognition(null)
        .setLabel(label)
        .setWho(who)
        .setNote(note)
        .setAtMicros(atMicros)
        .build();
  }

  static String id(@Nullable String id) throws LabelException {
    if (id == null || !ID.matcher(id).matches()) {
      throw refusal(LabelField.LABEL_ID, id, "1 to 200 visible ASCII characters");
    }
    if (ClipId.isOne(id)) {
      throw refusal(LabelField.LABEL_ID, id, "an id of your own, not that of a clip");
    }
    return id;
  }

  static String source(@Nullable String source) throws LabelException {
    return name(LabelField.SOURCE_ID, source, MOST_NAME_CHARACTERS);
  }

  static String who(@Nullable String who) throws LabelException {
    return name(LabelField.WHO, who, MOST_NAME_CHARACTERS).strip();
  }

  private static String heard(@Nullable String label) throws LabelException {
    String text = name(LabelField.LABEL, label, MOST_LABEL_CHARACTERS);
    return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
  }

  private static String note(@Nullable String note) throws LabelException {
    String text = note == null ? "" : note;
    require(
        text.length() <= MOST_NOTE_CHARACTERS,
        LabelField.NOTE,
        text.length() + " characters",
        "at most " + MOST_NOTE_CHARACTERS);
    return text;
  }

  private static void requireSamples(LabelDraft draft) throws LabelException {
    String session = draft.sessionId();
    require(
        session != null && SESSION.matcher(session).matches(),
        LabelField.SESSION_ID,
        session,
        "the id of a session: visible ASCII without a slash");
    Long first = draft.firstSampleIndex();
    Long end = draft.endSampleIndex();
    require(first != null && first >= 0, LabelField.FIRST_SAMPLE_INDEX, first, "0 or more");
    require(
        first != null && end != null && end > first,
        LabelField.END_SAMPLE_INDEX,
        end,
        "more than ",
        LabelField.FIRST_SAMPLE_INDEX,
        " " + first);
    require(
        first != null && end != null && end - first <= MOST_SAMPLES,
        LabelField.END_SAMPLE_INDEX,
        end,
        "at most 24 hours after ",
        LabelField.FIRST_SAMPLE_INDEX,
        " " + first);
  }

  private static void requireWindow(String windowId, String source) throws LabelException {
    Matcher window = WINDOW.matcher(windowId);
    require(window.matches(), LabelField.WINDOW_ID, windowId, "source/session/route/frontEnd/k");
    String named;
    try {
      named = URLDecoder.decode(window.group(1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refusal(LabelField.WINDOW_ID, windowId, "a url-encoded source in front");
    }
    require(named.equals(source), LabelField.WINDOW_ID, windowId, "a window of source " + source);
  }

  private static long micros(LabelField what, @Nullable Instant time) throws LabelException {
    if (time == null) {
      throw refusal(what, null, LabelField.START, " and ", LabelField.END, " together");
    }
    try {
      long micros = Micros.of(time);
      require(micros >= 0, what, time, "a time after 1970");
      return micros;
    } catch (DateTimeException | ArithmeticException e) {
      throw refusal(what, time, "a time of this era");
    }
  }

  private static String name(LabelField what, @Nullable String text, int most)
      throws LabelException {
    require(text != null && !text.isBlank(), what, text, "text that is not blank");
    require(
        text != null
            && text.length() <= most
            && text.codePoints().noneMatch(Character::isISOControl),
        what,
        text,
        "at most " + most + " characters on one line");
    return text == null ? "" : text;
  }

  private static void require(
      boolean condition, LabelField what, @Nullable Object value, Object... expected)
      throws LabelException {
    if (!condition) {
      throw refusal(what, value, expected);
    }
  }

  /** One line, whatever the value holds. */
  private static LabelException refusal(
      LabelField what, @Nullable Object value, Object... expected) {
    String text = value == null ? "absent" : String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    List<Object> words = new ArrayList<>(List.of(what, ": "));
    words.addAll(List.of(expected));
    words.add(" was expected, was " + shown);
    return LabelException.of(words);
  }
}
