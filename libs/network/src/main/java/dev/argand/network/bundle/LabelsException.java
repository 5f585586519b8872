package dev.argand.network.bundle;

/** Labels, background label or thresholds that do not fit; told apart when a file is read. */
final class LabelsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  LabelsException(String message) {
    super(message);
  }
}
