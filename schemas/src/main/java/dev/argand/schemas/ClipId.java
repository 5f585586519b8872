package dev.argand.schemas;

import dev.argand.schemas.avro.ClipKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Identity of a clip that nobody labelled: its key on {@code clips}.
 *
 * <p>Text {@code kind/subject}: the kind in lower case with dashes, and the id of the detection or
 * of the window that it was kept for. The same subject gives the same clip, however often it is
 * asked for.
 */
public final class ClipId {
  private static final List<ClipKind> KIND_LIST =
      List.of(ClipKind.DETECTION, ClipKind.NEAR_MISS, ClipKind.AUDIT, ClipKind.LABEL);

  /** Names of all kinds, separated by commas. */
  public static final String KINDS =
      KIND_LIST.stream().map(ClipId::name).collect(Collectors.joining(", "));

  private ClipId() {}

  /**
   * The id of the clip of a detection or a window.
   *
   * @throws IllegalArgumentException if the kind is UNKNOWN or LABEL, or there is no subject
   */
  public static String of(ClipKind kind, String subjectId) {
    if (kind == ClipKind.UNKNOWN || kind == ClipKind.LABEL) {
      throw new IllegalArgumentException("kind must be DETECTION, NEAR_MISS or AUDIT, was " + kind);
    }
    if (subjectId.isEmpty()) {
      throw new IllegalArgumentException("subjectId must not be empty");
    }
    return name(kind) + '/' + subjectId;
  }

  /** Whether an id is of this form, which a label's must not be: both are keys of one topic. */
  public static boolean isOne(String id) {
    return KIND_LIST.stream()
        .filter(kind -> kind != ClipKind.LABEL)
        .anyMatch(kind -> id.startsWith(name(kind) + '/'));
  }

  /** The kind that people write so. */
  public static Optional<ClipKind> kind(String name) {
    return KIND_LIST.stream().filter(kind -> name(kind).equals(name)).findFirst();
  }

  /** A kind as people read and write it: {@code near-miss}. */
  public static String name(ClipKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
