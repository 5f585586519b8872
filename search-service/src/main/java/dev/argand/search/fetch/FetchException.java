package dev.argand.search.fetch;

/** A data set could not be fetched. The message is one line for the person who asked for it. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
