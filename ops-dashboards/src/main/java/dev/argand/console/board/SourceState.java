package dev.argand.console.board;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a source is, as the page shows it. */
public enum SourceState {
  /** Frames arrive, with sound in them. */
  LIVE,
  /** Frames arrive, and have held next to nothing for a while. */
  SILENT,
  /** Frames stopped without the session having been ended: something broke. */
  STOPPED,
  /** The session was ended in order. */
  ENDED;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
