package dev.argand.inference.evaluation;

import java.util.Locale;

/** What is kept for a time. */
enum RecordKind {
  LABEL,
  RECOGNITION;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
