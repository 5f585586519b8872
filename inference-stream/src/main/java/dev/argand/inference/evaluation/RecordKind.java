package dev.argand.inference.evaluation;

import java.util.Locale;

/** What is kept for a time. */
enum RecordKind {
  LABEL('l'),
  RECOGNITION('r');

  private final char code;

  RecordKind(char code) {
    this.code = code;
  }

  /** Stored: a kind keeps it for ever. */
  char code() {
    return code;
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
