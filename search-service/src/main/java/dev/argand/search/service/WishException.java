package dev.argand.search.service;

/** A wish that cannot be fulfilled as it is: one line with what, its value and why. */
public final class WishException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  WishException(String message) {
    super(message);
  }
}
