package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model file that must not be used. The message has the path, the digest where it is known, the
 * {@link Reason}, and what was expected and found.
 */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the file. */
  public enum Reason {
    /** The file is missing or the operating system refuses to read it. */
    UNREADABLE,
    /** Not a bundle's container: another kind of file, truncated, or damaged. */
    NOT_A_BUNDLE,
    /** The digest differs from the one that the file's name or a caller states. */
    DIGEST,
    /** A format version that this program does not read. */
    FORMAT_VERSION,
    /** The manifest is not canonical JSON, or a value in it is out of range. */
    MANIFEST,
    /** Labels, background label and thresholds do not fit each other or the other entries. */
    LABELS,
    /** An entry is missing. */
    ENTRY_MISSING,
    /** An entry that the manifest does not list. */
    ENTRY_UNLISTED,
    /** An entry's bytes differ from what the manifest lists. */
    ENTRY_DIGEST,
    /** The weights cannot be read or do not fit the network. */
    WEIGHTS,
    /** The golden cannot be read, does not fit the manifest, or is not reproduced. */
    GOLDEN,
    /** It takes more time or memory here than is allowed. */
    BUDGET
  }

  private final Reason reason;
  private final String detail;
  private final transient @Nullable Path path;
  private final @Nullable String digest;

  /** A refusal of the file at a path; the digest is null where it is not known yet. */
  public ModelFormatException(
      @Nullable Path path,
      @Nullable String digest,
      Reason reason,
      String detail,
      @Nullable Throwable cause) {
    super(message(path, digest, reason, detail), cause);
    this.reason = reason;
    this.detail = detail;
    this.path = path;
    this.digest = digest;
  }

  /** A refusal of bytes whose file is not known here; see {@link #at}. */
  static ModelFormatException of(Reason reason, String detail) {
    return new ModelFormatException(null, null, reason, detail, null);
  }

  static ModelFormatException of(Reason reason, String detail, Throwable cause) {
    return new ModelFormatException(null, null, reason, detail, cause);
  }

  /** The same refusal, naming the file. */
  ModelFormatException at(Path file, @Nullable String digestIfKnown) {
    ModelFormatException named =
        new ModelFormatException(file, digestIfKnown, reason, detail, getCause());
    named.setStackTrace(getStackTrace());
    return named;
  }

  public Reason reason() {
    return reason;
  }

  /** What was expected and found, without path and digest. */
  public String detail() {
    return detail;
  }

  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  public Optional<String> digest() {
    return Optional.ofNullable(digest);
  }

  private static String message(
      @Nullable Path path, @Nullable String digest, Reason reason, String detail) {
    StringBuilder text = new StringBuilder("model");
    if (path != null) {
      text.append(' ').append(path);
    }
    if (digest != null) {
      text.append(" (digest ").append(digest).append(')');
    }
    return text.append(" is refused, ").append(reason).append(": ").append(detail).toString();
  }
}
